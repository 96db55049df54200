"""The reference data that every place shares: regions, categories, outcomes and the tile map.

Read once at start-up from ``schedules/reference/`` and never changed while the service runs.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

SCHEDULES: Final = Path(__file__).parents[2] / "schedules"
_DOCUMENT: Final = re.compile(r"[a-z_]+( notice)?")
_EXTENSION: Final = re.compile(r"\+(\d+)\b")


@dataclass(frozen=True, slots=True)
class Region:
    """A province, city, county or functional zone; ``parent`` is empty for the province."""

    code: str
    name_zh: str
    name_en: str
    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class Category:
    """What a matter is about; ``parent`` is empty for a first-level category."""

    code: str
    parent: str
    zh: str
    en: str
    usual_route: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a reception; a terminal one needs nothing further from the site."""

    code: str
    zh: str
    en: str
    terminal: bool
    document: str | None
    """The paper that goes with it; None where nothing is handed over."""


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its names: a kind of unit, a kind of route."""

    code: str
    zh: str
    en: str


class Counted(StrEnum):
    """What a time limit counts."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A statutory time limit; ``extension`` is 0 where the law allows none, else in the same unit as ``length``."""

    code: str
    length: int
    unit: Counted
    extension: int
    article: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """A city's square of the tile map, counted from the upper left."""

    code: str
    name_zh: str
    name_en: str
    row: int
    col: int


@dataclass(frozen=True, slots=True)
class Reference:
    """All of it, by code and in the order of the files."""

    regions: Mapping[str, Region]
    categories: Mapping[str, Category]
    outcomes: Mapping[str, Outcome]
    unit_kinds: Mapping[str, Named]
    routes: Mapping[str, Named]
    time_limits: Mapping[str, TimeLimit]
    grid: tuple[Tile, ...]


def read_reference(folder: Path) -> Reference:
    """The reference data of a folder (``schedules/reference``)."""
    regions = [
        *(
            Region(row["code"], row["name_zh"], row["name_en"], row["level"], row["parent_code"])
            for row in _rows(folder / "regions.csv")
        ),
        *(
            # NBS counts a zone beside the counties; GB/T 2260 has no code for it
            Region(row["code"], row["name_zh"], row["name_en"], "county", row["parent_code"])
            for row in _rows(folder / "functional_zones.csv")
        ),
    ]
    categories = [
        Category(row["code"], row["parent"], row["zh"], row["en"], row["usual_route"])
        for row in _rows(folder / "categories.csv")
    ]
    outcomes = [
        Outcome(row["code"], row["zh"], row["en"], row["terminal"].startswith("yes"), _document(row["document"]))
        for row in _rows(folder / "outcomes.csv")
    ]
    grid = [
        Tile(row["code"], row["name_zh"], row["name_en"], int(row["row"]), int(row["col"]))
        for row in _rows(folder / "grid.csv")
    ]
    return Reference(
        regions=MappingProxyType({region.code: region for region in regions}),
        categories=MappingProxyType({category.code: category for category in categories}),
        outcomes=MappingProxyType({outcome.code: outcome for outcome in outcomes}),
        unit_kinds=_named(folder / "units.csv"),
        routes=_named(folder / "routes.csv"),
        time_limits=MappingProxyType({row["code"]: _time_limit(row) for row in _rows(folder / "deadlines.csv")}),
        grid=tuple(grid),
    )


@cache
def shipped() -> Reference:
    """The reference data that comes with the service, for what follows entries and has no application at hand."""
    return read_reference(SCHEDULES / "reference")


def _time_limit(row: Mapping[str, str]) -> TimeLimit:
    extension = _EXTENSION.match(row["extension"])
    return TimeLimit(
        code=row["code"],
        length=int(row["length"]),
        unit=Counted(row["unit"]),
        extension=int(extension[1]) if extension else 0,
        article=row["article"],
        is_sure=row["certainty"] == "sure",
    )


def _document(said: str) -> str | None:
    """The first document of a cell such as ``reception_record (+ mediation_agreement)``; None for a dash."""
    first = _DOCUMENT.match(said)
    return None if first is None else first[0].replace(" ", "_")


def _named(path: Path) -> Mapping[str, Named]:
    return MappingProxyType({row["code"]: Named(row["code"], row["zh"], row["en"]) for row in _rows(path)})


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
