"""What is done in supervision: organisers keep groups and draw counties; groups check and find; counties reply."""

import datetime as dt
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from server.after.sample import drawing
from server.after.supervision import reads
from server.after.supervision.model import (
    SupervisionCheck,
    SupervisionDraw,
    SupervisionFinding,
    SupervisionGroup,
    SupervisionVisit,
)
from server.after.supervision.rules import PER_CITY, Item, Mark, counties_of
from server.after.supervision.sealing import seal
from server.db import Tx
from server.errors import Conflict, Invalid
from server.people.audit import record
from server.people.rules import Person
from server.people.spelling import is_visible
from server.place import place_of, range_of_region
from server.sealing import Sealer
from server.sites.reference import Reference


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something, and when; ``today`` is where the days are held."""

    by: Person
    now: datetime
    today: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A group as it is to be kept."""

    name: str
    regions: tuple[str, ...]
    leaders: tuple[UUID, ...]
    members: tuple[UUID, ...]
    cases: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding as it is entered; its id is made by the page, so that it is entered once."""

    id: UUID
    unit: str
    what: str
    reply_by: dt.date


async def make(tx: Tx, reference: Reference, kept: Kept, doing: Doing) -> SupervisionGroup:
    """Make a group of one's own level; Invalid as ``_check`` says."""
    await _check(tx, reference, kept)
    group = SupervisionGroup(id=uuid7(), lo=tx.scope.lo, hi=tx.scope.hi)
    _set(group, kept, doing)
    tx.add(group)
    await tx.flush()
    await _recorded(tx, "supervision_group_kept", group, group.lo, doing)
    return group


async def change(tx: Tx, reference: Reference, ident: UUID, seen: int, kept: Kept, doing: Doing) -> None:
    """Change a group; Conflict ``supervision_changed`` where another version stands than was seen."""
    group = await reads.find_group(tx, ident, locked=True)
    if group.version != seen:
        raise Conflict("supervision_changed")
    await _check(tx, reference, kept)
    _set(group, kept, doing)
    await tx.flush()
    await _recorded(tx, "supervision_group_kept", group, group.lo, doing)


async def _check(tx: Tx, reference: Reference, kept: Kept) -> None:
    if not is_visible(kept.name):
        raise Invalid("supervision_name")
    for one in kept.regions:
        if one not in reference.regions or not tx.scope.covers_range(*range_of_region(one)):
            raise Invalid("supervision_region")
    people = {*kept.leaders, *kept.members}
    if len(people) != len(kept.leaders) + len(kept.members) or await reads.people_known(tx, people) != len(people):
        raise Invalid("supervision_person")
    cases = set(kept.cases)
    if await reads.cases_within(tx, cases, kept.regions) != len(cases):
        raise Invalid("supervision_case")


def _set(group: SupervisionGroup, kept: Kept, doing: Doing) -> None:
    group.name, group.regions = kept.name.strip(), sorted(set(kept.regions))
    group.leaders, group.members = [*map(str, kept.leaders)], [*map(str, kept.members)]
    group.cases = [*dict.fromkeys(map(str, kept.cases))]
    group.by, group.at = doing.by.principal, doing.now


@dataclass(frozen=True, slots=True)
class Wanted:
    """A draw as it is asked for: ``seen`` is the number of the last one that was read, 0 without any."""

    seed: str
    seen: int
    reason: str


async def draw(tx: Tx, sealer: Sealer, reference: Reference, ident: UUID, wanted: Wanted, doing: Doing) -> None:
    """Draw two counties of each city, and keep list, checksum, seed and result; a draw again needs a reason.

    Conflict ``supervision_drawn``; Invalid ``supervision_reason``; NotFound for the group.
    """
    group = await reads.find_group(tx, ident, locked=True)
    known = await reads.draws_of(tx, group.id)
    if wanted.seen != len(known):
        raise Conflict("supervision_drawn")
    if known and not wanted.reason.strip():
        raise Invalid("supervision_reason")
    text = drawing.listed(counties_of(reference, group.regions))
    row = SupervisionDraw(id=uuid7(), group_id=group.id, lo=group.lo, hi=group.hi, number=len(known) + 1)
    row.per_city, row.seed, row.candidates = PER_CITY, wanted.seed, text
    row.checksum, row.by, row.at = drawing.checksum(text), doing.by.principal, doing.now
    if known:
        row.reason_sealed = await seal(tx, sealer, row.id, "reason", wanted.reason, place=row.lo, now=doing.now)
    tx.add(row)
    await tx.flush()
    for position, one in enumerate(drawing.drawn(text, row.seed, row.per_city)):
        visit = SupervisionVisit(id=uuid7(), draw_id=row.id, lo=row.lo, hi=row.hi, position=position)
        visit.city, visit.county = one.group, one.key
        tx.add(visit)
    await tx.flush()
    await _recorded(tx, "supervision_drawn", group, group.lo, doing)


