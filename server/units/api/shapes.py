"""What goes through the routes of units, and how it is made from what is stored."""

from datetime import date
from typing import Annotated, Literal

from aiohttp import web
from pydantic import Field

from server.http.paging import CountedPage, PageQuery
from server.http.route import Shape
from server.place import region_of
from server.sites.keys import REFERENCE
from server.sites.naming import Name
from server.units import rules
from server.units.model import Unit
from server.units.rules import Told

Code = Annotated[str, Field(min_length=1, max_length=rules.CODE_LENGTH)]
Region = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Listed = Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=30)]
Sort = Literal["place", "code", "kind", "name"]


class Choosing(Shape):
    """Which units of a list: what is typed, a kind, a category, a region with all below it, those valid today."""

    q: Annotated[str, Field(max_length=100)] | None = None
    kind: Annotated[str, Field(max_length=32)] | None = None
    category: Annotated[str, Field(max_length=60)] | None = None
    place: Region | None = None
    valid: bool = False
    sort: Sort = "place"
    descending: bool = False


class UnitsQuery(PageQuery[Code], Choosing):
    """Which page of them."""


class ExportQuery(Choosing):
    form: Literal["xlsx", "csv", "toml"] = "xlsx"
    empty: bool = False
    """Without any unit: a form to fill in."""


class ImportQuery(Shape):
    check: bool = False
    """Only look whether the file could be imported."""


class ToldShape(Shape):
    """What is told of a unit and may change."""

    name_zh: Name
    name_en: Name | None = None
    kind: Annotated[str, Field(max_length=32)]
    telephone: Annotated[str, Field(max_length=30)] | None = None
    parent: Code | None = None
    categories: Listed = Field(default_factory=list)
    routes: Listed = Field(default_factory=list)
    valid_from: Annotated[date, Field(strict=False)] | None = None
    valid_until: Annotated[date, Field(strict=False)] | None = None


class SeenShape(ToldShape):
    """What was told of a unit when it was read; compared, and never kept."""

    name_zh: Annotated[str, Field(max_length=100)]
    name_en: Annotated[str, Field(max_length=100)] | None = None


class NewUnitBody(ToldShape):
    code: Code
    region: Region


class UnitBody(ToldShape):
    seen: SeenShape
    """What another changed since is never overwritten."""


class UnitAnswer(Shape):
    code: str
    region: str
    name_zh: str
    name_en: str | None
    kind: str
    telephone: str | None
    parent: str | None
    categories: list[str]
    routes: list[str]
    valid_from: date | None
    valid_until: date | None


class UnitsAnswer(CountedPage[UnitAnswer]):
    """One page of units."""


class ChoiceAnswer(Shape):
    """A unit that may be named: of the place's own region or of the levels above it."""

    code: str
    name_zh: str
    name_en: str | None
    kind: str
    region: str
    telephone: str | None


class ChoicesAnswer(Shape):
    items: list[ChoiceAnswer]


def told(shape: ToldShape) -> Told:
    return Told(
        name_zh=shape.name_zh,
        name_en=shape.name_en,
        kind=shape.kind,
        telephone=shape.telephone,
        parent=shape.parent,
        categories=tuple(dict.fromkeys(shape.categories)),
        routes=tuple(dict.fromkeys(shape.routes)),
        valid_from=shape.valid_from,
        valid_until=shape.valid_until,
    )


def unit_answer(unit: Unit) -> UnitAnswer:
    return UnitAnswer(
        code=unit.code,
        region=region_of(unit.place),
        name_zh=unit.name_zh,
        name_en=unit.name_en,
        kind=unit.kind,
        telephone=unit.telephone,
        parent=unit.parent,
        categories=list(unit.categories),
        routes=list(unit.routes),
        valid_from=unit.valid_from,
        valid_until=unit.valid_until,
    )


def choice_answer(unit: Unit) -> ChoiceAnswer:
    return ChoiceAnswer(
        code=unit.code,
        name_zh=unit.name_zh,
        name_en=unit.name_en,
        kind=unit.kind,
        region=region_of(unit.place),
        telephone=unit.telephone,
    )


def check_codes(request: web.Request, told: Told) -> None:
    """Refuse a kind, a category or a route that is in no list: Invalid ``invalid``."""
    reference = request.app[REFERENCE]
    rules.check_listed("kind", (told.kind,), reference.unit_kinds)
    rules.check_listed("categories", told.categories, reference.categories)
    rules.check_listed("routes", told.routes, reference.routes)
