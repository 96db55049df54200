"""Tables of triage: where a booking stands, each decision on it, which places see it, what it is heard with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.before.triage.rules import AssignmentKind, AssignmentState, TriageState, Verb
from server.db import Base, Placed
from server.sites.rules import SITE_CODE_LENGTH
from server.units.rules import CODE_LENGTH, NAME_LENGTH


class Triage(Placed, Base):
    """Where a booking stands; before the first decision there is no row. ``place`` is that of the booking."""

    __tablename__ = "triage"

    booking_id: Mapped[UUID] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    state: Mapped[TriageState] = mapped_column(
        Enum(TriageState, native_enum=False, length=10, values_callable=list), index=True
    )
    decision: Mapped[int]
    """The number of the decision that holds; 0 where all were taken back."""
    decisions: Mapped[int]
    """How many were made, those that were taken back among them."""
    refusals: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class TriageDecision(Placed, Base):
    """One decision: who, when, why, and what was before it; rows are only added. ``place`` is where it was made."""

    __tablename__ = "triage_decision"

    booking_id: Mapped[UUID] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    verb: Mapped[Verb] = mapped_column(Enum(Verb, native_enum=False, length=15, values_callable=list))
    state: Mapped[TriageState] = mapped_column(Enum(TriageState, native_enum=False, length=10, values_callable=list))
    """The state that it led to."""
    by: Mapped[str] = mapped_column(String(60))
    by_name: Mapped[str] = mapped_column(String(100))
    """As the other place reads it, beyond whose places the account may lie."""
    at: Mapped[datetime]
    route: Mapped[str | None] = mapped_column(String(40))
    site: Mapped[str | None] = mapped_column(String(SITE_CODE_LENGTH))
    """The site that the booking was sent to, or that accepted it."""
    unit: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    """The unit that a refusal names as competent."""
    unit_zh: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    words_sealed: Mapped[bytes]
    """``words.Said``, by the key of the city of ``place`` and of ``month``."""
    month: Mapped[str] = mapped_column(String(7))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What an undo brings back: the decision that held, the state, the refusals, assignments, site and details."""


class Assignment(Placed, Base):
    """One place sees one booking of another; ``place`` is who sees it."""

    __tablename__ = "assignment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("booking.id"), index=True)
    kind: Mapped[AssignmentKind] = mapped_column(
        Enum(AssignmentKind, native_enum=False, length=10, values_callable=list)
    )
    state: Mapped[AssignmentState] = mapped_column(
        Enum(AssignmentState, native_enum=False, length=10, values_callable=list)
    )
    site: Mapped[str | None] = mapped_column(String(SITE_CODE_LENGTH))
    """The site that is asked to accept; null of other kinds."""
    made_at: Mapped[datetime]
    due_at: Mapped[datetime | None]


class Joining(Placed, Base):
    """One booking was heard with another: who said so and why, and who took them apart; ``place`` is the booking's."""

    __tablename__ = "booking_joining"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("booking.id"), index=True)
    stands_id: Mapped[UUID] = mapped_column(ForeignKey("booking.id"), index=True)
    """The one that stood for both."""
    sealed_at: Mapped[int]
    """The place by the key of whose city the reasons are sealed: that of both when they were joined."""
    month: Mapped[str] = mapped_column(String(7))
    by: Mapped[str] = mapped_column(String(60))
    by_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
    reason_sealed: Mapped[bytes]
    """By the key of the city of ``sealed_at`` and of ``month``, as the reason of its end."""
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(60))
    ended_by_name: Mapped[str | None] = mapped_column(String(100))
    """Null where it ended by itself, with the booking that stood."""
    ended_reason_sealed: Mapped[bytes | None]