async def check(
    tx: Tx, sealer: Sealer, ident: UUID, visit_id: UUID, item: Item, mark: Mark, note: str | None, doing: Doing
) -> None:
    """Say something of an item in a county that was drawn; what is said later stands. Conflict as ``_standing``."""
    group, visit = await _standing(tx, ident, visit_id)
    row = await reads.check_of(tx, visit.id, item)
    if row is None:
        row = SupervisionCheck(visit_id=visit.id, item=item, lo=visit.lo, hi=visit.hi)
    row.mark, row.by, row.at = mark, doing.by.principal, doing.now
    place = place_of(visit.county)
    row.note_sealed = None
    if note and note.strip():
        row.note_sealed = await seal(tx, sealer, visit.id, item, note, place=place, now=doing.now)
    tx.add(row)
    await tx.flush()
    await _recorded(tx, "supervision_checked", group, place, doing)


async def find(tx: Tx, sealer: Sealer, ident: UUID, visit_id: UUID, found: Found, doing: Doing) -> None:
    """Enter a finding in a county that was drawn; the same sent again is the one that is there.

    Conflict ``supervision_replaced``; Invalid ``supervision_unit``, ``supervision_date``, ``case_words``.
    """
    group, visit = await _standing(tx, ident, visit_id)
    if any(one.id == found.id for one in await reads.findings(tx, [visit.id])):
        return
    if not await reads.has_unit(tx, found.unit):
        raise Invalid("supervision_unit")
    if found.reply_by < doing.today:
        raise Invalid("supervision_date")
    place = place_of(visit.county)
    row = SupervisionFinding(id=found.id, visit_id=visit.id, place=place, unit=found.unit, reply_by=found.reply_by)
    row.by, row.at = doing.by.principal, doing.now
    row.what_sealed = await seal(tx, sealer, row.id, "what", found.what, place=place, now=doing.now)
    tx.add(row)
    await tx.flush()
    await _recorded(tx, "supervision_found", group, place, doing)


async def reply(tx: Tx, sealer: Sealer, ident: UUID, words: str, doing: Doing) -> None:
    """Enter the reply to a finding, once; Conflict ``supervision_replied``."""
    row = await reads.find_finding(tx, ident)
    if row.replied_on is not None:
        raise Conflict("supervision_replied")
    row.reply_sealed = await seal(tx, sealer, row.id, "reply", words, place=row.place, now=doing.now)
    row.replied_on, row.replied_by, row.replied_at = doing.today, doing.by.principal, doing.now
    await tx.flush()
    about = f"supervision_finding:{row.id}"
    await record(tx, doing.by.principal, "supervision_answered", about, place=row.place, now=doing.now)


async def _standing(tx: Tx, ident: UUID, visit_id: UUID) -> tuple[SupervisionGroup, SupervisionVisit]:
    """The group, locked, and a county of its last draw; Conflict ``supervision_replaced`` for an earlier one."""
    group = await reads.find_group(tx, ident, locked=True)
    visit, drawn = await reads.find_visit(tx, group.id, visit_id)
    if drawn.number != len(await reads.draws_of(tx, group.id)):
        raise Conflict("supervision_replaced")
    return group, visit


async def _recorded(tx: Tx, what: str, group: SupervisionGroup, place: int, doing: Doing) -> None:
    await record(tx, doing.by.principal, what, f"supervision:{group.id}", place=place, now=doing.now)
