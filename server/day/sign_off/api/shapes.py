"""What goes through the routes of the sign-off and of the public tally."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from server.before.agenda.rules import DayState
from server.day.sign_off.levels import Kind
from server.day.sign_off.rules import LevelState, Why
from server.day_code import DayCode
from server.http.route import Shape
from server.people.rules import Role

LevelCode = Annotated[str, Field(min_length=1, max_length=40)]
Seen = Annotated[int, Field(ge=0, lt=2**31)]


class LevelQuery(Shape):
    place: LevelCode | None = None
    """A site's code or a region's six digits; without it, one's own level."""


class SignedCounts(Shape):
    """The counts of a level, or how far they are apart; amounts in fen."""

    matters: int
    involved: int
    attendees: int
    resolved_on_site: int
    amount_fen: int


class SignedSites(Shape):
    expected: int
    opened: int
    closed: int


class LevelName(Shape):
    """A level: a site by its code, a region by its six digits."""

    code: str
    kind: Kind
    zh: str
    en: str


class WithoutTold(Shape):
    """A level below that does not stand behind its figures."""

    level: LevelName
    why: Why


class SignatureTold(Shape):
    """A signature. ``version`` counts the entries that its figures count; ``at`` is by the day's own clock."""

    number: int
    at: dt.datetime
    by: str
    role: Role
    version: int
    checksum: str
    totals: SignedCounts
    without: list[WithoutTold]
    reason: str | None
    counted: bool
    """Whether the level above has signed on it."""
    withdrawn_at: dt.datetime | None
    withdrawn_by: str | None
    withdrawn_reason: str | None


class LevelTold(Shape):
    """A level as it stands: its live figures, those that were signed, how far they are apart."""

    level: LevelName
    state: LevelState
    version: int
    live: SignedCounts
    signed: SignedCounts | None
    moved: SignedCounts | None
    signature: SignatureTold | None
    people_waiting: int
    in_session: int
    not_closed: int
    below_signed: int
    below: int


class AdjustmentTold(Shape):
    number: int
    at: dt.datetime
    by: str
    role: Role
    reason: str
    moved: SignedCounts


class LateEntry(Shape):
    """An entry that the signed figures do not count."""

    site: str
    seq: int
    kind: str
    at: dt.datetime
    received_at: dt.datetime


class SignOffAnswer(Shape):
    """The sign-off of one level: where it stands, the levels right below it, what was signed before."""

    day: DayCode
    day_state: DayState
    is_top: bool
    """Whether it is the level that holds the day, whose signature freezes the figures."""
    up: LevelName | None
    """The level above, where one sees it."""
    own: LevelTold
    below: list[LevelTold]
    without: list[WithoutTold]
    """The levels right below that do not stand behind their figures now."""
    history: list[SignatureTold]
    adjustments: list[AdjustmentTold]
    unadjusted: SignedCounts | None
    """How far the figures moved since the signature of the day or its last adjustment; null while nothing did."""
    late: list[LateEntry]
    late_count: int
    may_sign: bool
    may_withdraw: bool
    may_adjust: bool


class SignBody(Shape):
    """``seen`` is the version that was looked at: with an entry more, nothing is signed."""

    place: LevelCode
    seen: Seen
    reason: str | None = Field(None, max_length=500)
    """Why it is signed without levels that do not stand behind their figures."""


class WithdrawalBody(Shape):
    place: LevelCode
    number: int = Field(ge=1, lt=2**31)
    reason: str = Field(max_length=500)


class AdjustmentBody(Shape):
    seen: Seen
    reason: str = Field(max_length=500)


class PublicRow(Shape):
    """A row of a public table; null is a number that is not shown."""

    code: str
    zh: str
    en: str
    matters: int | None
    resolved_on_site: int | None


class PublicTotals(Shape):
    matters: int
    involved: int
    attendees: int
    resolved_on_site: int | None
    amount_fen: int


class PublicAdjustment(Shape):
    number: int
    at: dt.datetime


class PublicTallyAnswer(Shape):
    """The signed figures of a published day. ``version`` counts how often they were signed: 1 and each adjustment."""

    day: DayCode
    date: dt.date
    zone: str
    name_zh: str
    name_en: str
    held_by: LevelName
    version: int
    signed_at: dt.datetime | None
    sites: SignedSites
    least: int
    """Numbers below it are not shown, nor those by which they could be worked out."""
    totals: PublicTotals | None
    by_area: list[PublicRow] | None
    by_category: list[PublicRow] | None
    by_outcome: list[PublicRow] | None
    adjustments: list[PublicAdjustment]
    """What was signed later; the numbers above stay as they were signed."""
