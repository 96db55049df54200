"""Tables of readiness. ``day`` is a day code; instants are microseconds since 1970 UTC, on the day's own clock."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.before.readiness.escalation import IncidentState
from server.before.readiness.rules import Check
from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Placed, Ranged


class SiteReadiness(Base, Placed):
    """What the results of one site come to; a site of which there is none has no row. Follows from ``CheckResult``."""

    __tablename__ = "site_readiness"

    day: Mapped[str] = mapped_column(ForeignKey("day.day"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    """The day's count of changes when this row last changed."""
    marks: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As ``rules.Marks``."""
    line: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The newest measured line, as ``measures.LineNumbers``."""
    asked_at: Mapped[int | None] = mapped_column(BigInteger)
    """When the site was last asked to test its line again."""
    reminded_at: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (Index("ix_site_readiness_day_version", "day", "version"),)


class ReadinessCount(Base):
    """How often something of a day's readiness has changed: the version of its boards."""

    __tablename__ = "readiness_count"

    day: Mapped[str] = mapped_column(ForeignKey("day.day"), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)


class CheckResult(Base, Placed):
    """One result of one check in one room, measured by a device or said by a person; rows are only added."""

    __tablename__ = "check_result"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    report: Mapped[UUID] = mapped_column(index=True)
    """What was handed in together: a device names it, so that it counts once."""
    day: Mapped[str] = mapped_column(ForeignKey("day.day"))
    place: Mapped[int] = mapped_column()
    check: Mapped[Check] = mapped_column(Enum(Check, native_enum=False, length=12, values_callable=list))
    room: Mapped[int]
    is_passed: Mapped[bool]
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was measured or seen; no free words."""
    at: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[str] = mapped_column(String(60))
    device: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"))

    __table_args__ = (Index("ix_check_result_place_day", "place", "day"),)


class LineTest(Base, Placed):
    """A line as one test measured it; a report names it, once."""

    __tablename__ = "line_test"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(ForeignKey("day.day"))
    place: Mapped[int] = mapped_column()
    device: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    at: Mapped[int] = mapped_column(BigInteger)
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON)
    report: Mapped[UUID | None] = mapped_column(unique=True)


class Incident(Base, Placed):
    """A check that failed and is to be cleared. Notes lie sealed beside it."""

    __tablename__ = "incident"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    day: Mapped[str] = mapped_column(ForeignKey("day.day"), index=True)
    place: Mapped[int] = mapped_column()
    site: Mapped[str] = mapped_column(ForeignKey("reception_site.code"))
    check: Mapped[Check] = mapped_column(Enum(Check, native_enum=False, length=12, values_callable=list))
    state: Mapped[IncidentState] = mapped_column(Enum(IncidentState, native_enum=False, length=8, values_callable=list))
    owner: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    owner_name: Mapped[str | None] = mapped_column(String(100))
    opened_at: Mapped[int] = mapped_column(BigInteger)
    taken_at: Mapped[int | None] = mapped_column(BigInteger)
    ended_at: Mapped[int | None] = mapped_column(BigInteger)
    ended_by: Mapped[str | None] = mapped_column(String(60))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class IncidentNote(Base, Placed):
    """Free words about an incident: they may name a person and are sealed by the key of the city and month."""

    __tablename__ = "incident_note"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    incident: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), index=True)
    place: Mapped[int] = mapped_column()
    at: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[str] = mapped_column(String(60))
    sealed: Mapped[bytes]


class RollCall(Base, Ranged):
    """The level of a region has called the sites that were not ready on the morning of a day."""

    __tablename__ = "roll_call"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), ForeignKey("day.day"), primary_key=True)
    region: Mapped[str] = mapped_column(String(6), primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[str] = mapped_column(String(60))
