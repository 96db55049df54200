"""Two of the three guards of a scope: a check of the SQL about to be sent, and row-level security on PostgreSQL.

The third, the criteria that db.py adds to ORM statements, is none by itself: SQLAlchemy forgets them in windows,
filters of aggregates, joins written out and table selects.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Delete, Engine, MetaData, Table, TextClause, Update, event, inspect, text
from sqlalchemy.orm import with_loader_criteria
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.sql.elements import ColumnClause

from server.place import Scope

GUARDED = "reception_guarded"
ROLE = "reception_app"
ENTER = text(
    f"SELECT set_config('role', '{ROLE}', true),"
    " set_config('reception.lo', :lo, true), set_config('reception.hi', :hi, true),"
    " set_config('plan_cache_mode', :plans, true)"
)
# Once set, a pooled connection's setting is '' after the transaction, not NULL: without nullif the policy fails open.
# As sub-selects they are evaluated once a statement: at each of 40,000 rows they took two thirds of a count.
_LO = "(SELECT nullif(current_setting('reception.lo', true), '')::int)"
_HI = "(SELECT nullif(current_setting('reception.hi', true), '')::int)"
# The planner takes a range between values it does not know for narrow, and would read along the places. It knows
# nothing of a CASE, and looks at the statement's own criteria. Where a setting is missing, ELSE keeps the row away.
_WITHIN = "CASE WHEN {least} >= {lo} THEN {greatest} <= {hi} ELSE false END"
CITY = 100_000
"""Places that a city has; a scope of more is wide."""
# a table after FROM, JOIN, USING or a comma; not a column being set, which = follows
_READ = re.compile(r'(?:\bFROM|\bJOIN|\bUSING|,)\s+\(*"?(\w+)"?(?![\w."]|\s*=)(?:\s+AS\s+"?(\w+)"?)?')
_WRITTEN = re.compile(r"^(?:DELETE FROM |INSERT INTO \S+ \([^)]*\))")


def settings_of(scope: Scope, *, bulk: bool) -> dict[str, str]:
    """The values of ENTER.

    A plan that is kept for any values takes the scope for a narrow one: under a wide scope, a statement of 500 keys
    then reads the whole table along its places. With ``bulk`` each statement is planned by its values.
    """
    plans = "force_custom_plan" if bulk else "auto"
    return {"lo": str(scope.lo), "hi": str(scope.hi), "plans": plans}


def criteria_of(scope: Scope, placed: type[Any], ranged: type[Any], *, dialect: str) -> tuple[ORMOption, ORMOption]:
    """The criteria of a scope beside each statement on the tables with a place, and with a range of places.

    SQLite takes any range for narrow. Under a wide scope 0 is added to the place, which keeps it off the places' index:
    a first page of 100,000 rows in the order of another index took 150 ms along the places, and takes 1.
    """
    lo, hi = scope.lo, scope.hi
    if dialect == "sqlite" and hi - lo > CITY:
        return (
            with_loader_criteria(placed, lambda cls: (cls.place + 0).between(lo, hi), include_aliases=True),
            with_loader_criteria(ranged, lambda cls: (cls.lo + 0 >= lo) & (cls.hi + 0 <= hi), include_aliases=True),
        )
    return (
        with_loader_criteria(placed, lambda cls: cls.place.between(lo, hi), include_aliases=True),
        with_loader_criteria(ranged, lambda cls: (cls.lo >= lo) & (cls.hi <= hi), include_aliases=True),
    )


def is_placed(table: Table) -> bool:
    return "place" in table.columns


def is_ranged(table: Table) -> bool:
    return {"lo", "hi"} <= set(table.columns.keys())


def is_written_by_hand(part: Any) -> bool:
    """Tell whether a part of a statement is text and not made of tables and columns."""
    return isinstance(part, TextClause) or (isinstance(part, ColumnClause) and part.is_literal and part.name != "*")


def moves(statement: Update | Delete) -> bool:
    """Tell whether a statement would move rows to another place."""
    values = statement.compile().params if isinstance(statement, Update) else {}
    return not values.keys().isdisjoint({"place", "lo", "hi"})


class ScopeGuard:
    """Lets no SQL pass that reads a guarded table without the scope's criteria beside it."""

    def __init__(self, metadata: MetaData) -> None:
        self._metadata = metadata
        self.check = lru_cache(maxsize=2000)(self._check)

    def _check(self, sql: str) -> None:
        """Raise TypeError for a table that would be read whole."""
        for (table, name), reads in Counter(self._reads(_WRITTEN.sub("", sql))).items():
            first = r"place(?: \+ \?)? BETWEEN " if is_placed(table) else r"lo(?: \+ \?)? >= "
            if len(re.findall(rf'\b{name}"?\.{first}', sql)) < reads:
                raise TypeError(f"{table.name} would be read beyond the scope: {sql}")

    def _reads(self, sql: str) -> Iterator[tuple[Table, str]]:
        """Each time a guarded table is read: the table, and the name it is read under."""
        for found in _READ.finditer(sql):
            table = self._metadata.tables.get(found[1])
            if table is not None and (is_placed(table) or is_ranged(table)):
                yield table, found[2] or found[1]


def guard_reads(engine: Engine, metadata: MetaData) -> None:
    """Look at everything the engine sends on connections that have the option GUARDED."""
    guard = ScopeGuard(metadata)

    def look(connection: Connection, _cursor: object, sql: str, *_rest: object) -> None:
        if connection.get_execution_options().get(GUARDED):
            guard.check(sql)

    event.listen(engine, "before_cursor_execute", look)


def apply_row_security(connection: Connection, metadata: MetaData) -> None:
    """Put row-level security on every guarded table and let the role use all tables; may be repeated.

    Needs a connection of the tables' owner. Makes the role where the owner may; else says what an administrator runs.
    """
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text(_ROLE_IS_THERE))
    if inspect(connection).has_table("alembic_version"):
        connection.execute(text(f"GRANT SELECT ON alembic_version TO {ROLE}"))
    for table in metadata.sorted_tables:
        for statement in _row_security_of(table):
            connection.execute(text(statement))


def _row_security_of(table: Table) -> Iterator[str]:
    verbs = "SELECT, INSERT" if table.info.get("append_only") else "SELECT, INSERT, UPDATE, DELETE"
    yield f'REVOKE ALL ON "{table.name}" FROM {ROLE}'
    yield f'GRANT {verbs} ON "{table.name}" TO {ROLE}'
    for column in table.columns:
        if column is table.autoincrement_column:
            yield f"GRANT USAGE ON SEQUENCE {table.name}_{column.name}_seq TO {ROLE}"
    if is_placed(table):
        condition = _WITHIN.format(least="place", greatest="place", lo=_LO, hi=_HI)
    elif is_ranged(table):
        condition = _WITHIN.format(least="lo", greatest="hi", lo=_LO, hi=_HI)
    else:
        return
    yield f'ALTER TABLE "{table.name}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table.name}" FORCE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS scope ON "{table.name}"'
    yield f'CREATE POLICY scope ON "{table.name}" USING ({condition}) WITH CHECK ({condition})'


_ROLE_IS_THERE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
        CREATE ROLE {ROLE} NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, '{ROLE}', 'MEMBER') THEN
        EXECUTE format('GRANT {ROLE} TO %I', current_user);
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'an administrator must run once: CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO %', current_user;
END $$
"""
