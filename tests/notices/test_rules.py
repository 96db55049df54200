"""When a notice is tried again, what ends it, and in which hours it waits."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.notices.rules import (
    MOST_ATTEMPTS,
    Fate,
    NoticeState,
    QuietHours,
    Result,
    Standing,
    after,
    is_address,
    parse_quiet_hours,
    pause_after,
    quiet_until,
)

NIGHT = QuietHours(time(21), time(7, 30))
NOON = QuietHours(time(12), time(14))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_pause_doubles_from_half_a_minute_to_an_hour() -> None:
    assert [pause_after(n).total_seconds() for n in (1, 2, 3, 7, 8, 100)] == [30, 60, 120, 1920, 3600, 3600]


@pytest.mark.parametrize(
    ("fate", "attempts", "doubts", "stands"),
    [
        (Fate.SENT, 1, 0, Standing(NoticeState.SENT, 0)),
        (Fate.SENT, 2, 1, Standing(NoticeState.SENT, 1)),
        (Fate.REFUSED, 1, 0, Standing(NoticeState.FAILED, 0)),
        (Fate.LATER, 1, 0, Standing(NoticeState.QUEUED, 0, timedelta(seconds=30))),
        (Fate.LATER, MOST_ATTEMPTS, 0, Standing(NoticeState.FAILED, 0)),
        (Fate.UNCLEAR, 1, 0, Standing(NoticeState.QUEUED, 1, timedelta(seconds=30))),
        (Fate.UNCLEAR, 2, 1, Standing(NoticeState.UNCLEAR, 2)),
        (Fate.LATER, 2, 1, Standing(NoticeState.QUEUED, 1, timedelta(minutes=1))),
    ],
)
def test_what_follows_a_try(fate: Fate, attempts: int, doubts: int, stands: Standing) -> None:
    assert after(Result(fate), attempts=attempts, doubts=doubts) == stands


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (NIGHT, "2026-12-10 20:59:59", None),
        (NIGHT, "2026-12-10 21:00:00", "2026-12-11 07:30:00"),
        (NIGHT, "2026-12-31 23:59:59", "2027-01-01 07:30:00"),
        (NIGHT, "2026-12-11 00:00:00", "2026-12-11 07:30:00"),
        (NIGHT, "2026-12-11 07:29:59", "2026-12-11 07:30:00"),
        (NIGHT, "2026-12-11 07:30:00", None),
        (NOON, "2026-12-11 11:59:59", None),
        (NOON, "2026-12-11 12:00:00", "2026-12-11 14:00:00"),
        (NOON, "2026-12-11 14:00:00", None),
        (QuietHours(time(8), time(8)), "2026-12-11 08:00:00", None),
        (None, "2026-12-11 03:00:00", None),
    ],
)
def test_quiet_hours_end_the_same_day_or_the_next(quiet: QuietHours | None, now: str, until: str | None) -> None:
    assert quiet_until(local(now), quiet) == (until and local(until))


def test_quiet_hours_are_read_as_they_are_set() -> None:
    assert parse_quiet_hours("21:00-07:30") == NIGHT
    assert parse_quiet_hours("") is None


@pytest.mark.parametrize("address", ["li.mei@example.org", "a@b.cn", "x+y_z@mail-1.example.com.cn"])
def test_an_address_is_one(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "text",
    [
        *("", "li", "li@", "@example.org", "li@example", "li mei@example.org", "李@example.org", "li@例.org"),
        *("li@example.org\r\nBcc: x@example.org", "li@example.org,x@example.org", "<li@example.org>", "li@ex..org"),
        *("a..b@example.org", f"{'a' * 65}@example.org", f"a@{'b.' * 126}org"),
    ],
)
def test_what_is_no_address_or_more_than_one_is_not_taken(text: str) -> None:
    assert not is_address(text)
