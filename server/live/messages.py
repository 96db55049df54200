"""Everything that is said over `/api/live`, in both directions; docs/protocol.md tells it as prose."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator
from typing_extensions import TypedDict  # pydantic reads the one of typing from 3.12 on


class _Said(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Hello(_Said):
    """The first word: who is there. Without a token it is the session of the cookie."""

    type: Literal["hello"]
    token: str | None = Field(None, max_length=200)
    language: str | None = Field(None, max_length=35)


class WatchDay(_Said):
    """Tell me of this day: of all my places, or of one (its code: place.py).

    With epoch and version, those of the last frame heard, only what was missed since is told, if it is still known.
    """

    type: Literal["watch"]
    day: str
    place: str | None = Field(None, pattern=r"^([0-9]{6}|[0-9]{9})$")
    epoch: str | None = Field(None, max_length=64)
    version: int | None = Field(None, ge=0, le=2**53)
    turns: bool = False
    """Say also when the lists of those who wait may have changed."""

    @field_validator("day")
    @classmethod
    def _is_a_day(cls, day: str) -> str:
        if date.fromisoformat(day).isoformat() != day:
            raise ValueError("a day is written YYYY-MM-DD")
        return day


class Unwatch(_Said):
    type: Literal["unwatch"]


class Ping(_Said):
    type: Literal["ping"]


FromClient = Hello | WatchDay | Unwatch | Ping
FROM_CLIENT: TypeAdapter[FromClient] = TypeAdapter(Annotated[FromClient, Field(discriminator="type")])


class Welcome(TypedDict):
    """You may watch. The epoch is this server's; a snapshot brings its own."""

    type: Literal["welcome"]
    epoch: str
    server_time: str


class Snapshot(TypedDict):
    """All of it, as of a version. Later changes name this epoch."""

    type: Literal["snapshot"]
    day: str
    place: str
    epoch: str
    version: int
    board: dict[str, Any]


Changes = TypedDict(
    "Changes",
    {
        "type": Literal["changes"],
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


class Turns(TypedDict):
    """The lists of those who wait at these places may have changed: ask again. Only to who asked to be told so."""

    type: Literal["turns"]
    day: str
    place: str


class Refusal(TypedDict):
    """What was just asked is refused; the line stays."""

    type: Literal["refused"]
    code: str


class Ended(TypedDict):
    """The line ends for a reason that coming back does not cure."""

    type: Literal["ended"]
    code: str


class Pong(TypedDict):
    type: Literal["pong"]


ToClient = Welcome | Snapshot | Changes | Tick | Turns | Refusal | Ended | Pong
