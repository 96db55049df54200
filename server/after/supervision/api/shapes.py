"""What goes through the routes of supervision."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.after.supervision.model import NAME_LENGTH
from server.after.supervision.rules import MOST_CASES, MOST_PEOPLE, MOST_REGIONS, Item, Mark
from server.day_code import DayCode
from server.http.route import Shape
from server.units.rules import CODE_LENGTH

Ident = Annotated[UUID, Field(strict=False)]
Words = Annotated[str, Field(max_length=500)]
Region = Annotated[str, Field(pattern=r"^[1-9][0-9]{5}$")]


class SupervisionGroupBody(Shape):
    """A group as it is to be; ``seen`` is the version that was read, 0 of a new one."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    regions: list[Region] = Field(min_length=1, max_length=MOST_REGIONS)
    leaders: list[Ident] = Field(min_length=1, max_length=MOST_PEOPLE)
    members: list[Ident] = Field([], max_length=MOST_PEOPLE)
    cases: list[Ident] = Field([], max_length=MOST_CASES)
    seen: int = Field(0, ge=0, lt=2**31)


class SupervisionDrawBody(Shape):
    """``seen`` is the number of the last draw that was read, 0 without any; each further one needs a ``reason``."""

    seen: int = Field(0, ge=0, lt=2**31)
    reason: Words = ""


class SupervisionCheckBody(Shape):
    item: Annotated[Item, Field(strict=False)]
    mark: Annotated[Mark, Field(strict=False)]
    note: Words | None = None


class SupervisionFindingBody(Shape):
    """A finding. ``id`` is made by the page, so that it is entered once however often it is sent."""

    id: Ident
    unit: str = Field(min_length=1, max_length=CODE_LENGTH)
    what: Words
    reply_by: Annotated[dt.date, Field(strict=False)]


class SupervisionReplyBody(Shape):
    reply: Words


class SupervisionPerson(Shape):
    """A leader or member; ``name`` is null where the account lies beyond the reader's places."""

    id: UUID
    name: str | None


class SupervisionFindingAnswer(Shape):
    """A finding of a county. ``is_overdue``: there is no reply and its date has passed, or it came after its date."""

    id: UUID
    county: str
    unit: str
    unit_zh: str | None
    unit_en: str | None
    what: str | None
    reply_by: dt.date
    is_overdue: bool
    by: str | None
    at: dt.datetime
    reply: str | None
    replied_on: dt.date | None
    replied_by: str | None
    replied_at: dt.datetime | None


class SupervisionFindingsAnswer(Shape):
    items: list[SupervisionFindingAnswer]


class SupervisionCheckAnswer(Shape):
    """What was said of an item; null where nothing was said yet."""

    item: Item
    mark: Mark | None
    note: str | None
    by: str | None
    at: dt.datetime | None


class SupervisionVisitAnswer(Shape):
    id: UUID
    city: str
    county: str
    checks: list[SupervisionCheckAnswer]
    """All items of the checklist, in its order."""
    findings: list[SupervisionFindingAnswer]


class SupervisionDrawAnswer(Shape):
    """A draw with all that it can be repeated from. ``is_repeated``: list and seed just gave this result again."""

    id: UUID
    number: int
    is_standing: bool
    per_city: int
    seed: str
    checksum: str
    candidate_list: str
    """One candidate a line: code of the city, tab, code of the county."""
    is_repeated: bool
    reason: str | None
    by: str | None
    at: dt.datetime
    visits: list[SupervisionVisitAnswer]


class SupervisionGroupRow(Shape):
    """A group of a list. ``place`` is the region whose group it is; counts are of its last draw."""

    id: UUID
    name: str
    place: str
    regions: list[str]
    leaders: list[SupervisionPerson]
    counties: int
    open_findings: int
    overdue_findings: int


class SupervisionDay(Shape):
    """A day held down to a county."""

    day: DayCode
    name_zh: str
    name_en: str


class SupervisionGroupAnswer(SupervisionGroupRow):
    members: list[SupervisionPerson]
    cases: list[UUID]
    version: int
    by: str | None
    at: dt.datetime
    draws: list[SupervisionDrawAnswer]
    days: list[SupervisionDay]


class SupervisionGroupsAnswer(Shape):
    items: list[SupervisionGroupRow]
