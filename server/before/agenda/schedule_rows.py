"""The rows of a schedule file, by table, as they are written."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from server.before.agenda.rules import ZONE
from server.people.positions import PostKind
from server.people.rules import Role
from server.sites.naming import Address, Name
from server.sites.rules import MOST_ROOMS, Kind, Tier

HeldOn = Annotated[date, Field(ge=date(2, 1, 1), le=date(9998, 12, 31))]
"""A date whose hours are instants in UTC in every zone: RFC 3339 writes no year before 0000 nor after 9999."""


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SiteRow(Row):
    site: str
    region: str
    name_zh: Name
    name_en: Name
    kind: Annotated[Kind, Field(strict=False)] = Kind.MAIN
    tier: Annotated[Tier | None, Field(strict=False)] = None
    rooms: int = Field(1, ge=0, le=MOST_ROOMS)
    n: int | None = Field(None, ge=1, le=999)
    parent: str | None = None
    telephone: str | None = None
    address: Address | None = None


class PersonRow(Row):
    name: Name
    role: Annotated[Role, Field(strict=False)]
    place: str


class SeriesRow(Row):
    series: Annotated[str, Field(min_length=1, max_length=32)]
    name_zh: Name
    name_en: Name
    rule: str
    zone: str = ZONE
    opens_at: time
    closes_at: time


class DayRow(Row):
    day: HeldOn
    holder: str | None = None
    series: str | None = None
    name_zh: Name | None = None
    name_en: Name | None = None
    zone: str | None = None
    opens_at: time | None = None
    closes_at: time | None = None
    state: Literal["draft", "announced"] = "draft"
    sites: Literal["all"] | list[str] = Field(default_factory=list)


class UnitRow(Row):
    unit: str
    region: str
    name_zh: Name
    name_en: Name | None = None
    kind: str
    telephone: str | None = None
    parent: str | None = None
    categories: list[str] = Field(default_factory=list)
    routes: list[str] = Field(default_factory=list)
    valid_from: HeldOn | None = None
    valid_until: HeldOn | None = None


class DutyRow(Row):
    """A duty of a roster; ``place`` is a site that takes part in the day, or a region."""

    day: HeldOn
    holder: str | None = None
    kind: Literal["leader", "department", "expert", "interpreter"]
    person: Name
    place: str
    unit: Annotated[str, Field(max_length=100)] | None = None
    begins_at: time | None = None
    ends_at: time | None = None
    categories: list[str] = Field(default_factory=list)
    languages: list[str] = Field(default_factory=list)
    skills: list[str] = Field(default_factory=list)
    substitute: str | None = None


class PostRow(Row):
    person: Name
    kind: Annotated[PostKind, Field(strict=False)]
    unit: str | None = None
    place: str | None = None
    since: HeldOn
    until: HeldOn | None = None
