"""What goes through the routes of the roster, and how it is made from what is stored."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.before.agenda.rules import DayState
from server.before.roster.model import UNIT_LENGTH
from server.before.roster.planning import Wanted
from server.before.roster.rules import MOST_WORDS, Attendance, DutyKind, Fix, Problem
from server.day_code import DayCode
from server.http.hours import LocalTime
from server.http.route import Shape
from server.people.rules import Role
from server.sites.rules import SITE_CODE_LENGTH

Word = Annotated[str, Field(min_length=1, max_length=40)]
Words = Annotated[list[Word], Field(max_length=MOST_WORDS)]
Ident = Annotated[UUID, Field(strict=False)]


class DutyShape(Shape):
    """A duty as it is planned: at one site or for one region; hours null are those of its place."""

    kind: Annotated[DutyKind, Field(strict=False)]
    account: Ident
    site: str | None = Field(None, max_length=SITE_CODE_LENGTH)
    region: str | None = Field(None, pattern=r"^[0-9]{6}$")
    unit: str | None = Field(None, min_length=1, max_length=UNIT_LENGTH)
    begins_at: LocalTime | None = None
    ends_at: LocalTime | None = None
    categories: list[Word] = Field(default_factory=list, max_length=100)
    languages: Words = Field(default_factory=list)
    skills: Words = Field(default_factory=list)
    substitute: Ident | None = None

    def wanted(self) -> Wanted:
        return Wanted(**{name: getattr(self, name) for name in DutyShape.model_fields})


class DutyBody(DutyShape):
    seen: DutyShape
    """The duty as it was read: what another changed since is never overwritten."""


class RemovalQuery(Shape):
    version: int = Field(ge=0, le=1_000_000)


class DutyCommand(Shape):
    command: Literal["take_over", "hand_back", "present", "absent"]
    reason: str | None = Field(None, max_length=200)
    """Of ``present`` and ``absent``: why it is said by hand."""


class DutyAnswer(Shape):
    id: UUID
    version: int
    duty: DutyShape
    name: str | None
    """Of the account; null where it lies beyond one's places."""
    substitute_name: str | None
    begins: dt.datetime
    ends: dt.datetime
    stands_in: bool
    taken_over_at: dt.datetime | None
    attendance: Attendance | None
    attended_at: dt.datetime | None
    by_hand: bool


class ConflictAnswer(Shape):
    duty: UUID
    problem: Problem
    other: UUID | None
    """The other duty, where two are at the same time."""
    other_day: DayCode | None
    fix: Fix


class SiteOfRoster(Shape):
    site: str
    place: int
    name_zh: str
    name_en: str
    has_leader: bool


class CandidateAnswer(Shape):
    """An account that may be put on duty."""

    id: UUID
    name: str
    roles: list[Role]
    lo: int
    hi: int


class RosterAnswer(Shape):
    day: DayCode
    name_zh: str
    name_en: str
    date: dt.date
    state: DayState
    is_open: bool
    """Whether the roster may change."""
    opens_at: LocalTime
    closes_at: LocalTime
    duties: list[DutyAnswer]
    conflicts: list[ConflictAnswer]
    sites: list[SiteOfRoster]
    candidates: list[CandidateAnswer]


class OwnDuty(Shape):
    """A duty of one's own, or one that one may take over."""

    id: UUID
    day: DayCode
    name_zh: str
    name_en: str
    state: DayState
    kind: DutyKind
    site: str | None
    site_zh: str | None
    site_en: str | None
    region: str | None
    unit: str | None
    begins: dt.datetime
    ends: dt.datetime
    rights_from: dt.datetime
    rights_until: dt.datetime
    categories: list[str]
    languages: list[str]
    skills: list[str]
    name: str
    substitute_name: str | None
    is_mine: bool
    """Whether one holds it now; else one's substitute does, or one is the substitute."""
    is_substitute: bool
    stands_in: bool
    attendance: Attendance | None


class OwnDutiesAnswer(Shape):
    items: list[OwnDuty]
