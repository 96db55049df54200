"""Tables of bulletins. What is typed lies sealed until it was searched for names: then the document holds it."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Enum, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.after.bulletin.rules import BulletinState, Edition, Form
from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Ranged
from server.place import region_of

PRINCIPAL_LENGTH = 60
NAME_LENGTH = 100
REGION_LENGTH = 6


class Bulletin(Ranged, Base):
    """A bulletin of a level of a day; ``lo`` and ``hi`` are the level. One that is published stays as it is."""

    __tablename__ = "bulletin"
    __table_args__ = (UniqueConstraint("lo", "hi", "year", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), index=True)
    state: Mapped[BulletinState] = mapped_column(
        Enum(BulletinState, native_enum=False, length=12, values_callable=list)
    )
    year: Mapped[int | None]
    number: Mapped[int | None]
    """Of the year, within the level; null until it is published."""
    corrects: Mapped[UUID | None] = mapped_column(ForeignKey("bulletin.id"))
    typed_sealed: Mapped[bytes]
    """What an organiser typed (contents.Typed), by the key of the day's month."""
    returned_sealed: Mapped[bytes | None]
    """Why it was last returned."""
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    public: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Figures and documents as they were sent to review; null of a draft."""
    drafted_by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    drafted_at: Mapped[dt.datetime]
    saved_at: Mapped[dt.datetime]
    sent_by: Mapped[str | None] = mapped_column(String(PRINCIPAL_LENGTH))
    sent_by_name: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    sent_at: Mapped[dt.datetime | None]
    published_by: Mapped[str | None] = mapped_column(String(PRINCIPAL_LENGTH))
    published_by_name: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    published_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here

    @property
    def place(self) -> str:
        """The code of the region whose bulletin it is."""
        return region_of(self.lo)

    @property
    def level(self) -> tuple[int, int]:
        return self.lo, self.hi


class BulletinSeries(Ranged, Base):
    """The last number that a level gave in a year: the lock under which numbers are given."""

    __tablename__ = "bulletin_series"

    lo: Mapped[int] = mapped_column(primary_key=True)
    hi: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class BulletinFile(Ranged, Base):
    """A file that was made of a bulletin as it was at a version."""

    __tablename__ = "bulletin_file"

    bulletin_id: Mapped[UUID] = mapped_column(ForeignKey("bulletin.id"), primary_key=True)
    edition: Mapped[Edition] = mapped_column(
        Enum(Edition, native_enum=False, length=8, values_callable=list), primary_key=True
    )
    form: Mapped[Form] = mapped_column(Enum(Form, native_enum=False, length=8, values_callable=list), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    of_version: Mapped[int]
