"""The date of each month: what the rule names, where it moves, and why, in a sentence that can be checked."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from server.before.calendar.official import DayKind, OfficialDays
from server.before.calendar.recurrence import check_rule, days_in, is_due, parse
from server.before.calendar.rules import (
    NOTICE,
    Override,
    Plan,
    ShiftKind,
    check_plan,
    month_after,
    month_of,
    parse_shift,
    working_day,
)
from server.errors import Invalid

FARTHEST: Final = 45
"""Days that a date moves at most."""


class Obstacle(StrEnum):
    """Why no day can be held on a date."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKEUP = "makeup_workday"
    GAP = "gap"
    """Fewer working days lie between the holiday before and the date than the plan asks for."""


class Became(StrEnum):
    """What became of a month."""

    AS_PLANNED = "as_planned"
    SHIFTED = "shifted"
    SET_BY_HAND = "set_by_hand"
    CALLED_OFF = "called_off"
    SKIPPED = "skipped"
    NOT_NAMED = "not_named"
    """The rule names no day in this month: a fifth Thursday, the 31st, a month that an INTERVAL leaves out."""
    NO_ROOM = "no_room"
    """No day can be held within the days that a date may move."""
    SET_ON_DAY_OFF = "set_on_day_off"
    """The date that was set by hand is a day off by now: another must be set."""
    TAKEN = "taken"
    """The date is that of the month before."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A date that was looked at and cannot be, with the holiday that is why."""

    date: dt.date
    obstacle: Obstacle
    holiday_zh: str = ""
    holiday_en: str = ""


@dataclass(frozen=True, slots=True)
class MonthDate:
    """One month of a series: ``date`` None where no day is held, ``original`` None where the rule names none.

    ``refused`` are the dates that were looked at, the original first; ``turned`` says that the next day lay in
    another month. A ``provisional`` date can still change with a notice to come.
    """

    month: dt.date
    became: Became
    original: dt.date | None = None
    date: dt.date | None = None
    refused: tuple[Refused, ...] = ()
    turned: bool = False
    provisional: bool = False
    override: Override | None = None


def check(plan: Plan) -> None:
    """Refuse a plan that is wrong by itself, whatever the official days are."""
    check_plan(plan)
    check_rule(plan.rule, plan.first_month)


def check_overrides(plan: Plan, official: OfficialDays) -> None:
    """Refuse a date set by hand that is a day off, Invalid ``override_day_off``."""
    for one in plan.overrides:
        if one.date is not None and official.is_off(one.date):
            raise Invalid("override_day_off", date=one.date.isoformat())


def year_of(plan: Plan, year: int, official: OfficialDays) -> list[MonthDate]:
    """The twelve months of a year. A date may lie in the month after its own, or before it, as its shift says."""
    first = month_after(dt.date(year, 1, 1), -2)
    months = list(_apart(of_month(plan, month_after(first, n), official) for n in range(14)))
    return months[2:]


def month_in(plan: Plan, month: dt.date, official: OfficialDays) -> MonthDate:
    """The one month, as it stands in its year."""
    return year_of(plan, month.year, official)[month.month - 1]


def _apart(months: Iterable[MonthDate]) -> Iterator[MonthDate]:
    last: dt.date | None = None
    for one in months:
        is_taken = one.date is not None and last is not None and one.date <= last
        yield replace(one, became=Became.TAKEN, date=None) if is_taken else one
        last = last if one.date is None or is_taken else one.date


def of_month(plan: Plan, month: dt.date, official: OfficialDays) -> MonthDate:
    """What a plan, checked, makes of one month, without a look at its neighbours."""
    original = _original(plan, month, official)
    override = next((one for one in plan.overrides if one.month == month), None)
    if override is not None:
        found = _by_hand(override, original, official)
    elif original is None:
        found = MonthDate(month, Became.NOT_NAMED)
    else:
        found = _moved(plan, month, original, official)
    return replace(found, provisional=not _is_certain(plan, found, official))


