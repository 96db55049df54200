"""The table of announcements: since when the public knows of a day."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.day_code import DAY_CODE_LENGTH
from server.db import Base


class Announcement(Base):
    """When a day was announced first, and when its state last changed. A draft that was never announced has none."""

    __tablename__ = "announcement"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), ForeignKey("day.day"), primary_key=True)
    announced_at: Mapped[datetime]
    changed_at: Mapped[datetime]
