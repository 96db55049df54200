from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.db import EVERYWHERE, Database
from server.engine import is_outage
from tests.support.servers import Postgres


@pytest.fixture
async def on_postgres(walled_postgres: Postgres) -> AsyncIterator[Database]:
    url = walled_postgres.fresh()
    database = Database(url, reactions={})
    yield database
    await database.dispose()
    walled_postgres.drop(url)


async def raised(database: Database, sqlstate: str) -> DBAPIError:
    """The error with this SQLSTATE, as it comes out of the driver."""
    with pytest.raises(DBAPIError) as caught:
        async with database.store(EVERYWHERE) as connection:
            await connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{sqlstate}'; END $$"))
    return caught.value


@pytest.mark.parametrize("sqlstate", ["57P01", "57P03", "53100", "53300", "40P01", "58030", "08006"])
async def test_what_postgres_says_while_it_starts_stops_or_is_full_passes(on_postgres: Database, sqlstate: str) -> None:
    assert is_outage(await raised(on_postgres, sqlstate))


@pytest.mark.parametrize("sqlstate", ["22003", "23505", "42601", "P0001"])
async def test_a_mistake_of_ours_is_no_outage(on_postgres: Database, sqlstate: str) -> None:
    assert not is_outage(await raised(on_postgres, sqlstate))
