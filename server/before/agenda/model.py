"""Tables of the plan: days and the sessions of sites in them. ``day`` is a day code everywhere."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.before.agenda.rules import DayKind, DayState, SiteState
from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Placed
from server.place import region_of
from server.sites.rules import TELEPHONE_LENGTH


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
    kind: Mapped[DayKind] = mapped_column(Enum(DayKind, native_enum=False, length=15, values_callable=list))
    theme_zh: Mapped[str | None] = mapped_column(String(100))
    theme_en: Mapped[str | None] = mapped_column(String(100))
    slogan_zh: Mapped[str | None] = mapped_column(String(100))
    slogan_en: Mapped[str | None] = mapped_column(String(100))
    break_from: Mapped[dt.time | None]
    break_until: Mapped[dt.time | None]
    last_ticket_at: Mapped[dt.time | None]
    categories_out: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Codes of the categories that the day does not take."""
    reason: Mapped[str | None] = mapped_column(String(200))
    """Why the day was postponed or cancelled, as people are told."""
    moved_to: Mapped[str | None] = mapped_column(String(DAY_CODE_LENGTH), index=True)
    """Of a postponed day, the one that took its plan over."""
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
    opens_at: Mapped[dt.time | None]
    closes_at: Mapped[dt.time | None]
    """Null where the site keeps the hours of the day."""
    rooms: Mapped[int | None]
    leader: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    """Who receives there; an account with the role of a leader."""
    telephone: Mapped[str | None] = mapped_column(String(TELEPHONE_LENGTH))
    """Null where the site's own number is told."""
    reason: Mapped[str | None] = mapped_column(String(200))
    """Why the last command was given, as the site is told."""
    commanded_by: Mapped[str | None] = mapped_column(String(100))
    """The name of the person who gave it: the site does not see accounts above it."""
    commanded_at: Mapped[dt.datetime | None]
    """When, on the day's own clock; null where nothing was commanded."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class PlanVersion(Base, Placed):
    """A plan as it was from one moment on; rows are only added. A plan that never changed has none.

    ``place`` is a site's, or the place of the holder's region itself for what is planned of the day.
    """

    __tablename__ = "plan_version"

    day: Mapped[str] = mapped_column(ForeignKey("day.day"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The form of plans.py."""
    made_at: Mapped[dt.datetime]
    made_by: Mapped[str] = mapped_column(String(60))
