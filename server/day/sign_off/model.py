"""Tables of the sign-off: signatures with what was signed, the frozen figures of a day, adjustments beside them."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Ranged

NAME_LENGTH = 100
REASON_LENGTH = 200


class SignOff(Base, Ranged):
    """A signature of a level; a withdrawn one stays."""

    __tablename__ = "sign_off"
    __table_args__ = (UniqueConstraint("day", "lo", "hi", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH))
    number: Mapped[int]
    """The how manieth of this level."""
    at: Mapped[dt.datetime]
    """When, on the day's own clock."""
    by: Mapped[str] = mapped_column(String(60))
    by_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    by_role: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    """How many entries the figures count: the position in the journal."""
    checksum: Mapped[str] = mapped_column(String(64))
    """Of the copy: copies.checksum."""
    totals: Mapped[dict[str, int]] = mapped_column(JSON)
    copy: Mapped[list[list[Any]]] = mapped_column(JSON, deferred=True)
    """The figures that were signed: copies.packed."""
    without: Mapped[list[list[Any]]] = mapped_column(JSON)
    """The levels below that did not stand behind it: range and why."""
    reason: Mapped[str | None] = mapped_column(String(REASON_LENGTH))
    """Why it was signed without them."""
    counted_in: Mapped[UUID | None]
    """The signature of the level above that counts it."""
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    withdrawn_reason: Mapped[str | None] = mapped_column(String(REASON_LENGTH))


class SignedFigure(Base, Ranged):
    """A figure as the level that holds the day signed it (``number`` 0), or how far an adjustment moved it."""

    __tablename__ = "signed_figure"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), primary_key=True)
    lo: Mapped[int] = mapped_column(Integer, primary_key=True)
    hi: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    accepted: Mapped[int] = mapped_column(Integer)
    opened: Mapped[int] = mapped_column(Integer)
    closed: Mapped[int] = mapped_column(Integer)
    matters: Mapped[int] = mapped_column(Integer)
    involved: Mapped[int] = mapped_column(BigInteger)
    attendees: Mapped[int] = mapped_column(BigInteger)
    resolved_on_site: Mapped[int] = mapped_column(Integer)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    expected: Mapped[int] = mapped_column(Integer)


class Adjustment(Base, Ranged):
    """A signed adjustment of a day; a row for each range that it moves, so that each level reads its own."""

    __tablename__ = "figure_adjustment"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), primary_key=True)
    lo: Mapped[int] = mapped_column(Integer, primary_key=True)
    hi: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[dt.datetime]
    by: Mapped[str] = mapped_column(String(60))
    by_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    by_role: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))
    version: Mapped[int]
