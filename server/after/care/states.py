"""The setters of the states of tasks, call-backs and measures, which log the old and the new one."""

import structlog

from server.after.care.model import CallBack, CaseTask, SupportMeasure
from server.after.care.rules import CallState, MeasureState, TaskHappening, after, after_measure

log = structlog.get_logger(__name__)


def set_task_state(task: CaseTask, happening: TaskHappening) -> None:
    """Move a task on; Conflict ``task_done``."""
    old, task.state = task.state, after(task.state, happening)
    log.info("case task", case=str(task.case_id), kind=task.kind.value, old=old.value, new=task.state.value)


def set_call_state(call: CallBack, state: CallState) -> None:
    """Set what became of a call-back; the caller has seen that it is due."""
    old, call.state = call.state, state
    log.info("call-back", case=str(call.case_id), days=call.days, old=old.value, new=state.value)


def set_measure_state(measure: SupportMeasure, state: MeasureState) -> None:
    """End a measure of a support plan; Conflict ``support_ended``."""
    old, measure.state = measure.state, after_measure(measure.state, state)
    log.info("support measure", measure=str(measure.id), old=old.value, new=state.value)
