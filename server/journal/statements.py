"""The statements of a batch, each compiled once for each kind of database.

SQLAlchemy's price on this path is by the statement built and by the value bound: a batch of 500 entries binds 20,000.
So each statement is written in Core, compiled by SQLAlchemy, and its text is executed with tuples.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, cast

from sqlalchemy import (
    Connection,
    Delete,
    Dialect,
    Insert,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from server.journal.model import Accepted, Counter, Head, Matter, Pending, Sealed

JOURNAL, HELD, HEAD, MATTER, COUNTER, SEALED = (
    cast("Table", model.__table__) for model in (Accepted, Pending, Head, Matter, Counter, Sealed)
)
Row = Mapping[str, Any]
SITE: Final = ("day", "place")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement over rows: what is executed for each of them, with the values it takes from it."""

    build: Callable[[Dialect], Insert | Update | Delete]

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Execute it for all rows at once; the names of its parameters are the keys of a row."""
        if rows:
            sql, values = _compiled(self.build, connection.dialect)
            connection.exec_driver_sql(sql, [values(row) for row in rows])


@lru_cache(maxsize=100)
def _compiled(
    build: Callable[[Dialect], Insert | Update | Delete], dialect: Dialect
) -> tuple[str, Callable[[Row], tuple[Any, ...]]]:
    compiled = build(dialect).compile(dialect=dialect)
    names = getattr(compiled, "positiontup", None) or ()
    return str(compiled), itemgetter(*(name.removeprefix("old_") for name in names))


def _insert(table: Table) -> Statement:
    return Statement(lambda _: insert(table))


def _upsert(table: Table, key: Sequence[str], *, add: bool) -> Statement:
    """Insert a row; where its key is there already, add the other columns to those there, or replace them."""

    def build(dialect: Dialect) -> Insert:
        statement = (postgresql if dialect.name == "postgresql" else sqlite).insert(table)
        new = {
            column.name: column + statement.excluded[column.name] if add else statement.excluded[column.name]
            for column in table.c
            if column.name not in key
        }
        made: Insert = statement.on_conflict_do_update(index_elements=list(key), set_=new)
        return made

    return Statement(build)


def _update(table: Table, key: Sequence[str], columns: Sequence[str]) -> Statement:
    return Statement(lambda _: update(table).where(_is(table, key)).values({name: bindparam(name) for name in columns}))


def _delete(table: Table, key: Sequence[str]) -> Statement:
    return Statement(lambda _: delete(table).where(_is(table, key)))


def _is(table: Table, key: Sequence[str]) -> Any:
    # Core wants the names of an update's own columns for their new values
    return and_(*(table.c[name] == bindparam(f"old_{name}") for name in key))


APPEND: Final = _insert(JOURNAL)
HOLD: Final = _insert(HELD)
REFUSE: Final = _update(HELD, (*SITE, "id"), ("code", "proof"))
RELEASE: Final = _delete(HELD, (*SITE, "id"))
SEAL: Final = _insert(SEALED)
COUNT_MATTER: Final = _upsert(MATTER, (*SITE, "matter"), add=False)
MOVE_FIGURES: Final = _upsert(COUNTER, ("day", "lo", "hi", "key"), add=True)
MOVE_HEAD: Final = _update(
    HEAD, SITE, [column.name for column in HEAD.c if column.name not in {*SITE, "site", "offset_minutes", "late"}]
)

LOCK_HEADS: Final[Select[Any]] = (
    select(HEAD)
    .where(tuple_(HEAD.c.day, HEAD.c.place).in_(bindparam("sites", expanding=True)))
    .order_by(HEAD.c.day, HEAD.c.place)
    .with_for_update()
)
HELD_CALLED: Final[Select[Any]] = select(HELD).where(HELD.c.id.in_(bindparam("ids", expanding=True)))
HELD_ON: Final[Select[Any]] = select(HELD).where(
    HELD.c.ground.in_(bindparam("grounds", expanding=True)), HELD.c.code.is_(None)
)
ACCEPTED: Final[Select[Any]] = select(JOURNAL).where(JOURNAL.c.id.in_(bindparam("ids", expanding=True)))
SAID_OF: Final[Select[Any]] = select(JOURNAL).where(JOURNAL.c.matter.in_(bindparam("matters", expanding=True)))
MATTERS: Final[Select[Any]] = select(MATTER).where(MATTER.c.matter.in_(bindparam("matters", expanding=True)))
