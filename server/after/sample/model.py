"""Tables of sample call-backs. What a person said lies sealed by the key of the city and month of their day."""

import datetime as dt
from datetime import datetime
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.after.care.rules import CallResult, CallState
from server.after.case.model import PRINCIPAL_LENGTH
from server.after.sample.rules import Verdict
from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Placed, Ranged
from server.place import Range
from server.sites.rules import SITE_CODE_LENGTH

DIGITS = 64
"""Hexadecimal digits of a seed and of a checksum."""


class SampleDraw(Ranged, Base):
    """One draw of a level of a day. Rows are only added: the one with the highest number is called."""

    __tablename__ = "sample_draw"
    __table_args__ = (UniqueConstraint("day", "lo", "hi", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH))
    number: Mapped[int]
    per_site: Mapped[int]
    seed: Mapped[str] = mapped_column(String(DIGITS))
    candidates: Mapped[str] = mapped_column(Text)
    """The list as ``drawing`` says: the code of the site and the id of the matter."""
    checksum: Mapped[str] = mapped_column(String(DIGITS))
    reason_sealed: Mapped[bytes | None]
    """Why it was drawn anew; null of the first."""
    by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    at: Mapped[datetime]

    @property
    def level(self) -> Range:
        """The places of those who drew it."""
        return self.lo, self.hi


class SampleCall(Placed, Base):
    """A matter that was drawn, and what came of the calls to its petitioner."""

    __tablename__ = "sample_call"
    __table_args__ = (Index(None, "day", "place", "matter"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    draw_id: Mapped[UUID] = mapped_column(ForeignKey("sample_draw.id"), index=True)
    position: Mapped[int]
    """Its place in the result of the draw, from 0."""
    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH))
    site: Mapped[str] = mapped_column(String(SITE_CODE_LENGTH))
    matter: Mapped[str] = mapped_column(String(36))
    state: Mapped[CallState] = mapped_column(Enum(CallState, native_enum=False, length=10, values_callable=list))
    verdict: Mapped[Verdict | None] = mapped_column(Enum(Verdict, native_enum=False, length=12, values_callable=list))
    called_on: Mapped[dt.date | None]


class SampleAttempt(Placed, Base):
    """One attempt to call, and what was said. Rows are only added."""

    __tablename__ = "sample_attempt"

    call_id: Mapped[UUID] = mapped_column(ForeignKey("sample_call.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made by the page, so that an attempt is entered once."""
    result: Mapped[CallResult] = mapped_column(Enum(CallResult, native_enum=False, length=14, values_callable=list))
    words_sealed: Mapped[bytes | None]
    by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    at: Mapped[datetime]
