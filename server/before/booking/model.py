"""Tables of bookings. What a person told lies sealed by the key of its city and month, as entries do."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.before.booking.rules import BookingState, Happening, Kind, Meeting, Routing
from server.db import Base, Placed


class Booking(Placed, Base):
    """One matter, told before its person comes; ``place`` is the site that is to receive them."""

    __tablename__ = "booking"
    __table_args__ = (Index(None, "place", "state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made by the phone (UUIDv7); the id of the matter once the person has checked in."""
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    day: Mapped[str | None] = mapped_column(ForeignKey("day.day"), index=True)
    """The reception day that the person wants or is appointed for; null while there is none."""
    site: Mapped[str] = mapped_column(ForeignKey("reception_site.code"))
    arose_in: Mapped[str] = mapped_column(String(6), index=True)
    """Where the problem arose, which decides the competent place."""
    routing: Mapped[Routing] = mapped_column(Enum(Routing, native_enum=False, length=15, values_callable=list))
    state: Mapped[BookingState] = mapped_column(Enum(BookingState, native_enum=False, length=12, values_callable=list))
    kind: Mapped[Kind] = mapped_column(Enum(Kind, native_enum=False, length=12, values_callable=list))
    category: Mapped[str] = mapped_column(String(40))
    people_count: Mapped[int]
    """How many it concerns."""
    attendee_count: Mapped[int]
    """How many will come: representatives, five at most."""
    needs: Mapped[list[str]] = mapped_column(JSON)
    language: Mapped[str | None] = mapped_column(String(20))
    """In which language or dialect the person wants to be received (sites.rules.Spoken)."""
    reads: Mapped[str] = mapped_column(String(5))
    """In which language the page was read: zh or en."""
    claimed_fen: Mapped[int] = mapped_column(BigInteger)
    """What is owed: the sum of the workers' sums where there is a list of them."""
    workers: Mapped[int]
    """How many rows the list of workers has."""
    sealed: Mapped[bytes]
    """``contents.Words`` as JSON."""
    month: Mapped[str] = mapped_column(String(7))
    """Whose erasure ends what is sealed: that of the day, or of when it was told while it has no day."""
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    respondent_index: Mapped[str | None] = mapped_column(String(64), index=True)
    """Keyed prints of the number and of the employer or project: equal ones are found, none can be read."""
    phone_checked: Mapped[bool]
    """Whether the number was proved by a code that was sent to it."""
    joined_to: Mapped[UUID | None] = mapped_column(ForeignKey("booking.id"), index=True)
    """The booking of the same site that it is heard with; only while it is joined."""
    appointed_at: Mapped[datetime | None]
    appointed_until: Mapped[datetime | None]
    appointed_leader: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    appointed_meeting: Mapped[Meeting | None] = mapped_column(
        Enum(Meeting, native_enum=False, length=10, values_callable=list)
    )
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class BookingVersion(Placed, Base):
    """A booking as it was from one moment on, and what made it so; rows are only added."""

    __tablename__ = "booking_version"

    booking_id: Mapped[UUID] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    happening: Mapped[Happening] = mapped_column(Enum(Happening, native_enum=False, length=15, values_callable=list))
    by: Mapped[str] = mapped_column(String(60))
    """``petitioner``, or a principal."""
    state: Mapped[BookingState] = mapped_column(Enum(BookingState, native_enum=False, length=12, values_callable=list))
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The columns of ``contents.Told``, and of an appointment."""
    sealed: Mapped[bytes]
    reason_sealed: Mapped[bytes | None]
    """Why an officer did it."""
    at: Mapped[datetime]


class BookingWorker(Placed, Base):
    """One row of the list of workers: name and sum, sealed together."""

    __tablename__ = "booking_worker"

    booking_id: Mapped[UUID] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes]


class BookingAttachment(Placed, Base):
    """A photograph or PDF of a person, or of a unit's answer; its content is a file, sealed by the booking's month."""

    __tablename__ = "booking_attachment"

    booking_id: Mapped[UUID] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made by the phone (UUIDv7), so that what is sent twice is there once; another booking may have the same."""
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    question_id: Mapped[UUID | None] = mapped_column(index=True)
    """The question to a unit whose answer has it; null of what the person attached."""


class PhoneCheck(Base):
    """A code that was sent to a telephone, as keyed prints of both; kept for a day. It belongs to no place."""

    __tablename__ = "phone_check"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    phone_index: Mapped[str] = mapped_column(String(64), index=True)
    digits_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(index=True)
    verified_at: Mapped[datetime | None]
    booking_id: Mapped[UUID | None]
    """The one booking that was made with it."""
