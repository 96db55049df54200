"""Queries of units: lists by what is asked for, names for choosing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, String, or_, select, type_coerce

from server.db import Tx
from server.errors import NotFound
from server.http.paging import Order, all_rows, count_of, rows_of
from server.people.model import Account, Post
from server.place import Range
from server.units.model import Unit
from server.units.rules import Told, places_above

Sort = Literal["place", "code", "kind", "name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filter of a list of units; None does not choose."""

    text: str | None = None
    """Found in a code or a name."""
    kind: str | None = None
    category: str | None = None
    places: Range | None = None
    on: date | None = None
    """Valid on this date."""

    def conditions(self) -> list[ColumnElement[bool]]:
        chosen: list[ColumnElement[bool]] = []
        if self.text is not None:
            columns = (Unit.code, Unit.name_zh, Unit.name_en)
            chosen.append(or_(*(column.icontains(self.text, autoescape=True) for column in columns)))
        if self.kind is not None:
            chosen.append(Unit.kind == self.kind)
        if self.category is not None:
            chosen.append(type_coerce(Unit.categories, String).contains(f" {self.category} ", autoescape=True))
        if self.places is not None:
            chosen.append(Unit.place.between(*self.places))
        if self.on is not None:
            chosen += [
                or_(Unit.valid_from.is_(None), Unit.valid_from <= self.on),
                or_(Unit.valid_until.is_(None), Unit.valid_until > self.on),
            ]
        return chosen


async def units(
    tx: Tx,
    asked: Asked,
    *,
    sort: Sort = "place",
    descending: bool = False,
    after: str | None = None,
    limit: int | None = None,
) -> Sequence[Unit]:
    """The units in scope that are asked for, behind the one with the code ``after``; without a limit, all of them."""
    columns: dict[Sort, Any] = {"place": Unit.place, "code": Unit.code, "kind": Unit.kind, "name": Unit.name_zh}
    order = Order(by=columns[sort], key=Unit.code, descending=descending)
    found = select(Unit).where(*asked.conditions())
    if limit is None:
        return await all_rows(tx, found, order)
    return await rows_of(tx, found, order, after=after, limit=limit)


async def count(tx: Tx, asked: Asked) -> int:
    """How many units in scope are asked for."""
    return await count_of(tx, select(Unit).where(*asked.conditions()), Unit.code)


async def find_unit(tx: Tx, code: str) -> Unit:
    """The unit with this code, locked; NotFound where there is none in scope."""
    unit = await tx.one_or_none(select(Unit).where(Unit.code == code).with_for_update())
    if unit is None:
        raise NotFound("not_found")
    return unit


async def choices(tx: Tx, place: int, on: date) -> Sequence[Unit]:
    """The units that a person at a place may name, its own level first; to be asked in every place at once."""
    above = places_above(place)
    found = await tx.scalars(select(Unit).where(Unit.place.in_(above), *Asked(on=on).conditions()).order_by(Unit.code))
    return sorted(found, key=lambda unit: above.index(unit.place))


async def known(tx: Tx) -> Mapping[str, tuple[int, str | None]]:
    """Every unit by its code: its place and its parent; to be asked in every place at once."""
    return {code: (place, parent) for code, place, parent in await tx.rows(select(Unit.code, Unit.place, Unit.parent))}


def told_of(unit: Unit) -> Told:
    return Told(
        name_zh=unit.name_zh,
        name_en=unit.name_en,
        kind=unit.kind,
        telephone=unit.telephone,
        parent=unit.parent,
        categories=unit.categories,
        routes=unit.routes,
        valid_from=unit.valid_from,
        valid_until=unit.valid_until,
    )


class PostRow(NamedTuple):
    """A post, and the name of who holds it, None for an account beyond the scope."""

    post: Post
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPosts:
    """The filter of a list of posts; None does not choose. ``now``: only those held then, or to come."""

    unit: str | None = None
    account: UUID | None = None
    now: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        chosen: list[ColumnElement[bool]] = []
        if self.unit is not None:
            chosen.append(Post.unit == self.unit)
        if self.account is not None:
            chosen.append(Post.account_id == self.account)
        if self.now is not None:
            chosen.append(or_(Post.until.is_(None), Post.until > self.now))
        return chosen


async def posts(tx: Tx, asked: AskedPosts, *, after: UUID | None = None, limit: int | None = None) -> list[PostRow]:
    """The posts in scope that are asked for, the newest first."""
    found = select(Post).where(*asked.conditions())
    if after is not None:
        found = found.where(Post.id < after)
    rows = await tx.scalars(found.order_by(Post.id.desc()).limit(limit))
    names = await _names(tx, {post.account_id for post in rows})
    return [PostRow(post, names.get(post.account_id)) for post in rows]


async def post_row(tx: Tx, post: Post) -> PostRow:
    return PostRow(post, (await _names(tx, {post.account_id})).get(post.account_id))


async def _names(tx: Tx, accounts: Collection[UUID]) -> Mapping[UUID, str]:
    wanted = select(Account.id, Account.name).where(Account.id.in_(accounts))
    return {row.id: row.name for row in await tx.rows(wanted)} if accounts else {}
