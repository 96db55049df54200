"""The published copy of a day's figures: what was said when the day was published, and never moves again."""

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Ranged


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
