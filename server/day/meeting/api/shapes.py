"""What goes through the routes of meetings."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.day.calling.answers import TurnAnswer
from server.day.meeting.rules import MeetingState, Mode, Participant, Reply, SeatState
from server.day_code import DayCode
from server.http.paging import Page, PageQuery
from server.http.route import Shape

Text = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]


class SeatAnswer(Shape):
    """A seat that a participant has or is asked to; ``name`` is an official's or a site's, never a petitioner's.

    ``away_since``: since when it is without them, gone or rung for. ``role`` and ``answer`` are an official's.
    """

    participant: Participant
    kind: Literal["leader", "site", "official"]
    name: str
    state: SeatState
    audio: bool
    video: bool
    away_since: str | None
    role: str | None
    answer: Reply | None


class ResultAnswer(Shape):
    """What came of a meeting's matter; ``owner_unit`` for its leader and its site alone."""

    outcome: str
    amount_fen: int
    owner_unit: str | None
    due_on: date | None


class MeetingAnswer(Shape):
    """A meeting as it stands. Its instants are real ones, also on a rehearsed day with a clock of its own.

    ``leaderless_since``: since when a room that is open, or in which the site sits, has no leader in it.
    ``you`` is the caller's own seat. ``lacks``: ``outcome_missing``, or ``incomplete:FIELD`` of the outcome.
    ``begun``, for the leader only: the entries that say the reception began; to take it back is to withdraw them all.
    ``token``, after ``seat`` and ``enter`` only, may be shown once at the live line within two minutes.
    """

    id: UUID
    day: DayCode
    site: str
    place: int
    matter: str
    mode: Mode
    state: MeetingState
    planned_minutes: int
    rung_at: str
    opened_at: str | None
    ended_at: str | None
    end_reason: str | None
    now: str
    seats: list[SeatAnswer]
    turn: TurnAnswer | None
    next: TurnAnswer | None
    lacks: list[str]
    result: ResultAnswer | None
    begun: list[str]
    telephone: str | None
    leaderless_since: str | None
    you: Participant | None
    token: str | None = None


class MeetingsPage(Page[MeetingAnswer]):
    pass


class MeetingsQuery(PageQuery[UUID]):
    """``mine``: only those whose leader is who asks."""

    day: DayCode | None = None
    place: Annotated[str, Field(pattern=r"^([0-9]{6}|[0-9]{9})$")] | None = None
    state: MeetingState | None = None
    mine: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class MeetingCommand(Shape):
    """``invite`` names an account, ``remove`` a participant; ``end`` a reason where there is no outcome.

    ``ring`` is the leader's: the site's desks ring again. ``hand_over`` is the site's once its leader is gone: ``to``
    is the code of the place whose leaders are asked. ``answer`` is an invited official's, who does not come in at once.
    """

    command: Literal["seat", "enter", "leave", "end", "invite", "remove", "mute_all", "ring", "hand_over", "answer"]
    account: UUID | None = None
    participant: Participant | None = None
    reason: Text | None = None
    answer: Reply | None = None
    to: Annotated[str, Field(pattern=r"^([0-9]{6}|[0-9]{9})$")] | None = None


class OfficialAnswer(Shape):
    account: UUID
    name: str
    role: str
    place_name: str


class OfficialsAnswer(Shape):
    items: list[OfficialAnswer]


class OwnCall(Shape):
    """A reception to which one was asked as an official. Of its petitioner it says nothing."""

    meeting: UUID
    day: DayCode
    site: str
    site_zh: str
    site_en: str
    leader: str | None
    """The name of the leader who asked."""
    role: str | None
    state: MeetingState
    seat: SeatState
    reply: Reply | None
    rung_at: datetime
    ended_at: datetime | None
    is_open: bool
    """Whether one may still go in."""


class OwnCallsAnswer(Shape):
    items: list[OwnCall]
