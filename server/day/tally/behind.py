"""The matters behind a figure of the tally, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from server.day.tally import rules
from server.db import Tx
from server.journal.model import Matter
from server.place import Range


@dataclass(frozen=True, slots=True)
class Which:
    """Which records are asked for: those behind one figure."""

    scope: Range
    limit: int
    category: str | None = None
    outcome: str | None = None
    state: str | None = None
    incomplete: bool = False
    since: int | None = None
    until: int | None = None
    """Registered after ``since``, up to and with ``until``, in microseconds."""
    after: tuple[int, int, str] | None = None


async def matters_behind(tx: Tx, day: str, which: Which) -> tuple[Sequence[Matter], dict[str, int]]:
    """One page of the matters behind a figure, the newest first, and the counts of them all."""
    these = [Matter.day == day, Matter.place.between(*which.scope), Matter.state != "void"]
    for column, value in (
        (Matter.category, which.category),
        (Matter.outcome, which.outcome),
        (Matter.state, which.state),
    ):
        if value is not None:
            these.append(column == value)
    if which.incomplete:
        these.append(Matter.incomplete != "")
    if which.since is not None:
        these.append(Matter.registered_at > which.since)
    if which.until is not None:
        these.append(Matter.registered_at <= which.until)
    resolved = func.sum(Matter.amount_fen).filter(Matter.outcome == "resolved_on_site")
    sums = select(
        func.count(),
        func.sum(Matter.involved),
        func.sum(Matter.attendees),
        func.count().filter(Matter.outcome == "resolved_on_site"),
        resolved,
    )
    counted = (await tx.rows(sums.select_from(Matter).where(*these)))[0]
    page = select(Matter).where(*these).order_by(Matter.registered_at.desc(), Matter.place, Matter.matter)
    if which.after is not None:
        registered_at, place, matter = which.after
        page = page.where(
            or_(
                Matter.registered_at < registered_at,
                and_(Matter.registered_at == registered_at, Matter.place > place),
                and_(Matter.registered_at == registered_at, Matter.place == place, Matter.matter > matter),
            )
        )
    rows = await tx.scalars(page.limit(which.limit))
    return rows, dict(zip(rules.COUNTS, (int(total or 0) for total in counted), strict=True))
