"""Queries of supervision: groups, draws, visits, checks and findings, and the days held down to a county."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, or_, select

from server.after.case.model import Case
from server.after.supervision.model import (
    SupervisionCheck,
    SupervisionDraw,
    SupervisionFinding,
    SupervisionGroup,
    SupervisionVisit,
)
from server.before.agenda.model import Day
from server.before.agenda.rules import DayKind
from server.db import Tx
from server.errors import NotFound
from server.people.model import Account
from server.place import range_of_region
from server.units.model import Unit


async def groups(tx: Tx) -> Sequence[SupervisionGroup]:
    """The groups whose whole level lies in scope, by name."""
    return await tx.scalars(select(SupervisionGroup).order_by(SupervisionGroup.name, SupervisionGroup.id))


async def find_group(tx: Tx, ident: UUID, *, locked: bool = False) -> SupervisionGroup:
    """A group; NotFound where its level is not all within one's places."""
    wanted = select(SupervisionGroup).where(SupervisionGroup.id == ident)
    found = await tx.one_or_none(wanted.with_for_update() if locked else wanted)
    if found is None:
        raise NotFound("not_found")
    return found


async def draws_of(tx: Tx, group: UUID) -> Sequence[SupervisionDraw]:
    """The draws of a group, the newest first."""
    own = select(SupervisionDraw).where(SupervisionDraw.group_id == group)
    return await tx.scalars(own.order_by(SupervisionDraw.number.desc()))


async def visits_of(tx: Tx, draws: Collection[UUID]) -> Sequence[SupervisionVisit]:
    """The counties of these draws, in the order in which they were drawn."""
    own = select(SupervisionVisit).where(SupervisionVisit.draw_id.in_(draws))
    return await tx.scalars(own.order_by(SupervisionVisit.draw_id, SupervisionVisit.position)) if draws else ()


async def find_visit(tx: Tx, group: UUID, ident: UUID) -> tuple[SupervisionVisit, SupervisionDraw]:
    """A county that the group drew, with its draw."""
    visit = await tx.get(SupervisionVisit, ident)
    draw = await tx.get(SupervisionDraw, visit.draw_id)
    if draw.group_id != group:
        raise NotFound("not_found")
    return visit, draw


async def checks_of(tx: Tx, visits: Collection[UUID]) -> Sequence[SupervisionCheck]:
    """What was said of the items in these counties."""
    return await tx.scalars(select(SupervisionCheck).where(SupervisionCheck.visit_id.in_(visits))) if visits else ()


async def check_of(tx: Tx, visit: UUID, item: str) -> SupervisionCheck | None:
    """What was said of one item."""
    own = (SupervisionCheck.visit_id == visit, SupervisionCheck.item == item)
    return await tx.one_or_none(select(SupervisionCheck).where(*own))


async def findings(tx: Tx, visits: Collection[UUID] | None = None) -> Sequence[SupervisionFinding]:
    """The findings in scope, or those of these counties alone: those without a reply first, by date."""
    wanted = select(SupervisionFinding)
    if visits is not None:
        wanted = wanted.where(SupervisionFinding.visit_id.in_(visits))
    order = (SupervisionFinding.replied_on.is_not(None), SupervisionFinding.reply_by, SupervisionFinding.id)
    return await tx.scalars(wanted.order_by(*order))


async def find_finding(tx: Tx, ident: UUID) -> SupervisionFinding:
    """A finding, this transaction's until it ends; NotFound beyond one's places."""
    wanted = select(SupervisionFinding).where(SupervisionFinding.id == ident).with_for_update()
    found = await tx.one_or_none(wanted)
    if found is None:
        raise NotFound("not_found")
    return found


async def has_unit(tx: Tx, code: str) -> bool:
    """Whether there is such a unit in scope."""
    return await tx.one_or_none(select(Unit).where(Unit.code == code)) is not None


async def people_known(tx: Tx, idents: Collection[UUID]) -> int:
    """How many of these accounts are in scope and not suspended."""
    wanted = select(func.count()).select_from(Account).where(Account.id.in_(idents), Account.suspended_at.is_(None))
    return (await tx.rows(wanted))[0][0] if idents else 0


async def cases_within(tx: Tx, idents: Collection[UUID], regions: Collection[str]) -> int:
    """How many of these cases lie in the regions."""
    within = or_(*(Case.place.between(*range_of_region(one)) for one in regions))
    wanted = select(func.count()).select_from(Case).where(Case.id.in_(idents), within)
    return (await tx.rows(wanted))[0][0] if idents else 0


async def days_at_county(tx: Tx, regions: Collection[str]) -> Sequence[Day]:
    """The days held down to a county of these regions (decision 137), the newest first."""
    ranges = (range_of_region(one) for one in regions)
    within = or_(*((Day.first_place >= lo) & (Day.last_place <= hi) for lo, hi in ranges))
    return await tx.scalars(select(Day).where(Day.kind == DayKind.AT_COUNTY, within).order_by(Day.day.desc()))
