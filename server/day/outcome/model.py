"""The table of signatures: how an outcome, in the version that was read back, was confirmed or not."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Placed


class Way(StrEnum):
    """How a petitioner answered what was read back; each is a choice of theirs."""

    DRAWN = "drawn"
    """A signature that was drawn on a screen."""
    PAPER = "paper"
    """A photograph of a signed paper."""
    WORD = "word"
    """By their word, with the name typed: nothing is drawn."""
    REFUSED = "refused"
    """They do not sign; the outcome stands all the same."""


class OutcomeSignature(Placed, Base):
    """One answer to an outcome that was read back. Rows are only added; the last one holds."""

    __tablename__ = "outcome_signature"
    __table_args__ = (Index(None, "day", "place", "matter"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made by the page, so that one that is sent again is kept once."""
    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH))
    matter: Mapped[str] = mapped_column(String(36))
    entry: Mapped[str] = mapped_column(String(36))
    """The entry of the outcome."""
    version: Mapped[int]
    """The place in the site's journal of the last entry that said or amended that outcome."""
    way: Mapped[Way] = mapped_column(Enum(Way, native_enum=False, length=10, values_callable=list))
    words_sealed: Mapped[bytes | None]
    """The name that was typed, or why it was not signed."""
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    """The drawing or the photograph."""
    by: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    checksum: Mapped[str] = mapped_column(String(64))
    """Of the row and of what is sealed beside it: signing.checksum."""
