"""What is said of meetings over `/api/live`, in both directions; docs/protocol.md tells it as prose."""

from typing import Any, ClassVar, Literal

from pydantic import Field
from typing_extensions import TypedDict  # pydantic reads the one of typing from 3.12 on

from server.live.messages import Refusal
from server.live.switchboard import MeetingWord


class Enter(MeetingWord):
    """Seat me at this meeting, now or again. A participant token is given by the route that let one in."""

    type: Literal["enter"]
    participant_token: str | None = Field(None, max_length=100)


class MediaAnswer(MeetingWord):
    """My browser's answer (RFC 8829) to the offer of this leg; the one message that may be long."""

    may_be_long: ClassVar[bool] = True
    type: Literal["media_answer"]
    leg: str = Field(max_length=64)
    sdp: str = Field(max_length=30_000)


class MediaState(MeetingWord):
    """Whether I send sound and picture."""

    type: Literal["media_state"]
    audio: bool
    video: bool


class Leave(MeetingWord):
    """I get up; the seat stays mine."""

    type: Literal["leave"]


FromParticipant = Enter | MediaAnswer | MediaState | Leave
"""What a client may say of a meeting; server/wire.py joins it to what the line itself hears."""


Ring = TypedDict(
    "Ring",
    {
        "type": Literal["ring"],
        "meeting": str,
        "day": str,
        "site": str,
        "from": str,
        "matter": str,
        "ticket": str | None,
        "mode": str,
        "participant": str,
    },
)
"""You are wanted at a meeting, in this seat."""


class MeetingTold(TypedDict):
    """A meeting as it stands now, as this line's reader may see it."""

    type: Literal["meeting"]
    meeting: dict[str, Any]


class MediaOffer(TypedDict):
    """What your browser is to answer, once a leg; each slot names a participant or is empty."""

    type: Literal["media_offer"]
    meeting: str
    leg: str
    sdp: str
    slots: list[str | None]
    you: str


class MediaSlot(TypedDict):
    """One of your slots shows another participant, or is empty now; nothing is to be answered."""

    type: Literal["media_slot"]
    meeting: str
    slot: int
    participant: str | None


ToParticipant = Ring | MeetingTold | MediaOffer | MediaSlot
"""What a client is told of a meeting; server/wire.py joins it to what the line itself tells."""
Told = ToParticipant | Refusal
"""What the switchboard says to a line."""
