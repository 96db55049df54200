"""What goes through the routes of leaves and recusals."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.before.roster.absences import LeaveParts, RecusalParts
from server.before.roster.rules import DutyKind, Fix, Problem, RecusalKind
from server.day_code import DayCode
from server.http.paging import Page, PageQuery
from server.http.route import Shape
from server.people.rules import Role

Ident = Annotated[UUID, Field(strict=False)]
Words = Annotated[str, Field(max_length=200)]
Date = Annotated[dt.date, Field(strict=False)]


class LeaveShape(Shape):
    first: Date
    last: Date
    reason: Words | None = None
    """Why, as little as is needed; null where it is not said."""

    def parts(self) -> LeaveParts:
        return LeaveParts(self.first, self.last, self.reason)


class LeaveBody(LeaveShape):
    account: Ident | None = None
    """Null: oneself."""


class LeaveChange(LeaveShape):
    seen: LeaveShape
    """The leave as it was read: what another changed since is never overwritten."""


class RecusalShape(Shape):
    kind: Annotated[RecusalKind, Field(strict=False)]
    employer: Words | None = None
    category: str | None = Field(None, max_length=40)
    region: str | None = Field(None, pattern=r"^[0-9]{6}$")
    reason: Words

    def parts(self) -> RecusalParts:
        return RecusalParts(self.kind, self.employer, self.category, self.region, self.reason)


class RecusalBody(RecusalShape):
    account: Ident | None = None
    """Null: oneself."""


class RecusalChange(RecusalShape):
    seen: RecusalShape
    """The recusal as it was read: what another changed since is never overwritten."""


class Known(Shape):
    """Whose it is and who said so, by name where these lie within one's places."""

    id: UUID
    account: UUID
    name: str | None
    said_by_name: str | None
    said_at: dt.datetime | None
    """Null of a leave that was said before this was kept."""


class LeaveAnswer(Known, LeaveShape):
    pass


class RecusalAnswer(Known, RecusalShape):
    pass


class ClashAnswer(Shape):
    """A coming duty that its account cannot do, or its substitute cannot take over."""

    account: UUID
    duty: UUID
    day: DayCode
    kind: DutyKind
    site: str | None
    site_zh: str | None
    site_en: str | None
    region: str | None
    problem: Problem
    fix: Fix


class AbsencesAnswer(Shape):
    """What is said of one account, and which coming duties conflict with it."""

    today: dt.date
    leaves: list[LeaveAnswer]
    recusals: list[RecusalAnswer]
    clashes: list[ClashAnswer]


class AbsencesQuery(Shape):
    account: UUID | None = None


class LeavesQuery(PageQuery[UUID]):
    past: bool = False
    """Also those that are over."""


class LeavesAnswer(Page[LeaveAnswer]):
    """One page of leaves, those said last first, and what conflicts with the leaves and recusals of their accounts."""

    today: dt.date
    clashes: list[ClashAnswer]


class RecusalsAnswer(Page[RecusalAnswer]):
    """One page of recusals, those said last first."""

    clashes: list[ClashAnswer]


class KeptAccount(Shape):
    """An account whose rosters one keeps."""

    id: UUID
    name: str
    roles: list[Role]


class KeptAccountsAnswer(Shape):
    items: list[KeptAccount]
