"""The live line's own frames, in both directions; docs/protocol.md tells them as prose.

Frames of a room stand in the room; server/wire.py makes one union a side of all of them.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict  # pydantic reads the one of typing from 3.12 on

from server.day_code import DayCode
from server.live.topics import BOARD


class Said(BaseModel):
    """What a client may say: the line's own frames and those of rooms."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")
    may_be_long: ClassVar[bool] = False
    """Whether it may have ``Limits.answer`` bytes instead of ``Limits.message``."""


Parse = Callable[[str], Said]
"""Reads one of all frames of clients; pydantic's ValidationError where the text is none of them."""
Message = Mapping[str, object]
"""What a client may be told, of the line or of a room."""


class Hello(Said):
    """The first message of a client. Without a token it acts for the session of the cookie."""

    type: Literal["hello"]
    token: str | None = Field(None, max_length=200)
    language: str | None = Field(None, max_length=35)


Name = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
"""What a topic is called."""


class WatchDay(Said):
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


class Unwatch(Said):
    """Tell me no more of this topic, or of any."""

    type: Literal["unwatch"]
    topic: Name | None = None


class Ping(Said):
    type: Literal["ping"]


LineFromClient = Hello | WatchDay | Unwatch | Ping
"""What the line itself hears."""


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


LineToClient = Welcome | Snapshot | Changes | Tick | Changed | Turns | Refusal | Ended | Pong
"""What the line itself tells."""
