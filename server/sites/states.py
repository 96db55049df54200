"""What changes the state of a registration: one setter, which logs the old and the new."""

import structlog

from server.sites import rules
from server.sites.model import SiteRegistration
from server.sites.rules import RegistrationHappening

log = structlog.get_logger(__name__)


def set_state(registration: SiteRegistration, happening: RegistrationHappening) -> None:
    """Bring a registration to the state after something; Conflict ``not_from_here`` where it cannot."""
    state = rules.after_registration(registration.state, happening)
    log.info("site registration state", registration=str(registration.id), old=registration.state, new=state)
    registration.state = state
