"""Attention as tasks: a person takes something on the list on, hands it back, or says that it is done.

The row of the day is locked first: of two who take the same thing at once the second finds the first.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from server.before.agenda.actions import find_day
from server.day.tally.actions import attention_of, moment_of
from server.day.tally.messages import AttentionTaken
from server.day.tally.model import AttentionTask
from server.day.tally.rules import Attention
from server.day.tally.tasks import Act, is_held, tasks_of
from server.db import Tx
from server.errors import Conflict, Invalid
from server.instants import micros_of
from server.people.rules import Person, require
from server.people.spelling import is_visible
from server.sites.actions import place_of_site
from server.sites.rules import PERSONAL_NUMBER

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is said of which cause; ``version`` of the task as it was looked at, 0 where there was none."""

    kind: str
    act: Act
    version: int
    note: str | None


async def say(
    tx: Tx, day: str, site: str, wanted: Wanted, *, by: Person, now: datetime
) -> tuple[AttentionTask, Attention | None]:
    """Keep what a person says of a cause; the task and the cause as the list has it now.

    Conflict ``attention_gone`` where nothing is there to take, ``attention_taken``, ``attention_not_taken``, and
    ``attention_changed`` where another person spoke since it was looked at. Invalid ``attention_note``.
    """
    place = await place_of_site(tx, site)
    require(by, "take_attention", place)
    note = checked_note(wanted.note)
    moment = moment_of(await find_day(tx, day, locked=True), now)
    items = await attention_of(tx, day, (place, place), moment)
    item = next((one for one in items if one.kind == wanted.kind), None)
    task = (await tasks_of(tx, day, (place, place))).get((place, wanted.kind))
    _check(task, item, wanted)
    if task is None:
        task = AttentionTask(day=day, place=place, kind=wanted.kind)
        tx.add(task)
    task.said, task.by, task.by_name, task.note = wanted.act, UUID(by.id), by.name, note
    task.at = micros_of(moment.now)
    task.count_seen = None if item is None else item.count
    await tx.flush()
    log.info("attention", day=day, site=site, kind=wanted.kind, act=wanted.act.value)
    tx.tell(AttentionTaken(day, place))
    return task, item


def _check(task: AttentionTask | None, item: Attention | None, wanted: Wanted) -> None:
    held = task is not None and is_held(task, item)
    if task is not None and held and wanted.act is Act.TAKE:
        raise Conflict("attention_taken", by=task.by_name)
    if task is not None and wanted.version != task.version:
        raise Conflict("attention_changed", by=task.by_name)
    if wanted.act is Act.TAKE and item is None:
        raise Conflict("attention_gone")
    if wanted.act is not Act.TAKE and not held:
        raise Conflict("attention_not_taken")


def checked_note(note: str | None) -> str | None:
    """A note without its margins, None where it is empty; Invalid ``attention_note``."""
    said = (note or "").strip()
    if said and (not is_visible(said) or PERSONAL_NUMBER.search(said)):
        raise Invalid("attention_note")
    return said or None
