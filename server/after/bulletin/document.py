"""The document that a bulletin is, in blocks: the same for the page, Word, PDF and Excel. Pure.

Every text is plain; what it becomes in a format is the format's business.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from server.after.bulletin.rules import in_wan

Value = int | str
Unit = Literal["text", "whole", "wan"]
"""Of a column: a text, a whole number, or fen that are read as 万元."""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Point:
    """One of a list."""

    text: str
    kind: Literal["point"] = "point"


@dataclass(frozen=True, slots=True)
class Item:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The great figures."""

    items: tuple[Item, ...]
    kind: Literal["headline"] = "headline"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Table:
    """``texts`` are read, ``values`` are what they were made of: amounts in fen. ``sheet`` names its sheet in Excel."""

    caption: str
    sheet: str
    columns: tuple[Column, ...]
    values: tuple[tuple[Value, ...], ...]
    texts: tuple[tuple[str, ...], ...]
    has_total: bool
    """Whether the last row is the total of those above it."""
    note: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Bars:
    caption: str
    unit: str
    bars: tuple[Bar, ...]
    kind: Literal["bars"] = "bars"


@dataclass(frozen=True, slots=True)
class Tile:
    name: str
    value: int
    row: int
    col: int


@dataclass(frozen=True, slots=True)
class Tiles:
    """A map of tiles, the number written on each; ``shade`` of a tile follows from its number alone."""

    caption: str
    note: str
    tiles: tuple[Tile, ...]
    kind: Literal["tiles"] = "tiles"


@dataclass(frozen=True, slots=True)
class At:
    """What has been counted until a time of the day (09:00)."""

    time: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Two running sums over the day."""

    caption: str
    note: str
    first: str
    second: str
    points: tuple[At, ...]
    kind: Literal["curve"] = "curve"


@dataclass(frozen=True, slots=True)
class NewPage:
    kind: Literal["new_page"] = "new_page"


Block = Heading | Text | Point | Headline | Table | Bars | Tiles | Curve | NewPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole bulletin. ``status`` is empty once it is published, and else says what it is not yet."""

    masthead: str
    number: str
    date: str
    status: str
    title: str
    head: tuple[Item, ...]
    """Issuer, cut-off, version."""
    blocks: tuple[Block, ...]

    def texts(self) -> Iterator[str]:
        """All that is read in it, piece by piece."""
        yield from (self.masthead, self.number, self.date, self.status, self.title)
        for item in self.head:
            yield from (item.label, item.value)
        for block in self.blocks:
            yield from _texts(block)


def table(
    caption: str,
    columns: Iterable[tuple[str, Unit]],
    rows: Iterable[tuple[Value, ...]],
    *,
    sheet: str,
    has_total: bool = True,
    note: str = "",
) -> Table:
    """Make a table of values, each written once as its column says."""
    made, values = tuple(Column(*each) for each in columns), tuple(rows)
    texts = tuple(tuple(_said(one, at.unit) for one, at in zip(row, made, strict=True)) for row in values)
    return Table(caption, sheet, made, values, texts, has_total, note)


def _said(value: Value, unit: Unit) -> str:
    if isinstance(value, str):
        return value
    return in_wan(value) if unit == "wan" else f"{value:,}"


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Heading() | Text() | Point():
            yield block.text
        case Headline():
            for item in block.items:
                yield from (item.label, item.value)
        case Table():
            yield from (block.caption, block.note, *(one.name for one in block.columns))
            for row in block.texts:
                yield from row
        case Bars():
            yield from (block.caption, *(one.name for one in block.bars))
        case Tiles():
            yield from (block.caption, block.note, *(one.name for one in block.tiles))
        case Curve():
            yield from (block.caption, block.note, block.first, block.second)
        case NewPage():
            return
