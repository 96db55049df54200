"""Tables of care. Free words lie sealed by the key of the city and month of the case's day, as in the case itself."""

import datetime as dt
from datetime import datetime
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.after.care.rules import (
    CallResult,
    CallState,
    Face,
    MeasureState,
    Said,
    SupportChoice,
    TaskKind,
    TaskState,
)
from server.after.case.model import PRINCIPAL_LENGTH
from server.db import Base, Placed
from server.units.rules import CODE_LENGTH


class PaymentWord(Placed, Base):
    """What a petitioner said of one payment of their case, as it stands; the timeline has what was said before."""

    __tablename__ = "payment_word"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    line: Mapped[UUID] = mapped_column(primary_key=True)
    """The line of the ledger: a payment, or an agreed instalment that no payment covers."""
    said: Mapped[Said] = mapped_column(Enum(Said, native_enum=False, length=12, values_callable=list))
    on: Mapped[dt.date]
    at: Mapped[datetime]
    received_line: Mapped[UUID | None]
    paid_line: Mapped[UUID | None]
    """The payment, where the petitioner's own word is all that tells of it."""


class CaseTask(Placed, Base):
    """Something to look after in a case: one row for each kind, which is opened again when its cause is back."""

    __tablename__ = "case_task"
    __table_args__ = (UniqueConstraint("case_id", "kind"), Index(None, "state", "due_on", "id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[TaskKind] = mapped_column(Enum(TaskKind, native_enum=False, length=20, values_callable=list))
    state: Mapped[TaskState] = mapped_column(Enum(TaskState, native_enum=False, length=10, values_callable=list))
    cause: Mapped[str] = mapped_column(String(60))
    is_gone: Mapped[bool]
    """Whether the cause was gone when it was last looked at."""
    since: Mapped[dt.date]
    due_on: Mapped[dt.date]
    opened_at: Mapped[datetime]
    times_opened: Mapped[int]
    taken_by: Mapped[str | None] = mapped_column(String(PRINCIPAL_LENGTH), index=True)
    taken_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(PRINCIPAL_LENGTH))
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class CaseRating(Placed, Base):
    """How a petitioner rates one round of a case: the unit that received them, and the one that answers for it."""

    __tablename__ = "case_rating"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The round: the first is 1, and each time that the case is reopened begins one."""
    id: Mapped[UUID] = mapped_column(default=uuid7)
    site_face: Mapped[Face | None] = mapped_column(Enum(Face, native_enum=False, length=14, values_callable=list))
    unit_face: Mapped[Face | None] = mapped_column(Enum(Face, native_enum=False, length=14, values_callable=list))
    words_sealed: Mapped[bytes | None]
    on: Mapped[dt.date]
    at: Mapped[datetime]


class CallBack(Placed, Base):
    """A call to a petitioner so many days after the case was opened, made from the day on which it is due."""

    __tablename__ = "case_call_back"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[CallState] = mapped_column(Enum(CallState, native_enum=False, length=10, values_callable=list))
    next_on: Mapped[dt.date | None]
    """When it is tried next; null once it has its result."""


class CallAttempt(Placed, Base):
    """One attempt of a call-back, and what was said."""

    __tablename__ = "case_call_attempt"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made by the page, so that an attempt is entered once."""
    days: Mapped[int]
    result: Mapped[CallResult] = mapped_column(Enum(CallResult, native_enum=False, length=14, values_callable=list))
    is_received: Mapped[bool | None]
    """Whether the person says that what was paid arrived; null where it was not asked."""
    face: Mapped[Face | None] = mapped_column(Enum(Face, native_enum=False, length=14, values_callable=list))
    words_sealed: Mapped[bytes | None]
    by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    at: Mapped[datetime]


class SupportPlan(Placed, Base):
    """Whether a petitioner wants support, and who takes care of it: read by them and the level's officers alone."""

    __tablename__ = "support_plan"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    choice: Mapped[SupportChoice] = mapped_column(
        Enum(SupportChoice, native_enum=False, length=10, values_callable=list)
    )
    carer: Mapped[UUID | None]
    """The account that takes care of it."""
    changes: Mapped[int]
    """How often its measures changed; a measure is a change of the plan."""
    by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # as above


class SupportMeasure(Placed, Base):
    """One measure of a plan: for which need, what, by which unit, until when."""

    __tablename__ = "support_measure"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("support_plan.case_id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made by the page, so that a measure is entered once."""
    what_sealed: Mapped[bytes]
    """The word of the need, a blank, and what is done."""
    unit: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    is_referral: Mapped[bool]
    """Whether the person is referred to the unit for aid, to which they agreed on ``agreed_on``."""
    agreed_on: Mapped[dt.date | None]
    due_on: Mapped[dt.date]
    state: Mapped[MeasureState] = mapped_column(Enum(MeasureState, native_enum=False, length=10, values_callable=list))
    ended_on: Mapped[dt.date | None]
    by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    at: Mapped[datetime]
