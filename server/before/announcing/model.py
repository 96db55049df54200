"""The tables of announcements (since when the public knows of a day) and of the addresses of calendars."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.day_code import DAY_CODE_LENGTH
from server.db import Base


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