def _original(plan: Plan, month: dt.date, official: OfficialDays) -> dt.date | None:
    if month < plan.first_month:
        return None
    if plan.rule == NOTICE:
        return next((day for day in plan.notice if month_of(day) == month), None)
    n = working_day(plan.rule)
    if n is not None:
        return official.nth_working_day(month, n)
    rule = parse(plan.rule)
    days = days_in(rule, month) if is_due(rule, month, first_month=plan.first_month) else []
    return days[0] if days else None


def _by_hand(override: Override, original: dt.date | None, official: OfficialDays) -> MonthDate:
    if override.date is None:
        return MonthDate(override.month, Became.CALLED_OFF, original, override=override)
    if official.is_off(override.date):
        why = (_off(override.date, official),)
        return MonthDate(override.month, Became.SET_ON_DAY_OFF, original, refused=why, override=override)
    return MonthDate(override.month, Became.SET_BY_HAND, original, override.date, override=override)


def _moved(plan: Plan, month: dt.date, original: dt.date, official: OfficialDays) -> MonthDate:
    first = obstacle(original, plan, official)
    if first is None:
        return MonthDate(month, Became.AS_PLANNED, original, original)
    shift = parse_shift(plan.shift)
    if shift.kind is ShiftKind.SKIP:
        return MonthDate(month, Became.SKIPPED, original, refused=(first,))
    start, step = original, -1 if shift.kind is ShiftKind.PREVIOUS else 1
    holiday = official.holiday_at(original) if first.obstacle is Obstacle.HOLIDAY else None
    if shift.kind is ShiftKind.BEFORE_HOLIDAY and holiday is not None:
        start, step = holiday[1] - timedelta(days=shift.days - 1), -1
    day, passed = _walk(plan, start, step, official)
    turned = shift.kind is ShiftKind.MODIFIED_NEXT and (day is None or month_of(day) != month)
    if turned:
        day, passed = _walk(plan, original, -1, official)
    became = Became.NO_ROOM if day is None else Became.SHIFTED
    return MonthDate(month, became, original, day, (first, *passed), turned)


def _walk(plan: Plan, start: dt.date, step: int, official: OfficialDays) -> tuple[dt.date | None, list[Refused]]:
    """The first day that can be after this one, or before it with step -1, and those that were passed."""
    passed = list[Refused]()
    for n in range(1, FARTHEST + 1):
        day = start + timedelta(days=step * n)
        why = obstacle(day, plan, official)
        if why is None:
            return day, passed
        passed.append(why)
    return None, passed


def obstacle(day: dt.date, plan: Plan, official: OfficialDays) -> Refused | None:
    """Why no day can be held on a date by this plan; None where one can."""
    if official.is_off(day):
        return _off(day, official)
    what = official.of(day)
    if what.kind is DayKind.MAKEUP and not plan.takes_makeup:
        return Refused(day, Obstacle.MAKEUP, what.name_zh, what.name_en)
    return _too_near(day, plan.gap, official)


def _off(day: dt.date, official: OfficialDays) -> Refused:
    holiday = official.holiday_at(day)
    if holiday is None:
        return Refused(day, Obstacle.WEEKEND)
    return Refused(day, Obstacle.HOLIDAY, holiday[0].name_zh, holiday[0].name_en)


def _too_near(day: dt.date, gap: int, official: OfficialDays) -> Refused | None:
    """A working day on which the line could not be checked in time: the gap to the last holiday is too small."""
    worked, before = 0, day - timedelta(days=1)
    while worked < gap:
        if not official.is_off(before):
            worked += 1
        elif holiday := official.holiday_at(before):
            return Refused(day, Obstacle.GAP, holiday[0].name_zh, holiday[0].name_en)
        before -= timedelta(days=1)
    return None


def _is_certain(plan: Plan, found: MonthDate, official: OfficialDays) -> bool:
    looked_at = [day for day in (found.original, found.date, *(one.date for one in found.refused)) if day is not None]
    if plan.gap:
        looked_at += [day - timedelta(days=plan.gap + FARTHEST // 2) for day in looked_at]
    n = working_day(plan.rule)
    if n is not None:  # counted from the month's beginning, or from its end
        looked_at.append(found.month if n > 0 and found.original else month_after(found.month) - timedelta(days=1))
    return all(official.is_certain(day) for day in looked_at)
