"""What changes the state of a question: one setter, which logs the old and the new."""

import structlog

from server.before.asking import rules
from server.before.asking.model import Question
from server.before.asking.rules import Happening

log = structlog.get_logger(__name__)


def set_question_state(question: Question, happening: Happening) -> None:
    """Bring a question to the state after something; Conflict ``not_from_here`` where it cannot."""
    state = rules.after(question.state, happening)
    if state is not question.state:
        log.info("question state", question=str(question.id), old=question.state, new=state, happening=happening)
    question.state = state
