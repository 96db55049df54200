"""The states of a booking in triage, what leads from one to another, what can be taken back, and the clocks."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from server.errors import Conflict

WORDS_LENGTH: Final = 500
SHORT_LENGTH: Final = 200


class TriageState(StrEnum):
    """``disputed``: two places refused it, and the level above both names the one that receives it."""

    WAITING = "waiting"
    TAKEN = "taken"
    GUIDED = "guided"
    SENT_ON = "sent_on"
    RETURNED = "returned"
    DISPUTED = "disputed"


class Verb(StrEnum):
    """A decision. ``take``: it is in scope and here is the right place; ``guide``: another route is the lawful one.

    ``accept`` and ``refuse`` are the other place's, ``name_place`` is that of the level above.
    """

    TAKE = "take"
    GUIDE = "guide"
    SEND_ON = "send_on"
    NOTE_DETAILS = "note_details"
    ACCEPT = "accept"
    REFUSE = "refuse"
    NAME_PLACE = "name_place"
    UNDO = "undo"


class AssignmentKind(StrEnum):
    """Why a place sees a booking that is not its own.

    ``referral``: it is asked to accept it; ``concern``: the problem arose there; ``naming``: it names the place that
    receives; ``sent``: it was its own and another place accepted it.
    """

    REFERRAL = "referral"
    CONCERN = "concern"
    NAMING = "naming"
    SENT = "sent"


class AssignmentState(StrEnum):
    """``ended``: it was taken back, or is not needed any more."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ENDED = "ended"


_S, _V = TriageState, Verb
_OWN: Final = (_S.WAITING, _S.TAKEN, _S.RETURNED)
TRANSITIONS: Final[Mapping[tuple[TriageState, Verb], TriageState]] = {
    **{(state, _V.TAKE): _S.TAKEN for state in (_S.WAITING, _S.RETURNED)},
    **{(state, _V.GUIDE): _S.GUIDED for state in _OWN},
    **{(state, _V.SEND_ON): _S.SENT_ON for state in _OWN},
    **{(state, _V.NOTE_DETAILS): state for state in _OWN},
    (_S.SENT_ON, _V.ACCEPT): _S.TAKEN,
    (_S.SENT_ON, _V.REFUSE): _S.RETURNED,
    (_S.DISPUTED, _V.NAME_PLACE): _S.TAKEN,
}
"""Until another accepts, the first receiver stays responsible. ``refuse`` leads to ``disputed`` the second time."""
UNDONE_BY_OWN: Final = frozenset({_V.TAKE, _V.GUIDE, _V.SEND_ON, _V.NOTE_DETAILS})
"""Decisions that the place of the booking made and takes back; the others are taken back where they were made."""
IN_OWN_HANDS: Final = frozenset(_OWN)
"""The states in which a booking is its own place's to decide on."""
REFUSALS_UNTIL_ABOVE: Final = 2
REGISTERED_WITHIN: Final = timedelta(days=15)
"""信访工作条例, article 22: register and route within fifteen days."""
ACCEPTED_WITHIN: Final = 5
"""信访工作条例, article 23 (3): who objects to a matter sent on says so within five working days."""
EVENING: Final = time(17)


def after(state: TriageState, verb: Verb, *, refusals: int = 0) -> TriageState:
    """The state after a decision; Conflict ``not_from_here`` where it cannot be made. ``refusals``: those before."""
    if (state, verb) not in TRANSITIONS:
        raise Conflict("not_from_here", state=state.value, command=verb.value)
    if verb is Verb.REFUSE and refusals + 1 >= REFUSALS_UNTIL_ABOVE:
        return TriageState.DISPUTED
    return TRANSITIONS[state, verb]


def due_of(made_at: datetime, hearing: date | None, zone: str) -> datetime:
    """Until when a booking is decided on: fifteen days, and never later than the evening before its reception day."""
    latest = made_at + REGISTERED_WITHIN
    return latest if hearing is None else min(latest, evening_before(hearing, zone)).astimezone(made_at.tzinfo)


def evening_before(day: date, zone: str) -> datetime:
    return datetime.combine(day - timedelta(days=1), EVENING, ZoneInfo(zone))
