"""The hours of a day: its local hours as instants, what time it is on it, when it really begins and ends."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.before.agenda.model import Day
from server.clock import Clock, DayClock, day_clock, moment_on


def start_clock(day: Day, clock: DayClock) -> None:
    """Give a rehearsed day its own clock; a real day has none but the one on the wall."""
    day.clock_starts_at_real, day.clock_starts_at_day = clock.starts_at_real, clock.starts_at_day
    day.clock_speed, day.clock_ends = clock.speed, clock.ends


def day_now(day: Day, clock: Clock) -> datetime:
    """What time it is on this day, in its zone: its own clock's where it has one."""
    return moment_on(day, clock.now()).now


def clock_on(day: Day, clock: Clock) -> Callable[[], datetime]:
    """What tells the time on this day again and again; the day itself may be gone by then."""
    own, zone = day_clock(day), ZoneInfo(day.zone)
    return (lambda: clock.now().astimezone(zone)) if own is None else (lambda: own.now(clock.now()))


def real_bounds(day: Day) -> tuple[datetime, datetime | None]:
    """When the day really begins and ends: by its date, or since a rehearsed one is played, without an end."""
    if day.clock_starts_at_real is not None:
        return day.clock_starts_at_real, None
    midnight = hour_of(day, time(0))
    return midnight, midnight + timedelta(days=1)


def today_of(zone: str, now: datetime) -> date:
    """The date at an instant in a zone."""
    return now.astimezone(ZoneInfo(zone)).date()


def hour_of(day: Day, hour: time) -> datetime:
    """A local hour of the day as an instant."""
    return datetime.combine(day.date, hour, ZoneInfo(day.zone))


def hour_or_none(day: Day, hour: time | None) -> datetime | None:
    return None if hour is None else hour_of(day, hour)


def break_of(day: Day) -> tuple[datetime, datetime] | None:
    """The break in which nobody is called; None for a day without one."""
    if day.break_from is None or day.break_until is None:
        return None
    return hour_of(day, day.break_from), hour_of(day, day.break_until)


def offset_minutes(day: Day) -> int:
    """How far the day's zone is from UTC, at its noon."""
    offset = hour_of(day, time(12)).utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) // 60
