"""Where and of what more comes than before: the last hour against the same hour of the last reception days."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, func, select

from server.before.agenda.actions import is_seen_in
from server.before.agenda.model import Day
from server.before.agenda.rules import DayState
from server.day_code import parse_day, scope_on
from server.db import Tx
from server.instants import micros_of
from server.journal.model import Matter
from server.place import Range, region_of

BASE_DAYS: Final = 3
"""The last days of the same holder on which people were received."""
HOUR: Final = timedelta(hours=1)
MOST: Final = 50
SMALL: Final = 5
"""A number below this is said to be small: one person more or less changes it much."""
RECEIVED: Final = (DayState.LIVE, DayState.CLOSING, DayState.RECONCILED, DayState.PUBLISHED, DayState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of a day: after ``since``, up to and with ``until``."""

    day: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class HotRow:
    """One county or category: its matters of the hour, and those of the same hour of each day of the base."""

    key: str
    matters: int
    before: Sequence[int]

    @property
    def average(self) -> float | None:
        """Of the days of the base; None where there is none."""
        return sum(self.before) / len(self.before) if self.before else None


@dataclass(frozen=True, slots=True)
class Hot:
    """The hour, the hours that it is compared with, the matters of each in all, and the rows, the most risen first."""

    hour: Hour
    base: Sequence[Hour]
    total: HotRow
    counties: Sequence[HotRow]
    categories: Sequence[HotRow]


async def hot_of(tx: Tx, day: Day, scope: Range, now: datetime) -> Hot:
    """What is hot at ``now``, an instant of the day's own clock."""
    hour = Hour(day.day, now - HOUR, now)
    base = [_same_hour(hour, one) for one in await _days_before(tx, day)]
    counted = {one.day: await _counted(tx, one, scope) for one in (hour, *base)}
    counties = {name: _summed((region_of(place), n) for place, _, n in rows) for name, rows in counted.items()}
    categories = {name: _summed((category, n) for _, category, n in rows) for name, rows in counted.items()}
    totals = {name: Counter({"total": sum(n for _, _, n in rows)}) for name, rows in counted.items()}
    days = [one.day for one in base]
    total = HotRow("total", totals[hour.day]["total"], [totals[name]["total"] for name in days])
    return Hot(hour, base, total, ranked(hour.day, days, counties), ranked(hour.day, days, categories))


def ranked(day: str, base: Sequence[str], counted: Mapping[str, Mapping[str, int]]) -> list[HotRow]:
    """The rows with matters in the hour, those that rose most above their average first."""
    rows = [HotRow(key, n, [counted[one].get(key, 0) for one in base]) for key, n in counted[day].items() if n]
    return sorted(rows, key=lambda row: (-(row.matters - (row.average or 0)), -row.matters, row.key))[:MOST]


def _same_hour(hour: Hour, day: str) -> Hour:
    back: dt.timedelta = parse_day(hour.day).date - parse_day(day).date
    return Hour(day, hour.since - back, hour.until - back)


def _summed(rows: Iterable[tuple[str, int]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for key, n in rows:
        sums[key] += n
    return sums


async def _days_before(tx: Tx, day: Day) -> Sequence[str]:
    same = (Day.holder == day.holder, Day.holder_last == day.holder_last)
    before = (*same, Day.day < day.day, Day.state.in_(RECEIVED), is_seen_in(tx.scope))
    return await tx.scalars(select(Day.day).where(*before).order_by(Day.day.desc()).limit(BASE_DAYS))


async def _counted(tx: Tx, hour: Hour, scope: Range) -> Sequence[tuple[int, str, int]]:
    """How many matters were registered in the hour, by place and category."""
    these = and_(
        Matter.day == hour.day,
        Matter.place.between(*scope_on(hour.day, scope)),
        Matter.state != "void",
        Matter.registered_at > micros_of(hour.since),
        Matter.registered_at <= micros_of(hour.until),
    )
    counted = select(Matter.place, Matter.category, func.count()).where(these).group_by(Matter.place, Matter.category)
    return [(place, category or "other", n) for place, category, n in await tx.rows(counted)]
