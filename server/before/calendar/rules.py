"""What a series says about its dates: rule, shift, gap, months set by hand. Checked here; shifts.py makes the dates."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.errors import Invalid

# RFC 5545 section 3.3.10, the part a monthly day needs: the n-th weekday or the n-th day of each m-th month.
MONTHLY_RULE: Final = re.compile(
    r"FREQ=MONTHLY(;INTERVAL=([1-9]|1[0-2]))?;(BYDAY=(-1|[1-5])(MO|TU|WE|TH|FR|SA|SU)|BYMONTHDAY=(-1|[1-9]|[12]\d|3[01]))"
)
WORKING_DAY: Final = re.compile(r"WORKING_DAY=(-?(?:[1-9]|1[0-5]))")
SHIFT: Final = re.compile(r"(next|previous|modified_next|skip|before_holiday)(?::([1-9]|1[0-5]))?")
PERSONAL_NUMBER: Final = re.compile(r"\d{11}|\d{17}[\dXx]")
NOTICE: Final = "NOTICE"
FIRST_MONTH: Final = dt.date(2004, 1, 1)
"""The month from which a series without one counts: the first of the official table."""
MOST_GAP: Final = 10
MOST_DATES: Final = 120
REASON_LENGTHS: Final = (2, 200)


class ShiftKind(StrEnum):
    """What becomes of a date on which no day can be held."""

    NEXT = "next"
    PREVIOUS = "previous"
    MODIFIED_NEXT = "modified_next"
    """The next that can be, or where that lies in another month the one before (ISDA "modified following")."""
    SKIP = "skip"
    BEFORE_HOLIDAY = "before_holiday"
    """In a holiday: n calendar days before it begins, or earlier; elsewhere the next."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift; ``days`` is the n of ``before_holiday:n`` and 0 for every other."""

    kind: ShiftKind
    days: int = 0


@dataclass(frozen=True, slots=True)
class Override:
    """One month set by hand: ``month`` is its first day, ``date`` None where no day is held in it."""

    month: dt.date
    date: dt.date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides the dates of a series, in one value that is kept whole as a version.

    ``rule`` is an RFC 5545 recurrence (``FREQ=MONTHLY;…``), ``WORKING_DAY=n`` (from the end of the month where n is
    negative) or ``NOTICE``, of which ``notice`` has the dates. ``first_month`` is the first day of the first month;
    an INTERVAL counts from it. ``gap`` is how many working days lie between a holiday and a day at least.
    """

    rule: str
    shift: str = ShiftKind.NEXT
    first_month: dt.date = FIRST_MONTH
    takes_makeup: bool = False
    gap: int = 0
    notice: tuple[dt.date, ...] = ()
    overrides: tuple[Override, ...] = ()


def is_monthly_rule(text: str) -> bool:
    """Whether a schedule file may have this rule."""
    return MONTHLY_RULE.fullmatch(text) is not None


def working_day(rule: str) -> int | None:
    """The n of ``WORKING_DAY=n``, None for every other rule."""
    found = WORKING_DAY.fullmatch(rule)
    return int(found[1]) if found else None


def parse_shift(text: str) -> Shift:
    """The shift that a text names, Invalid ``shift_form`` where it names none."""
    found = SHIFT.fullmatch(text)
    if found is None or (found[1] == ShiftKind.BEFORE_HOLIDAY) != (found[2] is not None):
        raise Invalid("shift_form", shift=text[:40])
    return Shift(ShiftKind(found[1]), int(found[2] or 0))


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def month_after(month: dt.date, count: int = 1) -> dt.date:
    """The first day of the month so many months after this one, or before it."""
    months = month.year * 12 + month.month - 1 + count
    return dt.date(months // 12, months % 12 + 1, 1)


def month_name(month: dt.date) -> str:
    return f"{month:%Y-%m}"


def check_plan(plan: Plan) -> None:
    """Refuse whatever of a plan is wrong by itself; the rule proper is checked by recurrence.py."""
    parse_shift(plan.shift)
    if not 0 <= plan.gap <= MOST_GAP:
        raise Invalid("gap_range", most=MOST_GAP)
    _check_notice(plan)
    _check_overrides(plan.overrides)


def _check_notice(plan: Plan) -> None:
    months = {month_of(day) for day in plan.notice}
    fits = bool(plan.notice) == (plan.rule == NOTICE)
    if not fits or len(months) < len(plan.notice) or len(months) > MOST_DATES:
        raise Invalid("notice_dates", most=MOST_DATES)


def _check_overrides(overrides: Sequence[Override]) -> None:
    if len(overrides) > MOST_DATES:
        raise Invalid("override_many", most=MOST_DATES)
    counted = Counter(one.month for one in overrides)
    for one in overrides:
        name = month_name(one.month)
        if counted[one.month] > 1:
            raise Invalid("override_twice", month=name)
        if one.date is not None and month_of(one.date) != one.month:
            raise Invalid("override_elsewhere", month=name, date=one.date.isoformat())
        if not _is_reason(one.reason):
            raise Invalid("override_reason", month=name)


def _is_reason(text: str) -> bool:
    shortest, longest = REASON_LENGTHS
    says = text.isprintable() and text == text.strip() and shortest <= len(text) <= longest
    return says and PERSONAL_NUMBER.search(text) is None
