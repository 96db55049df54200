"""What goes through the routes of cases. Amounts are whole fen; dates are local to where the days are held."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from server.after.case.ledger import MoneyKind
from server.after.case.reads import Group
from server.after.case.rules import CaseState, ClosingCheck, Happening, OfferState, Urgency
from server.day.outcome.model import Way
from server.day_code import DayCode
from server.http.paging import OpaqueCursor, Page, PageQuery
from server.http.route import Shape
from server.http.workbooks import Format

Ident = Annotated[UUID, Field(strict=False)]
Date = Annotated[dt.date, Field(strict=False)]
Code = Annotated[str, Field(max_length=60)]
Words = Annotated[str, Field(max_length=500)]


class CasesFilter(Shape):
    group: Group | None = None
    day: DayCode | None = None
    category: Code | None = None
    unit: Code | None = None
    place: str | None = Field(None, pattern=r"^[0-9]{6}$")


class CasesQuery(PageQuery[OpaqueCursor], CasesFilter):
    pass


class CasesExport(CasesFilter):
    form: Annotated[Format, Field(strict=False)] = Format.XLSX


class UnitName(Shape):
    code: str
    zh: str
    en: str | None
    telephone: str | None


class CaseRow(Shape):
    """A line of the list. Without ``unit`` the one in the outcome's own words answers for it, or the site."""

    id: UUID
    day: DayCode
    site: str
    site_zh: str
    site_en: str | None
    category: str
    people_count: int
    state: CaseState
    urgency: Urgency | None
    """Null once the case has ended."""
    route: str
    unit: UnitName | None
    owner_in_words: bool
    opened_on: dt.date
    due_on: dt.date | None
    ended_on: dt.date | None
    agreed_fen: int
    paid_fen: int
    received_fen: int
    outcome_changed: bool
    refusals: int
    number: str | None
    """The file number of a case that was entered by hand."""
    unit_gone: bool
    """The unit that answers for it does not exist any more: it is to be handed over."""
    visit_due_on: dt.date | None
    reply_due_on: dt.date | None
    """Until when its supervision asks for a reply."""
    replied_on: dt.date | None
    reminded_on: dt.date | None


class CasesAnswer(Page[CaseRow]):
    """One page of cases, those due first first; counts by group and sums of the ledgers of all that are asked for."""

    today: dt.date
    counts: dict[str, int]
    money: dict[str, int]


class CaseMatterAnswer(Shape):
    """``unit_words`` is the responsible unit as the outcome says it; null where it was erased by law."""

    day: DayCode
    site: str
    matter: str
    outcome: str | None
    amount_fen: int
    due_on: dt.date | None
    unit_words: str | None
    signed: Way | None
    """How the petitioner answered the outcome as it was read back; null where it was not read back."""
    signed_older: bool
    """The outcome was amended since."""


class CaseClockAnswer(Shape):
    id: UUID
    limit: str
    article: str | None
    is_sure: bool
    extension: int
    """How far it may be extended once, in its own unit; 0: not at all."""
    started_on: dt.date
    due_on: dt.date
    is_certain: bool
    is_extended: bool
    ended_on: dt.date | None
    origin: UUID | None
    """The merged case that it comes from."""


class CaseMoneyAnswer(Shape):
    id: UUID
    kind: MoneyKind
    fen: int
    on: dt.date
    proof: str | None
    by: str | None
    by_petitioner: bool
    """Said on the phone page, which is the proof."""
    at: dt.datetime
    struck_at: dt.datetime | None
    origin: UUID | None


class CaseOfferAnswer(Shape):
    id: UUID
    unit: UnitName | None
    state: OfferState
    offered_at: dt.datetime
    object_until: dt.date
    answered_at: dt.datetime | None
    competent: UnitName | None


class CaseLineAnswer(Shape):
    """``by`` is null for the service itself, and for an account beyond one's places."""

    happening: Happening
    by: str | None
    by_service: bool
    by_petitioner: bool
    at: dt.datetime
    told: dict[str, Any]
    reason: str | None
    origin: UUID | None
    """The merged case whose line it is."""


class CaseLeadAnswer(Shape):
    """The leader in charge; ``name`` is null for an account beyond one's places."""

    name: str | None
    level: str
    started_on: dt.date
    closing_asked: bool
    may_decide: bool
    """Whether the reader is neither that leader nor who asked for the closing."""


class CaseVisitAnswer(Shape):
    """A visit of the leader in charge; words are null where they were erased by law."""

    name: str | None
    on: dt.date
    where: str | None
    what: str | None


class DeadlineRuleAnswer(Shape):
    """How days are counted where no known article says it."""

    rolls_forward: bool
    counts_start: bool
    version: int


class MergedAnswer(Shape):
    id: UUID
    day: DayCode
    site: str
    category: str
    people_count: int
    number: str | None


class CaseAnswer(CaseRow):
    """``stands``: the case that stands for this one; ``merged``: those that this one stands for."""

    version: int
    today: dt.date
    stands: UUID | None
    merged: list[MergedAnswer]
    responsible: str | None
    lead: CaseLeadAnswer | None
    visits: list[CaseVisitAnswer]
    rule: DeadlineRuleAnswer
    claimed_fen: int
    confirmed_fen: int
    underpaid_fen: int
    overpaid_fen: int
    matters: list[CaseMatterAnswer]
    clocks: list[CaseClockAnswer]
    money: list[CaseMoneyAnswer]
    offers: list[CaseOfferAnswer]
    timeline: list[CaseLineAnswer]


class Command(StrEnum):
    """What is done with a case."""

    ANSWER = "answer"
    FINISH = "finish"
    VERIFY = "verify"
    REOPEN = "reopen"
    CHANGE_ROUTE = "change_route"
    EXTEND = "extend"
    SEE_CHANGE = "see_change"
    OFFER = "offer"
    ACCEPT = "accept"
    REFUSE = "refuse"
    MERGE = "merge"
    SPLIT = "split"
    TAKE_CHARGE = "take_charge"
    VISIT = "visit"
    ASK_CLOSING = "ask_closing"
    APPROVE_CLOSING = "approve_closing"
    REFUSE_CLOSING = "refuse_closing"
    SUPERVISE = "supervise"
    REPLY = "reply"
    LIFT = "lift"
    NAME_PERSON = "name_person"


class CommandBody(Shape):
    """``seen`` is the version that was read: what another changed since is never overwritten."""

    command: Annotated[Command, Field(strict=False)]
    seen: int = Field(ge=1, lt=2**31)
    reason: Words = ""
    route: Code | None = None
    clock: Ident | None = None
    unit: Code | None = None
    offer: Ident | None = None
    other: Ident | None = None
    """Another case."""
    adds_money: bool | None = None
    leader: Ident | None = None
    on: Date | None = None
    where: Words | None = None
    checked: list[Annotated[ClosingCheck, Field(strict=False)]] = Field(default=[], max_length=len(ClosingCheck))
    """What was checked before a closing."""
    why_not: Words = ""
    """Why the rest was not."""
