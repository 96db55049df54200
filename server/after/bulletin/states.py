"""The setter of the state of a bulletin, which logs the old and the new one."""

import structlog

from server.after.bulletin import rules
from server.after.bulletin.model import Bulletin
from server.after.bulletin.rules import Step

log = structlog.get_logger(__name__)


def set_bulletin_state(bulletin: Bulletin, step: Step) -> None:
    """Move a bulletin on; Conflict ``bulletin_not_from_here``."""
    old, bulletin.state = bulletin.state, rules.after(bulletin.state, step)
    log.info("bulletin", bulletin=str(bulletin.id), step=step.value, old=old.value, new=bulletin.state.value)
