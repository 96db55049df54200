"""A schedule file as it is written: TOML tables in, typed rows out, each knowing its line.

What a file may hold is told for people in ``schedules/README.md``. Every refusal names the file,
the line and the key.
"""

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from server.before.agenda.schedule_rows import DayRow, DutyRow, PersonRow, PostRow, Row, SeriesRow, SiteRow, UnitRow
from server.errors import Invalid
from server.sites.rules import PERSONAL_NUMBER

GREATEST_FILE: Final = 4 * 1024 * 1024
HEADER: Final = re.compile(r"\s*\[\[\s*(\w+)\s*]]")
KEY: Final = re.compile(r"\s*([\w-]+)\s*=")
# The columns of a table of sites that are called otherwise in TOML; the last ones describe and are not kept.
COLUMNS: Final[Mapping[str, str]] = {"site_id": "site", "region_code": "region", "parent_site_id": "parent"}
DESCRIBING: Final = frozenset({"lon", "lat", "is_synthetic", "basis"})

# How a value of each type is written, for who wrote another.
EXAMPLES: Final[Mapping[str, str]] = {
    "date_type": "2024-05-09",
    "time_type": "08:30:00",
    "int_type": "2",
    "string_type": '"…"',
    "list_type": '["…", "…"]',
}


class _Tables(Row):
    sites_from: str | None = None
    site: list[dict[str, Any]] = Field(default_factory=list)
    person: list[dict[str, Any]] = Field(default_factory=list)
    series: list[dict[str, Any]] = Field(default_factory=list)
    day: list[dict[str, Any]] = Field(default_factory=list)
    unit: list[dict[str, Any]] = Field(default_factory=list)
    post: list[dict[str, Any]] = Field(default_factory=list)
    duty: list[dict[str, Any]] = Field(default_factory=list)


AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row stands: its file, its table, the line it begins on and the lines of its keys."""

    file: str
    table: str
    line: int
    keys: Mapping[str, int]

    def at(self, key: str = "") -> str:
        """``FILE:LINE`` of the key, or of the row's beginning, as compilers write it."""
        return f"{self.file}:{self.keys.get(key, self.line)}"

    def where(self, key: str = "") -> str:
        """``FILE:LINE table.key``."""
        return f"{self.at(key)} {'.'.join(part for part in (self.table, key) if part)}".rstrip()

    def refuse(self, code: str, key: str = "", **params: object) -> NoReturn:
        raise Invalid(code, retry_after=None, where=self.where(key), **params)


@dataclass(frozen=True, slots=True)
class ScheduleFile:
    """The rows of one file in the order they are written, each with its source."""

    top: Source
    sites: tuple[tuple[SiteRow, Source], ...]
    people: tuple[tuple[PersonRow, Source], ...]
    series: tuple[tuple[SeriesRow, Source], ...]
    days: tuple[tuple[DayRow, Source], ...]
    units: tuple[tuple[UnitRow, Source], ...]
    posts: tuple[tuple[PostRow, Source], ...]
    duties: tuple[tuple[DutyRow, Source], ...] = ()


def read_schedule_file(path: Path) -> ScheduleFile:
    """Read ``schedules/FILE.toml`` and the table of sites it names; Invalid with a ``schedule_…`` code otherwise."""
    text = _text_of(path, Source(path.name, "", 1, {}))
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        where = re.search(r"line (\d+)", str(error))
        top = Source(path.name, "", int(where[1]) if where else text.count("\n"), {})
        top.refuse("schedule_not_toml", why=str(error).split(" (at")[0])
    sources = _sources(path.name, text)
    top = sources["", 0]
    tables = _row(_Tables, document, top)
    sites = [*_sites_from(path, tables.sites_from, top)] if tables.sites_from is not None else []
    return ScheduleFile(
        top=top,
        sites=(*sites, *_rows(SiteRow, "site", tables.site, sources)),
        people=tuple(_rows(PersonRow, "person", tables.person, sources)),
        series=tuple(_rows(SeriesRow, "series", tables.series, sources)),
        days=tuple(_rows(DayRow, "day", tables.day, sources)),
        units=tuple(_rows(UnitRow, "unit", tables.unit, sources)),
        posts=tuple(_rows(PostRow, "post", tables.post, sources)),
        duties=tuple(_rows(DutyRow, "duty", tables.duty, sources)),
    )


