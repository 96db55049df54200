"""Days made from a date of a series: what the date was then, and whether the series still says it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import structlog
from sqlalchemy import select

from server.before.agenda import rules
from server.before.agenda.model import Day, DayOrigin
from server.before.calendar.actions import find_series, official_days
from server.before.calendar.messages import DatesChanged
from server.before.calendar.reasons import reason
from server.before.calendar.shifts import month_in
from server.db import Tx
from server.errors import Conflict

LONGEST: Final = 400
log = structlog.get_logger(__name__)


async def keep_origin(tx: Tx, day: Day, series: str, month: date) -> None:
    """Keep from which date of a series a day is; Conflict ``date_not_of_series`` where the series says another."""
    found = await find_series(tx, series)
    said = month_in(found.plan, month, await official_days(tx))
    if said.date != day.date or found.series.holder != day.holder:
        raise Conflict("date_not_of_series", series=series, month=f"{month:%Y-%m}", date=str(said.date or "-"))
    why = reason(said, found.plan.gap)
    texts = {"reason_zh": why.zh[:LONGEST], "reason_en": why.en[:LONGEST], "now_zh": "", "now_en": ""}
    then = {"original": said.original, "provisional": said.provisional, "series_version": found.version}
    tx.add(DayOrigin(day=day.day, series=series, month=month, is_hit=False, now_date=day.date, **then, **texts))


async def judge_origins(tx: Tx, changed: DatesChanged) -> None:
    """Mark each coming day whose series says another date since a change, and take the mark off where it fits again."""
    origins = select(DayOrigin, Day).join(Day, Day.day == DayOrigin.day).where(Day.state.in_(rules.MAY_BE_REPLANNED))
    if changed.series is not None:
        origins = origins.where(DayOrigin.series == changed.series)
    official = await official_days(tx)
    for origin, day in await tx.rows(origins.order_by(DayOrigin.day)):
        found = await find_series(tx, origin.series)
        said = month_in(found.plan, origin.month, official)
        why = reason(said, found.plan.gap)
        mark(origin, is_hit=said.date != day.date)
        origin.now_date, origin.provisional = said.date, said.provisional
        origin.now_zh, origin.now_en = why.zh[:LONGEST], why.en[:LONGEST]


def mark(origin: DayOrigin, *, is_hit: bool) -> None:
    if origin.is_hit != is_hit:
        log.info("day hit by its series", day=origin.day, old=origin.is_hit, new=is_hit)
        origin.is_hit = is_hit


async def origins_of(tx: Tx, series: str) -> Sequence[tuple[DayOrigin, Day]]:
    """The days made from a series that lies in the scope, by month."""
    await find_series(tx, series)
    found = select(DayOrigin, Day).join(Day, Day.day == DayOrigin.day).where(DayOrigin.series == series)
    rows = await tx.rows(found.order_by(DayOrigin.month, DayOrigin.day))
    return [(origin, day) for origin, day in rows]
