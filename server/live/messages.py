"""Everything that is said over `/api/live`, in both directions; docs/protocol.md tells it as prose."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from typing_extensions import TypedDict  # pydantic reads the one of typing from 3.12 on

from server.day_code import DayCode
from server.live.topics import BOARD

Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]


class _Said(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Hello(_Said):
    """The first word: who is there. Without a token it is the session of the cookie."""

    type: Literal["hello"]
    token: str | None = Field(None, max_length=200)
    language: str | None = Field(None, max_length=35)


Name = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
"""What a topic is called."""


class WatchDay(_Said):
    """Tell me of this topic and day: of all my places, or of one (its code: place.py). A line watches a topic once.

    With epoch and version, those of the last frame heard, only what was missed since is told, if it is still known.
    """

    type: Literal["watch"]
    topic: Name = BOARD
    day: DayCode
    place: str | None = Field(None, pattern=r"^([0-9]{6}|[0-9]{9})$")
    epoch: str | None = Field(None, max_length=64)
    version: int | None = Field(None, ge=0, le=2**53)
    turns: bool = False
    """Say also by ``turns`` when the lists of those who wait may have changed; pages now watch the topic ``turns``."""


class Unwatch(_Said):
    """Tell me no more of this topic, or of any."""

    type: Literal["unwatch"]
    topic: Name | None = None


class Ping(_Said):
    type: Literal["ping"]


class Enter(_Said):
    """Seat me at this meeting, now or again. A participant token is given by the route that let one in."""

    type: Literal["enter"]
    meeting: Uuid
    participant_token: str | None = Field(None, max_length=100)


class MediaAnswer(_Said):
    """My browser's answer (RFC 8829) to the offer of this leg; the one message that may be long."""

    type: Literal["media_answer"]
    meeting: Uuid
    leg: str = Field(max_length=64)
    sdp: str = Field(max_length=30_000)


class MediaState(_Said):
    """Whether I send sound and picture."""

    type: Literal["media_state"]
    meeting: Uuid
    audio: bool
    video: bool


class Leave(_Said):
    """I get up; the seat stays mine."""

    type: Literal["leave"]
    meeting: Uuid


MeetingWord = Enter | MediaAnswer | MediaState | Leave
FromClient = Hello | WatchDay | Unwatch | Ping | MeetingWord
FROM_CLIENT: TypeAdapter[FromClient] = TypeAdapter(Annotated[FromClient, Field(discriminator="type")])


class Welcome(TypedDict):
    """You may watch. The epoch is this server's; a snapshot brings its own."""

    type: Literal["welcome"]
    epoch: str
    server_time: str


class Snapshot(TypedDict):
    """All of it, as of a version. Later changes name this epoch. Without a topic it is the board."""

    type: Literal["snapshot"]
    topic: NotRequired[str]
    day: str
    place: str
    epoch: str
    version: int
    board: dict[str, Any]


Changes = TypedDict(
    "Changes",
    {
        "type": Literal["changes"],
        "topic": NotRequired[str],
        "day": str,
        "place": str,
        "epoch": str,
        "from": int,
        "to": int,
        "set": dict[str, Any],
    },
)
"""What makes the board of version ``to`` of the board of version ``from``; see difference.py.

``from`` equals ``to`` where something changed that no entry made (a site fell silent) and after a resume that missed
nothing."""


class Tick(TypedDict):
    """The day's clock: what it says, and how many times as fast as ours it runs."""

    type: Literal["tick"]
    now: str
    speed: float


class Changed(TypedDict):
    """The list of this topic, which is read by HTTP, may have changed: ask again. The first one answers the watch."""

    type: Literal["changed"]
    topic: str
    day: str
    place: str


class Turns(TypedDict):
    """The lists of those who wait at these places may have changed. Only to pages that asked so by ``turns``."""

    type: Literal["turns"]
    day: str
    place: str


class Refusal(TypedDict):
    """What was just asked is refused, or a seat at a meeting is no longer this line's; the line stays.

    Where a watch of another topic than the board is refused, the topic is named.
    """

    type: Literal["refused"]
    code: str
    topic: NotRequired[str]
    meeting: NotRequired[str]


class Ended(TypedDict):
    """The line ends for a reason that coming back does not cure."""

    type: Literal["ended"]
    code: str


class Pong(TypedDict):
    type: Literal["pong"]


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
    """What your browser is to answer, once a leg; in each slot a participant or nobody."""

    type: Literal["media_offer"]
    meeting: str
    leg: str
    sdp: str
    slots: list[str | None]
    you: str


class MediaSlot(TypedDict):
    """Another has come into one of your slots, or nobody is there now; nothing is to be answered."""

    type: Literal["media_slot"]
    meeting: str
    slot: int
    participant: str | None


ToClient = (
    Welcome
    | Snapshot
    | Changes
    | Tick
    | Changed
    | Turns
    | Ring
    | MeetingTold
    | MediaOffer
    | MediaSlot
    | Refusal
    | Ended
    | Pong
)
