"""Official days: which are off, which weekends are worked, how far that is known.

The base is chinesecalendar, the only library with make-up working days (State Council notices, 2004 on). An organiser's
table stands over it, because each November's notice is out before a library has it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import takewhile
from types import MappingProxyType
from typing import Final

from chinese_calendar import Holiday, holidays, workdays  # type: ignore[import-untyped]  # it has no types

from server.before.calendar.rules import month_after

SATURDAY: Final = 5
LONGEST_HOLIDAY: Final = 20
"""Days in a row that are looked at on either side for one holiday."""
NOTICE_REACHES_BACK: Final = timedelta(days=7)
"""How far a year's notice changes the year before it: a New Year's holiday or its make-up day in late December."""


class DayKind(StrEnum):
    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKEUP = "makeup_workday"


OFF: Final = frozenset({DayKind.WEEKEND, DayKind.HOLIDAY})


@dataclass(frozen=True, slots=True)
class OfficialDay:
    """What a day is, and the holiday that it belongs to or makes up for; names are empty for other days."""

    kind: DayKind
    name_zh: str = ""
    name_en: str = ""


WEEKEND: Final = OfficialDay(DayKind.WEEKEND)
WORKDAY: Final = OfficialDay(DayKind.WORKDAY)


@dataclass(frozen=True, slots=True)
class OfficialDays:
    """The table: named days by date, and the years of which all is known."""

    named: Mapping[date, OfficialDay]
    years: Collection[int]

    def of(self, day: date) -> OfficialDay:
        """What a day is, as far as is known: where nothing is, Saturdays and Sundays are off."""
        return self.named.get(day) or (WEEKEND if day.weekday() >= SATURDAY else WORKDAY)

    def is_off(self, day: date) -> bool:
        return self.of(day).kind in OFF

    def is_certain(self, day: date) -> bool:
        """Whether no notice to come can change the day: its year is known, and near its end the next one too."""
        ends = date(day.year, 12, 31) - NOTICE_REACHES_BACK
        return day.year in self.years and (day <= ends or day.year + 1 in self.years)

    def holiday_at(self, day: date) -> tuple[OfficialDay, date] | None:
        """The holiday among the days off in a row around a day off, and the first of these; None for a mere weekend."""
        back, on = (self._off_from(day, step) for step in (-1, 1))
        row = [*reversed(back), day, *on]
        named = [self.of(one) for one in (day, *row) if self.of(one).kind is DayKind.HOLIDAY]
        return (named[0], row[0]) if named else None

    def _off_from(self, day: date, step: int) -> list[date]:
        days = (day + timedelta(days=step * n) for n in range(1, LONGEST_HOLIDAY))
        return list(takewhile(self.is_off, days))

    def nth_working_day(self, month: date, n: int) -> date | None:
        """The n-th working day of a month, make-up days among them, or the n-th from its end where n is negative."""
        length = (month_after(month) - month).days
        working = [day for day in (month + timedelta(days=at) for at in range(length)) if not self.is_off(day)]
        index = n - 1 if n > 0 else len(working) + n
        return working[index] if 0 <= index < len(working) else None


@cache
def published() -> OfficialDays:
    """The days of chinesecalendar."""
    zh = {holiday.value: holiday.chinese for holiday in Holiday}
    off = {day: OfficialDay(DayKind.HOLIDAY, zh[name], name) for day, name in holidays.items()}
    worked = {day: OfficialDay(DayKind.MAKEUP, zh[name], name) for day, name in workdays.items()}
    years = frozenset(range(min(holidays).year, max(holidays).year + 1))
    return OfficialDays(MappingProxyType({**worked, **off}), years)


def over(base: OfficialDays, days: Mapping[date, OfficialDay], years: Iterable[int]) -> OfficialDays:
    """The base with an organiser's days and known years over it."""
    return OfficialDays(MappingProxyType({**base.named, **days}), frozenset(base.years) | frozenset(years))
