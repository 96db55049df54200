"""Tables of planning: the timetables of a day, and the leader and time of each booking in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.before.planning.rules import RunState, TimetableState
from server.db import Base, Placed, Ranged


class Timetable(Ranged, Base):
    """One of the timetables of a day; its places are those of the day's holder."""

    __tablename__ = "timetable"

    day: Mapped[str] = mapped_column(ForeignKey("day.day"), primary_key=True)
    state: Mapped[TimetableState] = mapped_column(
        Enum(TimetableState, native_enum=False, length=10, values_callable=list), primary_key=True
    )
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60))
    cost: Mapped[int | None]
    """What it costs by the planner's weights; null once it was changed by hand."""
    bound: Mapped[float | None]
    """What no plan of the day can cost less than; null where that is not known."""
    run: Mapped[RunState | None] = mapped_column(Enum(RunState, native_enum=False, length=10, values_callable=list))
    """Of a suggestion."""
    step: Mapped[str | None] = mapped_column(String(20))
    seconds: Mapped[int | None]
    """For how long the planner was asked to work."""
    lost: Mapped[UUID | None]
    """The leader who fell out: it was asked to plan without them."""
    since: Mapped[int | None]
    """From which minute of the day on; what began before stands."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class TimetableSlot(Placed, Base):
    """One reception of a timetable, or a booking that a suggestion leaves out; ``place`` is the booking's site."""

    __tablename__ = "timetable_slot"

    day: Mapped[str] = mapped_column(ForeignKey("day.day"), primary_key=True)
    state: Mapped[TimetableState] = mapped_column(
        Enum(TimetableState, native_enum=False, length=10, values_callable=list), primary_key=True
    )
    booking: Mapped[UUID] = mapped_column("booking_id", ForeignKey("booking.id"), primary_key=True)
    leader: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    begins: Mapped[int | None]
    ends: Mapped[int | None]
    """Minutes since the midnight at which the day's date begins."""
    reason: Mapped[str | None] = mapped_column(String(20))
    """Why the planner found no place (``solving.reasons``)."""
    is_locked: Mapped[bool]
    """Set by hand: the planner leaves it where it is."""
