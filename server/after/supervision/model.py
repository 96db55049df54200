"""Tables of supervision. What was noted, found and replied lies sealed by the key of the county's city and a month."""

import datetime as dt
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Enum, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.after.case.model import PRINCIPAL_LENGTH
from server.after.supervision.rules import Item, Mark
from server.db import Base, Placed, Ranged
from server.units.rules import CODE_LENGTH

DIGITS = 64
"""Hexadecimal digits of a seed and of a checksum."""
NAME_LENGTH = 60
REGION_LENGTH = 6


class SupervisionGroup(Ranged, Base):
    """A group of a level. Regions are codes; leaders and members ids of accounts; cases ids of cases."""

    __tablename__ = "supervision_group"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    regions: Mapped[list[str]] = mapped_column(JSON)
    leaders: Mapped[list[str]] = mapped_column(JSON)
    members: Mapped[list[str]] = mapped_column(JSON)
    cases: Mapped[list[str]] = mapped_column(JSON)
    by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class SupervisionDraw(Ranged, Base):
    """One draw of counties. Rows are only added: the one with the highest number is visited."""

    __tablename__ = "supervision_draw"
    __table_args__ = (UniqueConstraint("group_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("supervision_group.id"))
    number: Mapped[int]
    per_city: Mapped[int]
    seed: Mapped[str] = mapped_column(String(DIGITS))
    candidates: Mapped[str] = mapped_column(Text)
    """The list as ``sample.drawing`` says: the code of the city and the code of the county."""
    checksum: Mapped[str] = mapped_column(String(DIGITS))
    reason_sealed: Mapped[bytes | None]
    """Why it was drawn anew; null of the first."""
    by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    at: Mapped[datetime]


class SupervisionVisit(Ranged, Base):
    """A county that was drawn; ``position`` is its place in the result, from 0."""

    __tablename__ = "supervision_visit"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    draw_id: Mapped[UUID] = mapped_column(ForeignKey("supervision_draw.id"), index=True)
    position: Mapped[int]
    city: Mapped[str] = mapped_column(String(REGION_LENGTH))
    county: Mapped[str] = mapped_column(String(REGION_LENGTH))


class SupervisionCheck(Ranged, Base):
    """An item of the checklist in one county: what the group last said of it, who, when."""

    __tablename__ = "supervision_check"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("supervision_visit.id"), primary_key=True)
    item: Mapped[Item] = mapped_column(Enum(Item, native_enum=False, length=20, values_callable=list), primary_key=True)
    mark: Mapped[Mark] = mapped_column(Enum(Mark, native_enum=False, length=12, values_callable=list))
    note_sealed: Mapped[bytes | None]
    by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    at: Mapped[datetime]


class SupervisionFinding(Placed, Base):
    """What was found in a county, which reads it and replies; ``place`` is the county's own."""

    __tablename__ = "supervision_finding"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made by the page, so that a finding is entered once."""
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("supervision_visit.id"), index=True)
    unit: Mapped[str] = mapped_column(String(CODE_LENGTH))
    what_sealed: Mapped[bytes]
    reply_by: Mapped[dt.date]
    by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    at: Mapped[datetime]
    reply_sealed: Mapped[bytes | None]
    replied_on: Mapped[dt.date | None]
    replied_by: Mapped[str | None] = mapped_column(String(PRINCIPAL_LENGTH))
    replied_at: Mapped[datetime | None]
