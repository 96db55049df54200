"""The index of similar matters. It holds keyed prints alone, and is made anew from the journal at any time."""

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Placed


class SimilarMatter(Base, Placed):
    """A matter of which it is known what came of it."""

    __tablename__ = "similar_matter"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """``prints.number_of``."""
    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH))
    place: Mapped[int] = mapped_column(Integer)
    matter: Mapped[str] = mapped_column(String(36))
    category: Mapped[str | None] = mapped_column(String(60))
    prints: Mapped[bytes] = mapped_column(LargeBinary)
    """``prints.packed``."""

    __table_args__ = (Index(None, "day", "place"),)


class SimilarTerm(Base, Placed):
    """That a matter has a term."""

    __tablename__ = "similar_term"

    term: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, index=True)
