"""Chasing a site that is not heard, a rung at a time, and the answer of its desk.

The row of the day is locked first: of two who take the same rung at once the second finds the first.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from server.before.agenda.actions import find_day
from server.day.calling.reads.sites import heard_at
from server.day.calling.rules import is_heard
from server.day.tally.actions import Moment, attention_of, moment_of
from server.day.tally.chase import CHASED, Answer, Rung, asked_of, check_rung, of_cause, steps_of
from server.day.tally.messages import SiteChased
from server.day.tally.model import ChaseStep
from server.day.tally.rules import Attention
from server.day.tally.taking import checked_note
from server.db import Tx
from server.errors import Conflict
from server.instants import micros_of
from server.people.rules import Person, require
from server.place import Range
from server.sites.actions import place_of_site

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Chase:
    """A rung, of which cause, with words for those who read the row and for the desk."""

    kind: str
    rung: Rung
    note: str | None


async def chase(tx: Tx, day: str, site: str, wanted: Chase, *, by: Person, now: datetime) -> ChaseStep:
    """Record a rung; Conflict ``attention_gone``, ``chase_*`` (chase.check_rung); Invalid ``attention_note``."""
    place = await place_of_site(tx, site)
    require(by, "take_attention", place)
    note = checked_note(wanted.note)
    at, moment, items = await _now(tx, day, place, now)
    item = next((one for one in items if one.kind == wanted.kind), None)
    if item is None:
        raise Conflict("attention_gone")
    steps = (await steps_of(tx, day, at)).get(place, ())
    desk = (await heard_at(tx, at)).get(place)
    check_rung(of_cause(steps, item), wanted.rung, is_heard=is_heard(desk, moment.real))
    step = ChaseStep(day=day, place=place, n=len(steps) + 1, kind=wanted.kind, said=wanted.rung)
    step.by, step.by_name, step.note = UUID(by.id), by.name, note
    return await _kept(tx, step, moment)


async def answer(tx: Tx, day: str, site: str, said: Answer, *, by: Person, now: datetime) -> ChaseStep:
    """Record what the desk says; Conflict ``chase_not_asked`` where it is busy and nobody asked."""
    place = await place_of_site(tx, site)
    require(by, "record_entries", place)
    at, moment, items = await _now(tx, day, place, now)
    steps = (await steps_of(tx, day, at)).get(place, ())
    asked = asked_of(steps, items)
    if asked is None and said is Answer.BUSY:
        raise Conflict("chase_not_asked")
    kind = "silent" if asked is None else asked.kind
    step = ChaseStep(day=day, place=place, n=len(steps) + 1, kind=kind, said=said, by_name=by.name)
    return await _kept(tx, step, moment)


async def _now(tx: Tx, day: str, place: int, now: datetime) -> tuple[Range, Moment, list[Attention]]:
    at = (place, place)
    moment = moment_of(await find_day(tx, day, locked=True), now)
    return at, moment, [one for one in await attention_of(tx, day, at, moment) if one.kind in CHASED]


async def _kept(tx: Tx, step: ChaseStep, moment: Moment) -> ChaseStep:
    step.at = micros_of(moment.now)
    tx.add(step)
    await tx.flush()
    log.info("chase", day=step.day, place=step.place, kind=step.kind, said=str(step.said))
    tx.tell(SiteChased(step.day, step.place))
    return step
