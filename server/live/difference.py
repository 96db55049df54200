"""What has changed between two boards, as a client can take it over: pure.

A board is a JSON object. What is told of it follows its outline: a part named there as ``Rows`` is told row by row, a
part with an outline of its own part by part, any other part whole. A row or part is always told whole and absolute,
and ``null`` says that it is gone; so telling something twice does no harm. (It is RFC 7396 with whole rows, because in
a row null is a value.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Board = Mapping[str, Any]
"""A JSON object that is never changed once it was given."""


@dataclass(frozen=True, slots=True)
class Rows:
    """An object of rows by key; or, with ``key``, a list of rows ordered by that field of each."""

    key: str | None = None


Outline = Mapping[str, "Rows | Outline"]


def ordered(board: Board, outline: Outline) -> Board:
    """Return the board with its lists of rows in the order of their keys: the order in which ``applied`` has them."""
    return dict(board) | {
        name: sorted(board[name], key=lambda row: str(row[shape.key]))
        for name, shape in outline.items()
        if isinstance(shape, Rows) and shape.key is not None and name in board
    }


def difference(old: Board, new: Board, outline: Outline) -> Board | None:
    """Return what makes the new board of the old one; None if it cannot be said so, and needs a snapshot.

    What is returned has been tried: ``applied(old, it) == new``.
    """
    told = _parts(old, new, outline)
    return told if applied(old, told, outline) == new else None


def applied(board: Board, told: Board, outline: Outline) -> Board:
    """Return the board after one difference; the board before stays as it was."""
    result = dict(board)
    for name, value in told.items():
        shape = outline.get(name)
        if value is None:
            result.pop(name, None)
        elif shape is None:
            result[name] = value
        elif isinstance(shape, Rows):
            rows = _keep(_by_key(result.get(name), shape) | value)
            result[name] = rows if shape.key is None else [rows[key] for key in sorted(rows)]
        else:
            result[name] = applied(result.get(name, {}), value, shape)
    return result


def _parts(old: Board, new: Board, outline: Outline) -> Board:
    told: dict[str, Any] = dict.fromkeys(old.keys() - new.keys())
    for name, value in new.items():
        if name in old and old[name] == value:
            continue
        shape = outline.get(name)
        if shape is None:
            told[name] = value
        elif isinstance(shape, Rows):
            told[name] = _rows(_by_key(old.get(name), shape), _by_key(value, shape))
        else:
            told[name] = _parts(old.get(name, {}), value, shape)
    return told


def _rows(old: Board, new: Board) -> Board:
    changed = {key: row for key, row in new.items() if key not in old or old[key] != row}
    return changed | dict.fromkeys(old.keys() - new.keys())


def _by_key(rows: Any, shape: Rows) -> dict[str, Any]:
    if rows is None:
        return {}
    return dict(rows) if shape.key is None else {str(row[shape.key]): row for row in rows}


def _keep(rows: Mapping[str, Any]) -> dict[str, Any]:
    return {key: row for key, row in rows.items() if row is not None}
