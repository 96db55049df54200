"""The setters of the states of cases and hand-overs, which log the old and the new one."""

import structlog

from server.after.case import rules
from server.after.case.model import Case, CaseOffer
from server.after.case.rules import Happening, OfferState

log = structlog.get_logger(__name__)


def set_case_state(case: Case, happening: Happening) -> None:
    """Move a case on; Conflict ``not_from_here``."""
    old, case.state = case.state, rules.after(case.state, happening)
    log.info("case", case=str(case.id), happening=happening.value, old=old.value, new=case.state.value)


def set_offer_state(offer: CaseOffer, state: OfferState) -> None:
    """Answer a hand-over; the caller has seen that it waits for an answer."""
    old, offer.state = offer.state, state
    log.info("case offer", offer=str(offer.id), old=old.value, new=state.value)
