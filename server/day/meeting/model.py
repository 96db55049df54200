"""Tables of the meeting: one row a meeting, one a seat. Instants are real ones."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.day.meeting.rules import PLANNED_MINUTES, MeetingState, Mode, Participant, Reply, SeatState
from server.db import Base, Placed
from server.journal.model import MatterKey


class Meeting(Base, Placed):
    """A reception that was called: from the ring to the end. Its id is made with the call."""

    __tablename__ = "meeting"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(ForeignKey("day.day"), index=True)
    site: Mapped[str] = mapped_column(ForeignKey("reception_site.code"))
    matter: Mapped[str] = mapped_column(String(36), index=True)
    mode: Mapped[Mode] = mapped_column(String(10))
    state: Mapped[MeetingState] = mapped_column(Enum(MeetingState, native_enum=False, length=8, values_callable=list))
    leader: Mapped[str] = mapped_column(String(60))
    """The principal who receives: account:… or, of a call that a site's desk made, device:…"""
    planned_minutes: Mapped[int] = mapped_column(default=PLANNED_MINUTES)
    rung_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(20))
    """``outcome``, ``reason`` (its words lie sealed in the log), or what became of the call."""
    node: Mapped[str | None] = mapped_column(String(16))
    """The server whose media plane holds it; it means something only while that server lives."""
    version: Mapped[int] = mapped_column()

    @property
    def key(self) -> MatterKey:
        """Of which matter it is the reception."""
        return MatterKey.of(self)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class Seat(Base, Placed):
    """One seat at a meeting: whose it is, held while its line is away. One principal has one seat at most."""

    __tablename__ = "seat"

    meeting: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    participant: Mapped[Participant] = mapped_column(String(10), primary_key=True)
    who: Mapped[str | None] = mapped_column(String(60), index=True)
    """The principal who sits there; of the site None until one of its desks does."""
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str | None] = mapped_column(String(20))
    """As what an official was asked to come."""
    answer: Mapped[Reply | None] = mapped_column(String(10))
    """What one who is rung for has said instead of coming in."""
    state: Mapped[SeatState] = mapped_column(Enum(SeatState, native_enum=False, length=8, values_callable=list))
    audio: Mapped[bool] = mapped_column(default=True)
    video: Mapped[bool] = mapped_column(default=True)
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    token_at: Mapped[datetime | None]
    seated_at: Mapped[datetime | None]
    away_since: Mapped[datetime | None]
    """Since when the seat is without whose it is: gone, or rung for."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here
