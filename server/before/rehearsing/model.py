"""Tables of rehearsals of days. The copy of a plan lies elsewhere and is removed; only the scores are kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.before.rehearsing.rules import RehearsalState
from server.db import Base, Placed, Ranged
from server.sites.rules import SITE_CODE_LENGTH


class DayRehearsal(Ranged, Base):
    """One rehearsal of a day; its places are those of the day's holder."""

    __tablename__ = "day_rehearsal"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    day: Mapped[str] = mapped_column(ForeignKey("day.day"), index=True)
    state: Mapped[RehearsalState] = mapped_column(
        Enum(RehearsalState, native_enum=False, length=10, values_callable=list)
    )
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(60))
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    keeper: Mapped[str | None] = mapped_column(String(40))
    """The server process that keeps it."""
    seen_at: Mapped[datetime | None]
    """When that process last said so; after a while without it another one takes over."""
    port: Mapped[int | None]
    """At which the copy is served."""
    tries: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class RehearsalScore(Placed, Base):
    """How one site did in one rehearsal: seconds from its beginning to each step."""

    __tablename__ = "rehearsal_score"

    rehearsal_id: Mapped[UUID] = mapped_column(ForeignKey("day_rehearsal.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    site: Mapped[str] = mapped_column(String(SITE_CODE_LENGTH))
    reached_after: Mapped[int | None]
    enrolled_after: Mapped[int | None]
    checked_after: Mapped[int | None]
    opened_after: Mapped[int | None]
    entered_after: Mapped[int | None]
    marks: Mapped[dict[str, str]] = mapped_column(JSON)
    """The sign of each check, by ``readiness.rules.Mark``."""
