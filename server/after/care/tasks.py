"""What a person does with a task of a case: takes it up, notes something, ends it. Each is a line of the timeline."""

from server.after.care import reads
from server.after.care.model import CaseTask
from server.after.care.rules import TaskHappening, TaskState
from server.after.care.states import set_task_state
from server.after.case.actions import Doing
from server.after.case.model import Case
from server.after.case.reads import locked
from server.after.case.rules import Happening
from server.after.case.timeline import add_line, add_reasoned
from server.db import Tx
from server.errors import Conflict
from server.people.audit import record
from server.sealing import Sealer


async def take(tx: Tx, doing: Doing, task: CaseTask) -> None:
    """Take a task up; one that another has is handed on by it. ``doing.seen`` is the version of the task."""
    case = await _seen(tx, doing, task)
    set_task_state(task, TaskHappening.TAKE)
    task.taken_by, task.taken_at = doing.by.principal, doing.now
    add_line(tx, case, Happening.TAKE_TASK, by=doing.by.principal, now=doing.now, task=task.kind.value)
    await _record(tx, doing, case, "task_taken")


async def note(tx: Tx, sealer: Sealer, doing: Doing, task: CaseTask, words: str) -> None:
    """Note what was done so far; the task stays as it is."""
    case = await _seen(tx, doing, task)
    if task.state is TaskState.DONE:
        raise Conflict("task_done")
    await _reasoned(tx, sealer, doing, case, Happening.NOTE_TASK, task, words)
    await _record(tx, doing, case, "task_noted")


async def end(tx: Tx, sealer: Sealer, doing: Doing, task: CaseTask, words: str) -> None:
    """End a task by hand, with words about what was done; it is opened again when its cause is back."""
    case = await _seen(tx, doing, task)
    set_task_state(task, TaskHappening.END)
    task.ended_by, task.ended_at = doing.by.principal, doing.now
    await _reasoned(tx, sealer, doing, case, Happening.END_TASK, task, words)
    await _record(tx, doing, case, "task_ended")


async def _seen(tx: Tx, doing: Doing, task: CaseTask) -> Case:
    """The case of a task, locked; Conflict ``task_changed``."""
    case = await locked(tx, doing.case)
    known = await reads.find_task(tx, doing.case, task.id)
    if known.version != doing.seen:
        raise Conflict("task_changed")
    return case


async def _reasoned(
    tx: Tx, sealer: Sealer, doing: Doing, case: Case, happening: Happening, task: CaseTask, words: str
) -> None:
    who = doing.by.principal
    await add_reasoned(tx, sealer, case, happening, words, by=who, now=doing.now, task=task.kind.value)


async def _record(tx: Tx, doing: Doing, case: Case, what: str) -> None:
    await record(tx, doing.by.principal, f"case_{what}", f"case:{case.id}", place=case.place, now=doing.now)
