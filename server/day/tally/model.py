"""Tables of the tally: the published copy of a day's figures, what people took on, the chase of silent sites."""

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Placed, Ranged

NOTE_LENGTH = 200


class PublishedFigure(Base, Ranged):
    """One figure of a range of places as it was published: a row of ``Counter``, with the sites expected there."""

    __tablename__ = "published_figure"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), primary_key=True)
    lo: Mapped[int] = mapped_column(Integer, primary_key=True)
    hi: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    accepted: Mapped[int] = mapped_column(Integer, default=0)
    opened: Mapped[int] = mapped_column(Integer, default=0)
    closed: Mapped[int] = mapped_column(Integer, default=0)
    matters: Mapped[int] = mapped_column(Integer, default=0)
    involved: Mapped[int] = mapped_column(BigInteger, default=0)
    attendees: Mapped[int] = mapped_column(BigInteger, default=0)
    resolved_on_site: Mapped[int] = mapped_column(Integer, default=0)
    amount_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    expected: Mapped[int] = mapped_column(Integer)
    at: Mapped[int] = mapped_column(BigInteger)
    """When it was published, in microseconds since 1970 UTC."""


class AttentionTask(Base, Placed):
    """What a person said last of one thing on the attention list: one row for each site and cause of a day."""

    __tablename__ = "attention_task"

    day: Mapped[str] = mapped_column(ForeignKey("day.day"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    """The cause: ``rules.Attention.kind``."""
    said: Mapped[str] = mapped_column(String(12))
    """``tasks.Act``"""
    by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    by_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[int] = mapped_column(BigInteger)
    """When, in microseconds since 1970 UTC, on the day's own clock."""
    note: Mapped[str | None] = mapped_column(String(NOTE_LENGTH))
    """Words about the work; the form asks for no personal data, and a personal number is refused."""
    count_seen: Mapped[int | None] = mapped_column(Integer)
    """How many the cause counted then; None where it had gone or counts nothing."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class ChaseStep(Base, Placed):
    """A step of the chase of a silent site, or what its desk answered: appended, never changed."""

    __tablename__ = "chase_step"

    day: Mapped[str] = mapped_column(ForeignKey("day.day"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(30))
    """The cause: ``rules.Attention.kind``."""
    said: Mapped[str] = mapped_column(String(12))
    """``chase.Rung`` or ``chase.Answer``"""
    by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    """None: the desk of the site."""
    by_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[int] = mapped_column(BigInteger)
    """When, in microseconds since 1970 UTC, on the day's own clock."""
    note: Mapped[str | None] = mapped_column(String(NOTE_LENGTH))
    """As ``AttentionTask.note``; of a message, the desk reads it."""
