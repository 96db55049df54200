"""How alembic reaches the database and what it compares; run by alembic, from upgrade.py or from `./dev migration`."""

import asyncio
from typing import Any, Literal

from alembic import context
from alembic.operations import MigrationScript
from sqlalchemy import Connection, Enum, TypeDecorator

from server.migrations.tables import metadata
from server.migrations.upgrade import owner_connection


def number(_context: object, _revision: object, scripts: list[MigrationScript]) -> None:
    """Number the revisions 0001, 0002 …"""
    taken = context.script.get_revisions("heads")
    for script in scripts:
        script.rev_id = f"{max((int(revision.revision) for revision in taken), default=0) + 1:04}"


def render(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write types as the database sees them, so that an old revision needs none of today's code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    if kind == "type" and isinstance(item, Enum) and not item.native_enum:
        return f"sa.String(length={item.length})"
    return False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_as_batch=True,
        render_item=render,
        process_revision_directives=number,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def connect_and_migrate(url: str) -> None:
    async with owner_connection(url) as connection:
        await connection.run_sync(migrate)


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    asyncio.run(connect_and_migrate(context.get_x_argument(as_dictionary=True)["database_url"]))
