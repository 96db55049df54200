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


class _CannotBeSaid(Exception):  # noqa: N818  # it never leaves this file
    """A part or row is null, which would say that it is gone."""


def difference(old: Board, new: Board, outline: Outline) -> Board | None:
    """Return what makes the new board of the old one: ``applied(old, it) == new``; None if it cannot be said so."""
    try:
        return _parts(old, new, outline)
    except _CannotBeSaid:
        return None


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
        shape = outline.get(name)
        if value is None:
            raise _CannotBeSaid
        if shape is None:
            changed = value
            same = name in old and old[name] == value
        else:
            before = old.get(name, {})
            changed = _rows(before, value) if shape == "rows" else _parts(before, value, shape)
            same = not changed and name in old
        if not same:
            told[name] = changed
    return told


def _rows(old: Board, new: Board) -> Board:
    # a row that a reader kept is the same object: comparing it would cost more than all that has changed
    changed = {key: row for key, row in new.items() if key not in old or (old[key] is not row and old[key] != row)}
    if None in changed.values():
        raise _CannotBeSaid
    return changed | dict.fromkeys(old.keys() - new.keys())
