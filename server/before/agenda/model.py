"""Tables of the plan: days and the sessions of sites in them. ``day`` is a day code everywhere."""

import datetime as dt

from sqlalchemy import Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.before.agenda.rules import DayState, SiteState
from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Placed
from server.place import region_of


class Day(Base):
    """A reception day. Hours are local to ``zone``; a rehearsed day has a clock of its own."""

    __tablename__ = "day"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), primary_key=True)
    date: Mapped[dt.date]
    holder: Mapped[int]
    holder_last: Mapped[int]
    """The places of the region that holds the day, from the region's own to the last below it."""
    series: Mapped[str | None] = mapped_column(ForeignKey("series.series"))
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    zone: Mapped[str] = mapped_column(String(50))
    opens_at: Mapped[dt.time]
    closes_at: Mapped[dt.time]
    first_place: Mapped[int]
    last_place: Mapped[int]
    """The least and the greatest place of its sites: who moves the day must reach over all of them and the holder."""
    state: Mapped[DayState] = mapped_column(Enum(DayState, native_enum=False, length=12, values_callable=list))
    clock_starts_at_real: Mapped[dt.datetime | None]
    clock_starts_at_day: Mapped[dt.datetime | None]
    clock_ends: Mapped[dt.datetime | None]
    clock_speed: Mapped[float | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here

    @property
    def held_by(self) -> str:
        """The code of the region that holds the day."""
        return region_of(self.holder)

    @property
    def is_rehearsal(self) -> bool:
        """Whether the day has a clock of its own, as only a rehearsed one has."""
        return self.clock_starts_at_real is not None


class DayOrigin(Base):
    """Which date of a series a day was made from, as it was then; and whether the series says another date by now."""

    __tablename__ = "day_origin"

    day: Mapped[str] = mapped_column(ForeignKey("day.day"), primary_key=True)
    series: Mapped[str] = mapped_column(ForeignKey("series.series"), index=True)
    month: Mapped[dt.date]
    original: Mapped[dt.date | None]
    """Where the rule put the day before it was shifted."""
    series_version: Mapped[int]
    provisional: Mapped[bool]
    reason_zh: Mapped[str] = mapped_column(String(400))
    reason_en: Mapped[str] = mapped_column(String(400))
    is_hit: Mapped[bool]
    """The series no longer says this date: a task for an organiser, since a day never moves by itself."""
    now_date: Mapped[dt.date | None]
    now_zh: Mapped[str] = mapped_column(String(400))
    now_en: Mapped[str] = mapped_column(String(400))


class SiteSession(Base, Placed):
    """One site on one day, as far as people command it; what the site records lies in the journal."""

    __tablename__ = "site_session"

    day: Mapped[str] = mapped_column(ForeignKey("day.day"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    site: Mapped[str] = mapped_column(ForeignKey("reception_site.code"))
    state: Mapped[SiteState] = mapped_column(Enum(SiteState, native_enum=False, length=12, values_callable=list))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here
