"""The tables of series, of the versions of their plans, and of an organiser's official days."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base
from server.place import region_of


class Series(Base):
    """What the days of one monthly rule have in common. ``rule`` is that of its newest plan."""

    __tablename__ = "series"

    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    rule: Mapped[str] = mapped_column(String(100))
    zone: Mapped[str] = mapped_column(String(50))
    opens_at: Mapped[dt.time]
    closes_at: Mapped[dt.time]
    holder: Mapped[int]
    holder_last: Mapped[int]
    """The places of the region that holds the days: only a scope that covers them all sees and plans the days."""

    @property
    def held_by(self) -> str:
        """The code of the region that holds the days."""
        return region_of(self.holder)


class SeriesVersion(Base):
    """A plan as it was from one moment on; rows are only added. Version 0, the rule of a file alone, has no row."""

    __tablename__ = "series_version"

    series: Mapped[str] = mapped_column(ForeignKey("series.series"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The form of plans.py."""
    made_at: Mapped[dt.datetime]
    made_by: Mapped[str] = mapped_column(String(60))


class OfficialYear(Base):
    """What an organiser entered of one year's notice; it stands over chinesecalendar for every series."""

    __tablename__ = "official_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column()
    is_complete: Mapped[bool]
    """Whether all of the year's notice is there, so that its dates are certain."""
    days: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    """``date`` (RFC 3339), ``kind`` (DayKind), ``name_zh``, ``name_en``."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here
