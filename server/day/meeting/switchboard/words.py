"""What the switchboards of several servers say to each other of meetings: each meeting's room is on one of them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class _Said(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class LineAddress(_Said):
    """One live line among those of all servers."""

    node: str
    number: int


class ToRoom(_Said):
    """To the server that holds a meeting's room: a line there or elsewhere wants in, answers, or has gone.

    ``who`` is the principal that the seat belongs to; ``cut`` that its media must stop at once.
    """

    to: Literal["room"] = "room"
    do: Literal["enter", "answer", "gone"]
    meeting: str
    place: int
    participant: str
    who: str
    line: LineAddress
    leg: str = ""
    sdp: str = ""
    cut: bool = False


class ToLine(_Said):
    """To the server of a line: what it is to be told."""

    to: Literal["line"] = "line"
    number: int
    say: dict[str, Any]


class Changed(_Said):
    """To all: something of a meeting was committed."""

    to: Literal["changed"] = "changed"
    meeting: str
    place: int


class Wanted(_Said):
    """To all: a participant is wanted at a meeting (messages.Rung)."""

    to: Literal["wanted"] = "wanted"
    meeting: str
    place: int
    participant: str
    who: str | None


class Probe(_Said):
    """To one: are you there? Nothing is to be done."""

    to: Literal["probe"] = "probe"


Word = ToRoom | ToLine | Changed | Wanted | Probe
WORD: TypeAdapter[Word] = TypeAdapter(Annotated[Word, Field(discriminator="to")])
