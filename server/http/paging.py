"""Pages of a list: asked for with ``limit`` and ``cursor``, answered with ``items`` and ``next``, the following cursor.

A cursor is opaque: its sender repeats what ``next`` said and reads nothing in it. Without ``next`` no page follows.
"""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field

from server.errors import BadRequest
from server.http.route import Shape

Cursor = TypeVar("Cursor")
Item = TypeVar("Item")
Row = TypeVar("Row")
LONGEST = 200
"""Characters that a cursor has at most."""
OpaqueCursor = Annotated[str, Field(max_length=LONGEST)]
"""A cursor that ``pack`` made, for a list that no single column orders."""


class PageQuery(Shape, Generic[Cursor]):
    """Which page of a list: how many rows, and after which; a list of long rows allows fewer."""

    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50

    @property
    def reads(self) -> int:
        """How many rows are read: the one beyond the page tells that another page follows."""
        return self.limit + 1


class Page(Shape, Generic[Item]):
    items: list[Item]
    next: str | None


def cut(
    rows: Sequence[Row], query: PageQuery[Any], cursor_of: Callable[[Row], object]
) -> tuple[Sequence[Row], str | None]:
    """Cut the rows that were read to the page that was asked for; the page and its ``next``."""
    page = rows[: query.limit]
    return page, str(cursor_of(page[-1])) if len(rows) > len(page) else None


def pack(*parts: str | int | None) -> str:
    """Make a cursor of the columns that order a list."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def unpack(cursor: str, *kinds: range | type[str]) -> tuple[Any, ...]:
    """Return what ``pack`` put into a cursor, each integer within its range.

    BadRequest where it is no cursor of ours: a sender may make one up, and a database cannot compare every number.
    """
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, RecursionError) as error:
        raise BadRequest("not_a_request") from error
    if not isinstance(parts, list) or len(parts) != len(kinds) or not all(map(_fits, parts, kinds)):
        raise BadRequest("not_a_request")
    return tuple(parts)


def _fits(part: object, kind: range | type[str]) -> bool:
    if isinstance(kind, range):
        return type(part) is int and part in kind
    return type(part) is str and part.isascii() and part.isprintable()
