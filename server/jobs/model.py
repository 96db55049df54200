"""The table of jobs: what is to be done, when, and what became of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Enum, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.db import Base, Ranged
from server.jobs.rules import JobState


class Job(Ranged, Base):
    """One job. Its key says what it is about and is no personal data; a kind has one job of a key."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("kind", "key"), Index(None, "state", "due"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(200))
    state: Mapped[JobState] = mapped_column(Enum(JobState, native_enum=False, length=10, values_callable=list))
    due: Mapped[datetime]
    attempts: Mapped[int]
    leased_until: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(200))
    """The class of the last failure, never its text, which may hold personal data."""
    ended_at: Mapped[datetime | None]
