"""What people took on from the attention list, and when a cause counts as another one."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from server.day.tally.model import AttentionTask
from server.day.tally.rules import Attention
from server.db import Tx
from server.instants import as_rfc3339
from server.place import Range


class Act(StrEnum):
    """What a person says of something on the list."""

    TAKE = "take"
    HAND_BACK = "hand_back"
    DONE = "done"


STANDING = "long_wait"
"""The kind whose count moves with each arrival, and which therefore comes back by its age alone."""

Tasks = Mapping[tuple[int, str], AttentionTask]


async def tasks_of(tx: Tx, day: str, scope: Range) -> Tasks:
    """The tasks of a range by place and cause."""
    these = (AttentionTask.day == day, AttentionTask.place.between(*scope))
    return {(task.place, task.kind): task for task in await tx.scalars(select(AttentionTask).where(*these))}


def is_back(task: AttentionTask, item: Attention) -> bool:
    """Whether the cause is another one than the person spoke of: it began later, or counts more after it was done."""
    if task.said == Act.HAND_BACK:
        return False
    if item.since is not None and item.since > task.at:
        return True
    return task.said == Act.DONE and item.kind != STANDING and (item.count or 0) > (task.count_seen or 0)


def is_held(task: AttentionTask, item: Attention | None) -> bool:
    """Whether a person has it in hand; ``item`` is None where the cause is gone just now."""
    return task.said == Act.TAKE and (item is None or not is_back(task, item))


def task_told(task: AttentionTask, item: Attention | None) -> dict[str, Any]:
    """A task as a row of the list tells it."""
    return {
        "state": "back" if item is not None and is_back(task, item) else task.said,
        "by": task.by_name,
        "at": as_rfc3339(task.at),
        "note": task.note,
        "version": task.version,
    }
