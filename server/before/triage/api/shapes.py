"""Triage on the wire: lines of the list, a booking in full, its decisions, and the bodies of decisions."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.before.booking import rules as booking
from server.before.booking.rules import BookingState, Kind, Routing
from server.before.triage import rules
from server.before.triage.deciding import Seen
from server.before.triage.rules import AssignmentKind, TriageState, Verb
from server.day_code import DayCode
from server.entries.fields import MAX_REPRESENTATIVES, Need
from server.http.route import Shape
from server.sites.rules import SITE_CODE_LENGTH
from server.units.rules import CODE_LENGTH

Reason = Annotated[str, Field(min_length=1, max_length=rules.WORDS_LENGTH, pattern=r"\S")]
Short = Annotated[str, Field(min_length=1, max_length=rules.SHORT_LENGTH, pattern=r"\S")]
SiteCode = Annotated[str, Field(min_length=1, max_length=SITE_CODE_LENGTH)]
UnitCode = Annotated[str, Field(min_length=1, max_length=CODE_LENGTH)]
Number = Annotated[int, Field(ge=0, le=1_000_000)]


class SiteName(Shape):
    site: str
    name_zh: str
    name_en: str
    region: str


class TriageLine(Shape):
    """A line of the list: nothing that names a person. ``because``: why one sees a booking of another place."""

    booking: UUID
    state: TriageState
    because: AssignmentKind | None
    due_at: datetime
    is_late: bool
    day: DayCode | None
    site: str
    arose_in: str
    routing: Routing
    category: str
    people_count: int
    claimed_fen: int
    needs: list[str]
    kind: Kind
    made_at: datetime
    asked: int
    answered: int
    """How many units were asked, and how many of them have answered."""
    late_answers: int


class StateCount(Shape):
    state: TriageState
    count: int


class TriageList(Shape):
    """One page of the bookings of one's places, the oldest first; ``assigned`` are those of other places."""

    items: list[TriageLine]
    next: str | None
    counts: list[StateCount]
    assigned: list[TriageLine]


class DecisionShape(Shape):
    """A decision; ``holds``: not taken back since. Words are null where they were erased by law."""

    n: int
    verb: Verb
    state: TriageState
    by: str
    at: datetime
    reason: str | None
    where: str | None
    limit: str | None
    route: str | None
    site: SiteName | None
    unit: str | None
    unit_zh: str | None
    holds: bool
    mine: bool
    """Whether it was made at one's own places, where it may be taken back."""


class UnitName(Shape):
    unit: str
    name_zh: str
    name_en: str | None


class AlikeLine(Shape):
    """A booking of the same number, or employer or project; whether it is the same matter, a person judges.

    ``joined``: it is heard with the one that is shown; ``files``: how many are attached. Sums stand side by side and
    are never added: two people may claim the same money.
    """

    booking: UUID
    version: int
    joined: bool
    day: DayCode | None
    site: SiteName
    category: str
    people_count: int
    attendee_count: int
    claimed_fen: int
    workers: int
    files: int
    made_at: datetime
    name: str | None
    summary: str | None
    same_phone: bool
    same_respondent: bool
    can_join: bool
    """Whether it lies at the same site and its day fits, so that it may be heard with this one."""


class JoiningShape(Shape):
    """A booking was heard with another: who said so, why, and who took them apart; null words were erased by law."""

    booking: UUID
    stands: UUID
    by: str
    at: datetime
    reason: str | None
    ended_by: str | None
    ended_at: datetime | None
    ended_reason: str | None


class TriageInFull(Shape):
    """A booking as its officer reads it. Name and number are told to its own place alone."""

    line: TriageLine
    version: int
    decisions: int
    booking_state: BookingState
    name: str | None
    phone: str | None
    summary: str | None
    wanted: str | None
    respondent: str | None
    representatives: list[str]
    attendee_count: int
    workers: int
    language: str | None
    by_video: bool
    changed_at: datetime
    site: SiteName
    referral_due_at: datetime | None
    history: list[DecisionShape]
    units: list[UnitName]
    """Those that a refusal may name; empty where one may not refuse."""
    may: list[Verb]
    """The decisions that one may make now."""
    joined_to: UUID | None
    """The booking that this one is heard with."""
    joined: list[AlikeLine]
    alike: list[AlikeLine]
    """Within one's own places."""
    joinings: list[JoiningShape]


class _Decision(Shape):
    """Made on what was seen: so many ``decisions``, and this ``version`` of the booking."""

    decisions: Number
    version: Annotated[int, Field(ge=1, le=1_000_000)]
    reason: Reason

    def seen(self) -> Seen:
        return Seen(self.decisions, self.version)


class TakeBody(_Decision):
    verb: Literal["take"]


class GuideBody(_Decision):
    """``where``: the office with its address; ``limit``: within which time."""

    verb: Literal["guide"]
    route: Annotated[str, Field(max_length=40)]
    where: Short
    limit: Short


class SendOnBody(_Decision):
    verb: Literal["send_on"]
    site: SiteCode


class NoteDetailsBody(_Decision):
    verb: Literal["note_details"]
    needs: list[Need] = Field(max_length=20)
    by_video: bool
    people_count: Annotated[int, Field(ge=1, le=booking.MOST_PEOPLE)]
    attendee_count: Annotated[int, Field(ge=1, le=MAX_REPRESENTATIVES)]


class AcceptBody(_Decision):
    verb: Literal["accept"]


class RefuseBody(_Decision):
    """``unit``: the one that is competent."""

    verb: Literal["refuse"]
    unit: UnitCode


class NamePlaceBody(_Decision):
    verb: Literal["name_place"]
    site: SiteCode


class UndoBody(_Decision):
    verb: Literal["undo"]


DecisionBody = Annotated[
    TakeBody | GuideBody | SendOnBody | NoteDetailsBody | AcceptBody | RefuseBody | NamePlaceBody | UndoBody,
    Field(discriminator="verb"),
]
