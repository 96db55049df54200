import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from server.migrations.tables import metadata
from server.migrations.upgrade import head, owner_connection, revision_of, upgrade
from server.scope_guard import is_placed, is_ranged

AGAIN = "the tables have changed: ./dev migration WHY"


def differences(connection: Connection) -> list[object]:
    found: list[object] = compare_metadata(MigrationContext.configure(connection), metadata())
    return found


async def test_the_migrated_database_is_what_the_models_say(empty_url: str) -> None:
    await upgrade(empty_url)
    async with owner_connection(empty_url) as connection:
        assert await connection.run_sync(differences) == [], AGAIN
        assert await connection.run_sync(revision_of) == head()


async def test_upgrading_twice_is_upgrading_once(empty_url: str) -> None:
    await upgrade(empty_url)
    await upgrade(empty_url)


@pytest.mark.usefixtures("walled_postgres")
async def test_on_postgres_every_guarded_table_is_behind_a_policy_that_binds_its_owner_too(
    postgres_url: str,
) -> None:
    await upgrade(postgres_url)
    async with owner_connection(postgres_url) as connection:
        found = await connection.execute(
            text("SELECT tablename FROM pg_policies JOIN pg_class ON relname = tablename WHERE relforcerowsecurity")
        )
        assert set(found.scalars()) == {t.name for t in metadata().sorted_tables if is_placed(t) or is_ranged(t)}
