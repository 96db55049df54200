"""Tables of cases. Free words lie sealed by the key of the city and month of the case's day, as entries do."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.after.case.ledger import MoneyKind
from server.after.case.rules import CaseState, Happening, OfferState
from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Placed
from server.sites.rules import SITE_CODE_LENGTH
from server.units.rules import CODE_LENGTH

PRINCIPAL_LENGTH = 60
NUMBER_LENGTH = 40


class Case(Placed, Base):
    """What follows one or several matters of one cause; ``place`` is that of the site that first received them."""

    __tablename__ = "case_file"
    __table_args__ = (
        Index(None, "place", "state", "due_on", "id"),
        Index("ix_case_file_due", "due_on", "id", "place", "state"),
        Index(None, "place", "number", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), index=True)
    site: Mapped[str] = mapped_column(String(SITE_CODE_LENGTH))
    category: Mapped[str] = mapped_column(String(60))
    people_count: Mapped[int]
    """How many it concerns."""
    state: Mapped[CaseState] = mapped_column(Enum(CaseState, native_enum=False, length=12, values_callable=list))
    route: Mapped[str] = mapped_column(String(32))
    owner_unit: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    """The unit that answers for the case; where it is null, the outcome may name one in words."""
    owner_in_words: Mapped[bool]
    """Whether the outcome names the unit in its own words; with neither, the site that received it answers."""
    due_on: Mapped[dt.date | None]
    """The earliest date of its running clocks and of an instalment that is not paid; null once it has ended."""
    outcome_changed: Mapped[bool]
    """Whether its outcome was amended or withdrawn after something was done, and it is not seen yet."""
    refusals: Mapped[int]
    """How often a unit refused to take it."""
    claimed_fen: Mapped[int] = mapped_column(BigInteger)
    confirmed_fen: Mapped[int] = mapped_column(BigInteger)
    agreed_fen: Mapped[int] = mapped_column(BigInteger)
    paid_fen: Mapped[int] = mapped_column(BigInteger)
    received_fen: Mapped[int] = mapped_column(BigInteger)
    opened_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    number: Mapped[str | None] = mapped_column(String(NUMBER_LENGTH))
    """The number of the file, of a case that was entered by hand (积案); None of one that follows an outcome."""
    responsible_sealed: Mapped[bytes | None]
    """The responsible person of the unit."""
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    """The case that stands for it: several matters of one cause are one case."""
    visit_due_on: Mapped[dt.date | None]
    """When its leader in charge is to visit next; null without one."""
    reply_due_on: Mapped[dt.date | None]
    """Until when its supervision (督办) asks for a reply; null where it is not supervised."""
    replied_on: Mapped[dt.date | None]
    reminded_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class CaseMatter(Placed, Base):
    """A matter of a case, and the outcome by which it is in it."""

    __tablename__ = "case_matter"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    matter: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    outcome: Mapped[str | None] = mapped_column(String(60))
    """Null where the matter or its outcome was withdrawn."""
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    due_on: Mapped[dt.date | None]
    unit: Mapped[str | None] = mapped_column(String(CODE_LENGTH))


class CaseClock(Placed, Base):
    """A time limit of a case. One that a changed route ended is kept."""

    __tablename__ = "case_clock"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    limit: Mapped[str] = mapped_column(String(32))
    """A code of schedules/reference/deadlines.csv, or ``promised``."""
    started_on: Mapped[dt.date]
    due_on: Mapped[dt.date] = mapped_column(index=True)
    is_certain: Mapped[bool]
    is_extended: Mapped[bool]
    ended_on: Mapped[dt.date | None]
    table_version: Mapped[int] = mapped_column(default=0)
    """The table of official days, and the rule of counting, by which it was computed."""
    origin: Mapped[UUID | None]
    """The case that it comes from, of a clock that a merge brought."""


class CaseMoney(Placed, Base):
    """A line of the ledger; a wrong one is struck out with a reason and stays."""

    __tablename__ = "case_money"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made by the page, so that a line is entered once; another case may have the same."""
    kind: Mapped[MoneyKind] = mapped_column(Enum(MoneyKind, native_enum=False, length=10, values_callable=list))
    fen: Mapped[int] = mapped_column(BigInteger)
    on: Mapped[dt.date]
    """When an instalment is due, or when money was paid or received."""
    proof_sealed: Mapped[bytes | None]
    """The number of the bank slip, or how the worker confirmed it."""
    by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    at: Mapped[dt.datetime]
    struck_at: Mapped[dt.datetime | None]
    origin: Mapped[UUID | None]
    """The case that it comes from, of a line that a merge brought."""


class CasePayees(Placed, Base):
    """The list of payees of a case, sealed as one: names, groups and the sums of each."""

    __tablename__ = "case_payees"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    people: Mapped[int]
    sealed: Mapped[bytes]
    by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    at: Mapped[dt.datetime]


class CaseOffer(Placed, Base):
    """A hand-over: offered to a unit, which accepts or refuses it; until then the owner stays."""

    __tablename__ = "case_offer"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    unit: Mapped[str] = mapped_column(String(CODE_LENGTH))
    from_unit: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    """The unit that answered for the case before."""
    state: Mapped[OfferState] = mapped_column(Enum(OfferState, native_enum=False, length=10, values_callable=list))
    offered_at: Mapped[dt.datetime]
    offered_on: Mapped[dt.date | None]
    """The date where the days are held, from which the time to object runs; null of older ones."""
    object_until: Mapped[dt.date]
    answered_at: Mapped[dt.datetime | None]
    competent_unit: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    """The unit that is competent, as the one that refused says."""


class CaseLead(Placed, Base):
    """A leader in charge of a case (包案): from when until when. A case has one at a time."""

    __tablename__ = "case_lead"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    account_id: Mapped[UUID]
    level: Mapped[str] = mapped_column(String(10))
    """Of the leader's post: province, city, county."""
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    closing_asked_by: Mapped[str | None] = mapped_column(String(PRINCIPAL_LENGTH))
    """Who asked that the case be closed; another approves it."""


class CaseVisit(Placed, Base):
    """A visit of the leader in charge to the petitioner."""

    __tablename__ = "case_visit"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    account_id: Mapped[UUID]
    on: Mapped[dt.date]
    where_sealed: Mapped[bytes]
    what_sealed: Mapped[bytes]
    by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    at: Mapped[dt.datetime]


class DeadlineRule(Base):
    """How days are counted where no article says it; the one row is changed by an organiser of the whole province."""

    __tablename__ = "deadline_rule"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rolls_forward: Mapped[bool]
    counts_start: Mapped[bool]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # as above


class CaseLine(Placed, Base):
    """A line of the timeline: who, when, what, why. Rows are only added."""

    __tablename__ = "case_line"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    happening: Mapped[Happening] = mapped_column(Enum(Happening, native_enum=False, length=15, values_callable=list))
    by: Mapped[str] = mapped_column(String(PRINCIPAL_LENGTH))
    at: Mapped[dt.datetime]
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What is said beside it in codes, dates and amounts; nothing personal."""
    reason_sealed: Mapped[bytes | None]
