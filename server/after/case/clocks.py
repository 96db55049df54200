"""Statutory time limits: the last day of a clock, with the official days. Pure.

Whether the day on which a clock starts is counted, and whether a last day that is off moves to the next working day,
is a setting (``Rule``): both are usual practice, in no known article. Lengths: schedules/reference/deadlines.csv.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from server.before.calendar.official import OfficialDays
from server.errors import Invalid
from server.sites.reference import Counted, TimeLimit

_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """How days are counted."""

    rolls_forward: bool = True
    """A last day that is off moves to the next working day."""
    counts_start: bool = False


USUAL: Final = Rule()


@dataclass(frozen=True, slots=True)
class LastDay:
    """``is_certain`` is False where a notice of holidays to come may still move it."""

    day: dt.date
    is_certain: bool


def last_day(
    limit: TimeLimit, start: dt.date, days: OfficialDays, *, is_extended: bool = False, rule: Rule = USUAL
) -> LastDay:
    """The last day of a clock that starts on a day; Invalid ``clock_not_extended`` where none is allowed."""
    if is_extended and not limit.extension:
        raise Invalid("clock_not_extended")
    length = limit.length + (limit.extension if is_extended else 0)
    before = start - _DAY if rule.counts_start else start
    if limit.unit is Counted.WORKING_DAYS:
        return _working(before, length, days)
    end = _years_after(before, length) if limit.unit is Counted.YEARS else before + length * _DAY
    return _rolled(end, days) if rule.rolls_forward else LastDay(end, is_certain=True)


def _rolled(end: dt.date, days: OfficialDays) -> LastDay:
    is_certain = days.is_certain(end)
    while days.is_off(end):
        end += _DAY
        is_certain = is_certain and days.is_certain(end)
    return LastDay(end, is_certain)


def _working(start: dt.date, length: int, days: OfficialDays) -> LastDay:
    day, left, is_certain = start, length, True
    while left:
        day += _DAY
        is_certain = is_certain and days.is_certain(day)
        left -= not days.is_off(day)
    return LastDay(day, is_certain)


def _years_after(start: dt.date, years: int) -> dt.date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)