def _text_of(path: Path, source: Source, key: str = "") -> str:
    """The text of a file that people will read: UTF-8, of a bearable size, with nobody's number in it."""
    try:
        with path.open("rb") as file:
            data = file.read(GREATEST_FILE + 1)
    except OSError:
        source.refuse("schedule_no_file", key, value=path.name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        source.refuse("schedule_not_text", key, value=path.name)
    if len(data) > GREATEST_FILE:
        source.refuse("schedule_not_text", key, value=path.name)
    for number, line in enumerate(text.split("\n"), 1):
        if PERSONAL_NUMBER.search(line):
            Source(path.name, "", number, {}).refuse("schedule_personal_number")
    return text


def _sources(file: str, text: str) -> dict[tuple[str, int], Source]:
    """The source of each table by name and place among its like; tomllib itself forgets lines."""
    top: dict[str, int] = {}
    keys, counts = top, dict[str, int]()
    sources = {("", 0): Source(file, "", 1, top)}
    for number, line in enumerate(text.split("\n"), 1):
        if header := HEADER.match(line):
            table, keys = header[1], {}
            sources[table, counts.setdefault(table, 0)] = Source(file, table, number, keys)
            top.setdefault(table, number)
            counts[table] += 1
        elif key := KEY.match(line):
            keys.setdefault(key[1], number)
    return sources


def _rows(
    model: type[AnyRow], table: str, rows: Iterable[dict[str, Any]], sources: Mapping[tuple[str, int], Source]
) -> Iterable[tuple[AnyRow, Source]]:
    top = sources["", 0]
    for number, row in enumerate(rows):
        # a table written inline, `site = [{…}]`, has no header of its own
        source = sources.get((table, number), Source(top.file, table, top.keys.get(table, 1), {}))
        yield _row(model, row, source), source


def _row(model: type[AnyRow], row: object, source: Source) -> AnyRow:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        _refuse_field(error.errors(include_url=False, include_context=True, include_input=True)[0], model, source)


def _refuse_field(error: ErrorDetails, model: type[Row], source: Source) -> NoReturn:
    """The first fault pydantic found, in the words of the file's reader."""
    key = str(error["loc"][0])
    context = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            source.refuse("schedule_unknown_key", key, known=", ".join(model.model_fields))
        case "missing":
            source.refuse("schedule_missing_key", key)
        case "enum" | "literal_error" if isinstance(error["input"], str):
            source.refuse("schedule_unknown_word", key, value=error["input"], known=_words(context["expected"]))
        case "greater_than_equal" | "less_than_equal":
            source.refuse("schedule_out_of_range", key, value=error["input"])
        case "string_too_short" | "string_too_long" | "string_pattern_mismatch":
            source.refuse("schedule_bad_text", key)
        case other:
            source.refuse("schedule_wrong_type", key, example=EXAMPLES.get(other, f"[[{key}]]"))


def _words(expected: str) -> str:
    """The words that pydantic lists as ``'a', 'b' or 'c'``."""
    return ", ".join(re.findall(r"'([^']+)'", expected))


def _sites_from(path: Path, name: str, top: Source) -> Iterable[tuple[SiteRow, Source]]:
    """The sites of a table in CSV that lies in the schedule's own folder or below it."""
    table = (path.parent / name).resolve() if name.isprintable() else None
    if table is None or not table.is_relative_to(path.parent.resolve()):
        top.refuse("schedule_outside", "sites_from", value=name)
    text = _text_of(table, top, "sites_from")
    lines = csv.DictReader(StringIO(text, newline=""), restkey="…")
    for line in _lines_of(lines, table, top):
        source = Source(Path(name).name, "site", lines.line_num, {})
        row = {COLUMNS.get(key, key): value for key, value in line.items() if key not in DESCRIBING and value}
        yield _row(SiteRow, row | _numbers(row, source), source), source


def _lines_of(lines: "csv.DictReader[str]", table: Path, top: Source) -> Iterable[dict[str, Any]]:
    try:
        yield from lines
    except csv.Error:
        top.refuse("schedule_not_text", "sites_from", value=table.name)


def _numbers(row: Mapping[str, str], source: Source) -> dict[str, int]:
    try:
        return {key: int(row[key]) for key in ("rooms", "n") if key in row}
    except ValueError:
        source.refuse("schedule_wrong_type", "rooms", example=EXAMPLES["int_type"])
