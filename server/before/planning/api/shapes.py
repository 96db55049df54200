"""What goes through the routes of planning."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.before.agenda.rules import DayState
from server.before.planning.conflicts import Problem
from server.before.planning.instance import LATEST
from server.before.planning.rules import MOST_SECONDS, SHORTEST, USUAL_SECONDS, RunState
from server.day_code import DayCode
from server.http.hours import LocalTime
from server.http.route import Shape

Ident = Annotated[UUID, Field(strict=False)]
Minute = Annotated[int, Field(ge=0, le=LATEST)]
"""Since the midnight at which the day's date begins."""
Version = Annotated[int, Field(ge=0, le=1_000_000)]


class MoveShape(Shape):
    """Where a booking is to be heard; nowhere with both null."""

    booking: Ident
    leader: Ident | None
    begins: Minute | None
    is_locked: bool = True


class MovesBody(Shape):
    version: Version
    """Of the draft as it was seen; 0 where there was none."""
    moves: list[MoveShape] = Field(min_length=1, max_length=200)


class DraftBody(Shape):
    version: Version


class SuggestionBody(Shape):
    seconds: int = Field(USUAL_SECONDS, ge=SHORTEST, le=MOST_SECONDS)
    lost: Ident | None = None
    """Plan without this leader."""
    since: Minute | None = None
    """What began before stands."""


class RepairBody(Shape):
    lost: Ident
    since: Minute


class TimetableHours(Shape):
    begins: int
    ends: int
    site: str | None


class TimetableLeader(Shape):
    id: UUID
    name: str
    level: str
    hours: list[TimetableHours]
    """When they receive, and at which site they sit then; null by video."""


class TimetableBooking(Shape):
    """A booking that is to be placed."""

    id: UUID
    site: str
    site_zh: str
    site_en: str
    category: str
    people: int
    tier: int
    length: int
    earliest: int
    in_person: bool


class SlotAnswer(Shape):
    booking: UUID
    leader: UUID
    begins: int
    ends: int
    is_locked: bool
    is_video: bool


class LeftOutAnswer(Shape):
    booking: UUID
    reason: str
    zh: str
    en: str


class TimetableAnswer(Shape):
    version: int
    made_at: dt.datetime
    slots: list[SlotAnswer]


class SuggestionAnswer(TimetableAnswer):
    run: RunState
    step: str | None
    gap: float | None
    """How much of its cost a better plan could save at most, from 0 to 1; null where that is not known."""
    lost: UUID | None
    left_out: list[LeftOutAnswer]


class TimetableFix(Shape):
    leader: UUID
    begins: int


class TimetableClash(Shape):
    booking: UUID
    problem: Problem
    other: UUID | None
    fix: TimetableFix | None


class TimetableChange(Shape):
    """What is otherwise in the draft than was published."""

    booking: UUID
    was: SlotAnswer | None
    now: SlotAnswer | None


class PlanningAnswer(Shape):
    day: DayCode
    name_zh: str
    name_en: str
    date: dt.date
    state: DayState
    is_open: bool
    opens_at: LocalTime
    closes_at: LocalTime
    break_from: LocalTime | None
    break_until: LocalTime | None
    grid: int
    leaders: list[TimetableLeader]
    bookings: list[TimetableBooking]
    draft: TimetableAnswer | None
    published: TimetableAnswer | None
    suggestion: SuggestionAnswer | None
    clashes: list[TimetableClash]
    """Of the draft."""
    changes: list[TimetableChange]
    tells_leaders: list[UUID]
    """Who is written to when the draft is published."""
    tells_people: int
    """How many bookings get another appointment then."""
