"""What has changed between two boards, as a client can take it over: pure.

A board is a JSON object. What is told of it follows its outline: a part named there as ``"rows"`` is an object told
row by row, a part with an outline of its own is told part by part, any other part whole. A row or part is always told
whole and absolute, and null says that it is gone; so telling something twice does no harm. (It is RFC 7396 down to the
rows and no further, because in a row null is a value.)
"""

from collections.abc import Mapping
from typing import Any, Literal

Board = Mapping[str, Any]
"""A JSON object that is never changed once it was given."""
Outline = Mapping[str, "Outline | Literal['rows']"]


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
        elif shape == "rows":
            rows = {**result.get(name, {}), **value}
            result[name] = {key: row for key, row in rows.items() if row is not None}
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
        elif shape == "rows":
            told[name] = _rows(old.get(name, {}), value)
        else:
            told[name] = _parts(old.get(name, {}), value, shape)
    return told


def _rows(old: Board, new: Board) -> Board:
    changed = {key: row for key, row in new.items() if key not in old or old[key] != row}
    return changed | dict.fromkeys(old.keys() - new.keys())
