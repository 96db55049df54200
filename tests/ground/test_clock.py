from datetime import datetime, timedelta, timezone

import pytest

from server.clock import Clock, DayClock

CHANGSHA = timezone(timedelta(hours=8))
REAL = datetime(2026, 11, 22, 3, 0, tzinfo=CHANGSHA)


def day_clock(*, speed: float) -> DayClock:
    return DayClock(
        starts_at_real=REAL,
        starts_at_day=datetime(2023, 11, 9, 8, 0, tzinfo=CHANGSHA),
        speed=speed,
        ends=datetime(2023, 11, 9, 18, 0, tzinfo=CHANGSHA),
    )


@pytest.mark.parametrize(
    ("real_minutes", "moment", "speed"),
    [
        (0, "08:00:00", 60),
        (1, "09:00:00", 60),
        (10, "18:00:00", 1),
        (15, "18:05:00", 1),
        (369, "23:59:00", 1),
        (1000, "23:59:59", 0),
    ],
)
def test_a_day_passes_fast_then_at_the_real_pace_then_stands(real_minutes: int, moment: str, speed: float) -> None:
    clock = day_clock(speed=60)
    real = REAL + timedelta(minutes=real_minutes)
    assert clock.now(real).isoformat() == f"2023-11-09T{moment}+08:00"
    assert clock.speed_at(real) == speed


def test_a_day_played_as_fast_as_possible_stands_at_its_end_and_goes_on() -> None:
    clock = day_clock(speed=0)
    assert clock.now(REAL).hour == 18
    assert clock.now(REAL + timedelta(minutes=5)).minute == 5


def test_the_clock_knows_its_zone() -> None:
    assert Clock().now().utcoffset() == timedelta(0)
