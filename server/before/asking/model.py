"""The table of questions to units; asked and answered words lie sealed by the key of the booking's city and month."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.before.asking.rules import Chase, QuestionState
from server.db import Base, Placed
from server.units.rules import CODE_LENGTH, NAME_LENGTH


class Question(Placed, Base):
    """A booking put to one unit; ``place`` is the booking's, and moves with it."""

    __tablename__ = "question"
    __table_args__ = (Index(None, "unit", "state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("booking.id"), index=True)
    unit: Mapped[str] = mapped_column(String(CODE_LENGTH))
    unit_zh: Mapped[str] = mapped_column(String(NAME_LENGTH))
    unit_en: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    """Its names as it was asked: it may lie beyond the places of who reads the answer."""
    state: Mapped[QuestionState] = mapped_column(
        Enum(QuestionState, native_enum=False, length=12, values_callable=list)
    )
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(60))
    asked_by_name: Mapped[str] = mapped_column(String(100))
    """As the unit reads it, beyond whose places the account may lie."""
    due_at: Mapped[datetime]
    chased: Mapped[Chase] = mapped_column(Enum(Chase, native_enum=False, length=10, values_callable=list))
    above: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    """The unit of the level above that was told that the answer is late; it may answer too."""
    sealed_at: Mapped[int]
    """The place by the key of whose city all of it is sealed: that of the booking when it was asked."""
    month: Mapped[str] = mapped_column(String(7))
    asked_sealed: Mapped[bytes | None]
    """What the officer would like to know beside the facts."""
    draft_sealed: Mapped[bytes | None]
    draft_by_name: Mapped[str | None] = mapped_column(String(100))
    answer_sealed: Mapped[bytes | None]
    owed_fen: Mapped[int | None] = mapped_column(BigInteger)
    """The sum that the unit found to be owed; null where it names none."""
    will_attend: Mapped[bool | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(60))
    answered_by_name: Mapped[str | None] = mapped_column(String(100))
    after_hearing: Mapped[bool]
    """Whether the answer came once the person had been received: it is kept, and told to be so."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here
