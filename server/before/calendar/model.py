"""The table of series."""

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base


class Series(Base):
    """What the days of one monthly rule have in common. ``rule`` is an RFC 5545 recurrence."""

    __tablename__ = "series"

    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    rule: Mapped[str] = mapped_column(String(100))
    zone: Mapped[str] = mapped_column(String(50))
    opens_at: Mapped[dt.time]
    closes_at: Mapped[dt.time]
