"""What goes through the routes of the waiting list."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from typing_extensions import TypedDict  # pydantic reads the one of typing from 3.12 on

from server.entries.fields import Channel, Mode, Need
from server.http.route import Shape

State = Literal["waiting", "called", "held", "in_session", "done"]
Reason = Literal["moved", "hardship", "need", "many", "waited", "arrival"]


class WhyAnswer(Shape):
    code: Reason
    params: dict[str, str | int]


ExpectedAnswer = TypedDict("ExpectedAnswer", {"at": str, "from": str, "to": str})
"""A clock time and its spread, in steps of five minutes."""


class CalledAnswer(Shape):
    """Who called, and how they receive; ``mine`` where it was the viewer."""

    at: str
    by: str | None
    mine: bool
    room: int | None
    mode: Mode
    calls: int


class MovedAnswer(Shape):
    """The tier that a person gave by hand, and when."""

    tier: int
    at: str


class TurnAnswer(Shape):
    """One turn of a list, the person masked. ``position`` counts those who wait in the list that was asked for."""

    site: str
    place: int
    matter: str
    ticket: str | None
    category: str
    involved: int
    attendees: int
    needs: list[Need]
    is_repeat: bool
    channel: Channel
    registered_at: str
    state: State
    position: int
    why: WhyAnswer
    why_text: str
    expected: ExpectedAnswer | None
    callable: bool
    claimed_fen: int | None
    problem_region: str | None
    person: str | None
    called: CalledAnswer | None
    no_shows: int
    handed_to: str | None
    meeting: UUID | None
    moved: MovedAnswer | None
    """A manual move stands behind the place for good; a desk without a line orders by it too."""
    version: int


class WaitingQuery(Shape):
    place: str | None = Field(None, max_length=40)
    cursor: int = Field(0, ge=0, le=100_000)
    limit: int = Field(50, ge=1, le=200)


class WaitingPage(Shape):
    """Whom the asking person called or is asked to take over, who waits in order, who is held, whom others receive.

    ``total`` counts all, ``waiting`` those who wait.
    """

    items: list[TurnAnswer]
    total: int
    waiting: int
    next: int | None
    now: str


class CallBody(Shape):
    """Without ``matter`` the next in order: of one's places, or of the site that is named."""

    mode: Mode
    site: str | None = Field(None, max_length=40)
    matter: str | None = Field(None, max_length=36)
    room: int | None = Field(None, ge=1, le=1000)


class CallAnswer(Shape):
    turn: TurnAnswer
    meeting: UUID | None


class CommandBody(Shape):
    """``reason`` for move, hand_over and refuse_hand_over; ``tier`` for move; ``to`` (a place's code) for hand_over."""

    command: Literal[
        "recall",
        "hold",
        "release",
        "no_show",
        "give_back",
        "move",
        "hand_over",
        "accept_hand_over",
        "refuse_hand_over",
        "start",
    ]
    reason: str | None = Field(None, min_length=2, max_length=500)
    tier: int | None = None
    to: str | None = Field(None, max_length=9)


class CommandAnswer(TurnAnswer):
    """The turn after it; ``told`` is ``third_no_show`` where the desk should now record that nobody came."""

    told: str | None = None


class ShownTicket(Shape):
    ticket: str
    room: int | None
    mode: Mode
    at: str
    calls: int


class CallingAnswer(Shape):
    """What the screen of a waiting room shows: numbers, never names."""

    site: str
    name_zh: str
    name_en: str
    now: str
    called: list[ShownTicket]
    next: list[str]
    waiting: int


class TicketOutcome(Shape):
    """What came of it; ``explained_zh`` and ``_en`` name what was explained."""

    code: str
    zh: str
    en: str
    explained_zh: list[str]
    explained_en: list[str]
    owner_unit: str | None
    due_on: str | None
    amount_fen: int


class NumbersAnswer(Shape):
    """The tickets that this device alone prints; ``next`` is null once all of them are printed today.

    ``rooms``: with how many the site has opened, null until then.
    """

    letter: str
    first: int
    last: int
    next: int | None
    rooms: int | None


class TicketAnswer(Shape):
    """All that a query code shows: no petitioner's name, no words of the matter. ``caller`` is who receives them."""

    day: str
    site: str
    name_zh: str
    name_en: str
    telephone: str | None
    ticket: str
    state: Literal["waiting", "called", "held", "in_session", "done", "withdrawn"]
    ahead: int | None
    expected: ExpectedAnswer | None
    room: int | None
    mode: Mode | None
    caller: str | None
    meeting: UUID | None
    category: str
    outcome: TicketOutcome | None
    now: str
    speed: float


class BriefQuery(Shape):
    site: str = Field(max_length=40)


class FactsAnswer(Shape):
    """What was told, for whoever receives the person now."""

    summary: str | None
    claimed_fen: int | None
    involved: int
    respondent: str | None


class VisitAnswer(Shape):
    day: str
    site: str
    matter: str
    category: str | None
    outcome: str | None


class BriefAnswer(Shape):
    """``facts`` and ``history`` only for the one who called; each look is a line in the log.

    ``handed_over``: why the caller asks the viewer to take the turn over, or why the one before did.
    ``refused``: why those whom this caller last asked to take the turn over would not.
    """

    turn: TurnAnswer
    facts: FactsAnswer | None
    history: list[VisitAnswer]
    is_repeat: bool
    refused: str | None = None
    handed_over: str | None = None


CALL_EXAMPLE: dict[str, Any] = {"mode": "video"}
COMMAND_EXAMPLE: dict[str, Any] = {"command": "move", "reason": "家中有急事，须赶车", "tier": 2}
