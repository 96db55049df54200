"""A monthly recurrence of RFC 5545 (3.3.10), one month at a time: 31 days are looked at, so no rule can run on.

dateutil.rrule is not used here: a month in which a rule has no day costs it 0.8 s, because it looks for one until the
year 9999 whatever UNTIL says. The tests hold these dates against its dates (docs/decisions/110-calendar-rules.md).
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from server.before.calendar.rules import NOTICE, month_after, month_name, working_day
from server.errors import Invalid

LONGEST: Final = 100
"""Characters of a rule."""
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CYCLE: Final = 28 * 12
"""Months after which the calendar begins anew: each date falls on each weekday in 28 years."""
PARTS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "FREQ": re.compile(r"MONTHLY"),
        "INTERVAL": re.compile(r"[1-9]|1[0-2]"),
        "BYMONTH": re.compile(r"(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*"),
        "BYMONTHDAY": re.compile(r"-?(?:[1-9]|[12]\d|3[01])(?:,-?(?:[1-9]|[12]\d|3[01]))*"),
        "BYDAY": re.compile(r"(?:-?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:-?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU))*"),
        "BYSETPOS": re.compile(r"-?(?:[1-9]|[12]\d|3[01])(?:,-?(?:[1-9]|[12]\d|3[01]))*"),
        "WKST": re.compile(r"MO|TU|WE|TH|FR|SA|SU"),
    }
)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A parsed rule; an empty part sets no condition. ``weekdays`` are (n-th in the month or 0, Monday = 0)."""

    interval: int
    months: frozenset[int]
    month_days: frozenset[int]
    weekdays: frozenset[tuple[int, int]]
    positions: frozenset[int]


@lru_cache(maxsize=256)
def parse(text: str) -> Recurrence:
    """The rule that a text writes; Invalid ``rule_form`` or ``rule_part`` with the part that cannot be."""
    parts = _parts(text)
    numbers = {name: frozenset(_numbers(parts.get(name, ""))) for name in ("BYMONTH", "BYMONTHDAY", "BYSETPOS")}
    weekdays = frozenset(_weekday(one) for one in filter(None, parts.get("BYDAY", "").split(",")))
    interval = int(parts.get("INTERVAL", "1"))
    return Recurrence(interval, numbers["BYMONTH"], numbers["BYMONTHDAY"], weekdays, numbers["BYSETPOS"])


def _parts(text: str) -> dict[str, str]:
    pairs = [pair.partition("=")[::2] for pair in text[:LONGEST].split(";")]
    parts = dict(pairs)
    says_which = {"BYMONTHDAY", "BYDAY"} & parts.keys()
    if len(text) > LONGEST or len(parts) < len(pairs) or "FREQ" not in parts:
        raise Invalid("rule_form", rule=text[:LONGEST])
    for name, value in pairs:
        if name not in PARTS or PARTS[name].fullmatch(value) is None:
            raise Invalid("rule_part", part=f"{name}={value}"[:40], known=" ".join(PARTS))
    if not says_which:
        raise Invalid("rule_form", rule=text)
    return parts


def _numbers(value: str) -> Iterable[int]:
    return map(int, filter(None, value.split(",")))


def _weekday(text: str) -> tuple[int, int]:
    return int(text[:-2] or 0), WEEKDAYS.index(text[-2:])


def is_due(rule: Recurrence, month: date, *, first_month: date) -> bool:
    """Whether a rule speaks of a month at all, by its first month, its INTERVAL and its BYMONTH."""
    since = (month.year - first_month.year) * 12 + month.month - first_month.month
    return since >= 0 and since % rule.interval == 0 and (not rule.months or month.month in rule.months)


def days_in(rule: Recurrence, month: date) -> list[date]:
    """The days that a rule names in a month of which it speaks."""
    length = monthrange(month.year, month.month)[1]
    days = [month + timedelta(days=n) for n in range(length)]
    found = [day for day in days if _is_month_day(rule, day, length) and _is_weekday(rule, day, length)]
    return _at_positions(found, rule.positions) if rule.positions else found


def _is_month_day(rule: Recurrence, day: date, length: int) -> bool:
    return not rule.month_days or day.day in rule.month_days or day.day - length - 1 in rule.month_days


def _is_weekday(rule: Recurrence, day: date, length: int) -> bool:
    nth, nth_from_end = (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)
    named = ((n, day.weekday()) for n in (0, nth, nth_from_end))
    return not rule.weekdays or any(one in rule.weekdays for one in named)


def _at_positions(days: Sequence[date], positions: Iterable[int]) -> list[date]:
    indexes = {n - 1 if n > 0 else len(days) + n for n in positions}
    return [day for index, day in enumerate(days) if index in indexes]


@lru_cache(maxsize=256)
def check_rule(rule: str, first_month: date) -> None:
    """Refuse a rule that cannot be read, that names no day in 28 years, or two days in one month of them."""
    if rule == NOTICE or working_day(rule) is not None:
        return
    parsed, found = parse(rule), 0
    for month in (month_after(first_month, n) for n in range(CYCLE)):
        count = len(days_in(parsed, month)) if is_due(parsed, month, first_month=first_month) else 0
        if count > 1:
            raise Invalid("rule_often", rule=rule, month=month_name(month), count=count)
        found += count
    if not found:
        raise Invalid("rule_never", rule=rule)
