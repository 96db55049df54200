"""What goes through the routes of rehearsals of days."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from server.before.readiness.rules import Check
from server.before.rehearsing.rules import Grade, RehearsalState, Weakness
from server.http.route import Shape
from server.http.workbooks import Format


class RehearsalLink(Shape):
    """An address at which a rehearsal is entered: by the organisers, at a site (its code), or by a person on duty."""

    kind: Literal["wall", "site", "person"]
    site: str | None
    name_zh: str
    name_en: str
    url: str


class SiteScore(Shape):
    """How a site does: seconds from the beginning of the rehearsal to each step, null where it was not done."""

    site: str
    name_zh: str
    name_en: str
    grade: Grade
    weak: list[Weakness]
    reached_after: int | None
    enrolled_after: int | None
    checked_after: int | None
    opened_after: int | None
    entered_after: int | None
    checks: dict[Check, Grade]


class DayRehearsalAnswer(Shape):
    """The newest rehearsal of a day; all but ``may_start`` and ``is_local`` is null or empty where there was none.

    ``is_local``: its links open on the service's own machine alone. Links are there while it is served.
    """

    id: UUID | None
    state: RehearsalState | None
    may_start: bool
    is_local: bool
    begun_at: datetime | None
    ends_by: datetime | None
    ended_at: datetime | None
    links: list[RehearsalLink]
    scores: list[SiteScore]
    grades: dict[Grade, int]


class ScoresQuery(Shape):
    form: Format = Field(Format.XLSX, strict=False)
    weak: bool = Field(default=False, strict=False, description="Only the weak sites.")
