"""The setter of the state of a sample call-back, which logs the old and the new one."""

import structlog

from server.after.care.rules import CallState
from server.after.sample.model import SampleCall

log = structlog.get_logger(__name__)


def set_sample_state(call: SampleCall, state: CallState) -> None:
    """Set what became of a call; the caller has seen that it is due."""
    old, call.state = call.state, state
    log.info("sample call-back", call=str(call.id), old=old.value, new=state.value)
