"""What a backup looks like: its manifest, and how each kind of column is written as JSON and read back."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Text, Uuid, types

from server.utc_datetime import UtcDateTime

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of column is read from a database, written as JSON and read back."""

    type: types.TypeEngine[Any]
    to_json: Callable[[Any], Any]
    from_json: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


KINDS: Mapping[str, Kind] = {
    "integer": Kind(types.BigInteger(), _same, _same),
    "real": Kind(types.Double(), _same, _same),
    "boolean": Kind(types.Boolean(), _same, _same),
    "text": Kind(Text(), _same, _same),
    "json": Kind(types.JSON(), _same, _same),
    "bytes": Kind(LargeBinary(), lambda value: base64.b64encode(value).decode(), base64.b64decode),
    "uuid": Kind(Uuid(), str, UUID),
    "instant": Kind(UtcDateTime(), lambda value: value.astimezone(UTC).isoformat(), datetime.fromisoformat),
    "date": Kind(types.Date(), date.isoformat, date.fromisoformat),
    "time": Kind(types.Time(), time.isoformat, time.fromisoformat),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One table in a backup: its columns with their kinds, its rows, and the sum of its file."""

    table: str
    columns: Mapping[str, str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; parts in an order in which they can be written back."""

    format: int
    revision: str
    made_at: str
    parts: tuple[Part, ...]

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)


def kind_of(of: Column[Any]) -> str:
    """Return the kind of a column of ours."""
    plain = of.type.impl_instance if isinstance(of.type, types.TypeDecorator) else of.type
    match plain:
        case types.DateTime():
            return "instant"
        case types.Uuid():
            return "uuid"
        case types.JSON():
            return "json"
        case types.LargeBinary():
            return "bytes"
        case types.Boolean():
            return "boolean"
        case types.Integer():
            return "integer"
        case types.Float():
            return "real"
        case types.String():
            return "text"
        case types.Date():
            return "date"
        case types.Time():
            return "time"
    raise TypeError(f"no backup knows how to keep {of.table.name}.{of.name}: {of.type!r}")
