"""Pages of a list: asked for with ``limit`` and ``cursor``, answered with ``items`` and ``next``, the following cursor.

A cursor is opaque: its sender repeats what ``next`` said and reads nothing in it. Without ``next`` no page follows.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import Field
from sqlalchemy import Select, and_, func, or_, select

from server.db import Tx
from server.errors import BadRequest, Conflict, NotFound
from server.http.route import Shape

Cursor = TypeVar("Cursor")
Item = TypeVar("Item")
Row = TypeVar("Row")
LONGEST = 200
"""Characters that a cursor has at most."""
MOST_ROWS: Final = 10_000
"""Rows of a list given out as a file; a larger one would hold up the service."""
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


class CountedPage(Page[Item]):
    total: int
    """Of all pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The order of a list: by a column that is never null, and by the key of a row where two have the same."""

    by: Any
    key: Any
    descending: bool = False


async def rows_of(tx: Tx, found: Select[Any], order: Order, *, after: object = None, limit: int) -> Sequence[Any]:
    """The rows that are asked for in this order, or those of them behind the row whose key is ``after``.

    NotFound where no row within the scope has this key.
    """
    if after is not None:
        last = await tx.rows(select(order.by).where(order.key == after))
        if not last:
            raise NotFound("not_found")
        value = last[0][0]
        by, key = (order.by < value, order.key < after) if order.descending else (order.by > value, order.key > after)
        found = found.where(or_(by, and_(order.by == value, key)))
    columns = (order.by.desc(), order.key.desc()) if order.descending else (order.by, order.key)
    return await tx.scalars(found.order_by(*columns).limit(limit))


async def all_rows(tx: Tx, found: Select[Any], order: Order) -> Sequence[Any]:
    """All rows that are asked for, to be given out as a file; Conflict ``list_large`` where they are too many."""
    rows = await rows_of(tx, found, order, limit=MOST_ROWS + 1)
    if len(rows) > MOST_ROWS:
        raise Conflict("list_large", most=MOST_ROWS)
    return rows


async def count_of(tx: Tx, found: Select[Any], key: Any) -> int:
    """How many rows are asked for, each counted by its key."""
    return await tx.one_or_none(found.with_only_columns(func.count(key))) or 0


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
