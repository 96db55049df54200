"""The tables of announcements (since when the public knows of a day), calendar addresses, and duties told there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.before.roster.rules import DutyKind
from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Ranged


class Announcement(Base):
    """When a day was announced first, and when its state last changed. A draft that was never announced has none."""

    __tablename__ = "announcement"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), ForeignKey("day.day"), primary_key=True)
    announced_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class CalendarFeed(Base):
    """A secret address at which calendars read what one account sees. Only the hash of its token is kept."""

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("account_id", "series"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    series: Mapped[str] = mapped_column(String(32))
    """The code of a series; empty for the days of the account's own places."""
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[datetime]


class DutyTold(Ranged, Base):
    """A duty as calendars were last told of it, for one account; it stays where the duty is gone (decision 128)."""

    __tablename__ = "duty_told"

    duty: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), ForeignKey("day.day"), index=True)
    kind: Mapped[DutyKind] = mapped_column(Enum(DutyKind, native_enum=False, length=20, values_callable=list))
    site: Mapped[str | None] = mapped_column(String(32))
    begins: Mapped[datetime]
    ends: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(10))
    """As RFC 5545 calls it: CONFIRMED, TENTATIVE while the day is a draft, CANCELLED."""
    sequence: Mapped[int]
    """Counts what was told of it, so that a calendar takes the newer event."""
    changed_at: Mapped[datetime]
