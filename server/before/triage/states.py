"""What changes the state of a booking in triage: one setter, which logs the old and the new."""

import structlog

from server.before.triage.model import Assignment, Triage
from server.before.triage.rules import AssignmentState, TriageState, Verb

log = structlog.get_logger(__name__)


def set_triage_state(triage: Triage, state: TriageState, verb: Verb) -> None:
    """Bring a booking to a state that ``rules.after`` gave, or that an undo brings back."""
    if state is not triage.state:
        log.info("triage state", booking=str(triage.booking_id), old=triage.state, new=state, verb=verb)
    triage.state = state


def set_assignment_state(assignment: Assignment, state: AssignmentState) -> None:
    if state is not assignment.state:
        log.info("assignment state", assignment=str(assignment.id), old=assignment.state, new=state)
    assignment.state = state
