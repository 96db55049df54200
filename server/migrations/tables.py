"""All tables of the service, found by the name of the file they live in."""

import pkgutil
from importlib import import_module

from sqlalchemy import Connection, MetaData, insert, select

import server
from server.db import Base

OUTSIDE_ROOMS = {"server.mark", "server.sealing", "server.http.repeat"}


def metadata() -> MetaData:
    """Import every room's model and return the tables."""
    for module in pkgutil.walk_packages(server.__path__, "server."):
        if module.name.endswith(".model") or module.name in OUTSIDE_ROOMS:
            import_module(module.name)
    return Base.metadata


def lay_first_rows(connection: Connection, tables: MetaData) -> None:
    """Put in the row that a table says it always has; may be repeated."""
    for table in tables.sorted_tables:
        row = table.info.get("first_row")
        if row and connection.execute(select(table).limit(1)).first() is None:
            connection.execute(insert(table).values(**row))
