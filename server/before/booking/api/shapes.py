"""A booking on the wire: what a phone sends, and what it and the desk are told."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field

from server.before.agenda.rules import ZONE
from server.before.booking import rules
from server.before.booking.actions import Wanted
from server.before.booking.contents import Someone, Told, Words, Worker
from server.before.booking.model import Booking
from server.before.booking.rules import BookingState, Kind, Meeting, Routing
from server.day_code import DayCode, parse_day
from server.entries.fields import MAX_FEN, MAX_REPRESENTATIVES, Need
from server.http.route import Shape
from server.language import Language
from server.sites.rules import Spoken

Name = Annotated[str, Field(min_length=1, max_length=rules.NAME_LENGTH)]
Phone = Annotated[str, Field(min_length=5, max_length=rules.PHONE_LENGTH)]
Fen = Annotated[int, Field(ge=0, le=MAX_FEN)]
People = Annotated[int, Field(ge=1, le=rules.MOST_PEOPLE)]
Version = Annotated[int, Field(ge=1, le=1_000_000)]


class SomeoneShape(Shape):
    name: Name
    phone: Phone | None = None


class WorkerShape(Shape):
    """Who is owed what, in whole fen."""

    name: Name
    fen: Fen


class BookingBody(Shape):
    """What a person tells before they come. ``representatives`` are the others, beside the person themselves."""

    site: str = Field(max_length=40)
    day: DayCode | None = None
    kind: Kind = Kind.WALK_IN
    arose_in: str = Field(pattern=r"^[0-9]{6}$")
    category: str = Field(max_length=40)
    name: Name
    phone: Phone
    phone_check: UUID | None = None
    summary: str = Field(min_length=1, max_length=rules.WORDS_LENGTH)
    wanted: str = Field(max_length=rules.WORDS_LENGTH)
    respondent: Annotated[str, Field(max_length=rules.SHORT_LENGTH)] | None = None
    people_count: People
    attendee_count: Annotated[int, Field(ge=1, le=MAX_REPRESENTATIVES)]
    representatives: list[SomeoneShape] = Field(default=[], max_length=MAX_REPRESENTATIVES)
    needs: list[Need] = Field(default=[], max_length=20)
    language: Spoken | None = None
    reads: Language = "zh"
    claimed_fen: Fen = 0
    workers: list[WorkerShape] = Field(default=[], max_length=rules.MOST_WORKERS)

    def wanted_booking(self) -> Wanted:
        """What is wanted, in the words of the room."""
        told = Told(
            arose_in=self.arose_in,
            category=self.category,
            kind=self.kind,
            people_count=self.people_count,
            attendee_count=self.attendee_count,
            needs=sorted(set(self.needs)),
            language=None if self.language is None else self.language.value,
            claimed_fen=self.claimed_fen,
        )
        words = Words(
            petitioner=Someone(self.name.strip(), self.phone.strip()),
            summary=self.summary.strip(),
            wanted=self.wanted.strip(),
            respondent=(self.respondent or "").strip() or None,
            representatives=[Someone(one.name.strip(), one.phone) for one in self.representatives],
        )
        return Wanted(
            told=told,
            words=words,
            workers=[Worker(one.name.strip(), one.fen) for one in self.workers],
            day=None if self.day is None else str(self.day),
            reads=self.reads,
            phone_check=self.phone_check,
        )


class NewBookingBody(BookingBody):
    """``id`` is made by the phone (UUIDv7), so that what is sent twice is there once."""

    id: UUID


class CorrectionBody(BookingBody):
    version: Version
    """The one that the page has."""


class VersionBody(Shape):
    version: Version


class AppointmentShape(Shape):
    """When a leader receives the person, and how."""

    begins_at: datetime
    ends_at: datetime | None
    meeting: Meeting | None


class BookedShape(Shape):
    """A booking as it is, in the names of ``BookingBody``; words are null where they were erased by law."""

    id: UUID
    version: int
    state: BookingState
    site: str
    day: DayCode | None
    kind: Kind
    arose_in: str
    routing: Routing
    category: str
    people_count: int
    attendee_count: int
    needs: list[str]
    language: str | None
    claimed_fen: int
    name: str | None
    phone: str | None
    phone_checked: bool
    summary: str | None
    wanted: str | None
    respondent: str | None
    representatives: list[SomeoneShape]
    workers: list[WorkerShape]
    appointment: AppointmentShape | None
    made_at: datetime
    changed_at: datetime


def booked(booking: Booking, words: Words | None, workers: Sequence[Worker]) -> BookedShape:
    same = (
        *("id", "version", "state", "site", "kind", "arose_in", "routing", "category", "people_count"),
        *("attendee_count", "needs", "language", "claimed_fen", "phone_checked", "made_at", "changed_at"),
    )
    return BookedShape(
        day=None if booking.day is None else parse_day(booking.day),
        name=words.petitioner.name if words else None,
        phone=words.petitioner.phone if words else None,
        summary=words.summary if words else None,
        wanted=words.wanted if words else None,
        respondent=words.respondent if words else None,
        representatives=[SomeoneShape(name=one.name, phone=one.phone) for one in words.representatives]
        if words
        else [],
        workers=[WorkerShape(name=one.name, fen=one.fen) for one in workers],
        appointment=appointment_of(booking),
        **{name: getattr(booking, name) for name in same},
    )


def appointment_of(booking: Booking) -> AppointmentShape | None:
    """The appointment of a booking, by the clock of its place."""
    at, until, here = booking.appointed_at, booking.appointed_until, ZoneInfo(ZONE)
    if at is None:
        return None
    return AppointmentShape(
        begins_at=at.astimezone(here),
        ends_at=None if until is None else until.astimezone(here),
        meeting=booking.appointed_meeting,
    )


class DateOfDay(Shape):
    day: DayCode
    date: date
