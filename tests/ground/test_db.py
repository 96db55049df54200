import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from typing import cast

import pytest
from sqlalchemy import (
    Integer,
    MetaData,
    Select,
    Table,
    delete,
    func,
    insert,
    join,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column

from server.db import EVERYWHERE, Base, Database, Placed, Ranged, Reactions, Scope, Tx
from server.errors import Conflict, NotFound
from server.utc_datetime import UtcDateTime
from tests.support.databases import create_tables

COUNTY = 430102000
NEXT_COUNTY = 430103000
IN_COUNTY = Scope(COUNTY, COUNTY + 999)
DINNER = datetime(2023, 11, 9, 18, 0, tzinfo=timezone(timedelta(hours=8)))


class Kitchen(DeclarativeBase):
    metadata = MetaData()
    type_annotation_map = Base.type_annotation_map


class Pot(Placed, Kitchen):
    __tablename__ = "pot"
    id: Mapped[int] = mapped_column(primary_key=True)
    holds: Mapped[str]
    version = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Shelf(Ranged, Kitchen):
    __tablename__ = "shelf"
    id: Mapped[int] = mapped_column(primary_key=True)


class Meal(Kitchen):
    __tablename__ = "meal"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    pot: Mapped[int | None]


async def wash_up(tx: Tx, message: str) -> None:
    tx.add(Pot(id=3, place=COUNTY, holds=f"after {message}"))
    tx.tell(len(message))


async def count_down(tx: Tx, number: int) -> None:
    for less in range(number - 1, number):
        tx.tell(less) if less >= 0 else None


async def break_a_plate(tx: Tx, message: bytes) -> None:
    tx.add(Pot(id=3, place=COUNTY, holds="shards"))
    await tx.flush()
    raise TypeError(message)


REACTIONS: Reactions = {str: [wash_up], int: [count_down], bytes: [break_a_plate]}


@pytest.fixture
async def kitchen(empty_url: str) -> AsyncIterator[Database]:
    await create_tables(empty_url, Kitchen.metadata)
    database = Database(empty_url, reactions=REACTIONS, metadata=Kitchen.metadata)
    async with database.transaction(EVERYWHERE) as tx:
        tx.add(Pot(id=1, place=COUNTY, holds="rice"))
        tx.add(Pot(id=2, place=NEXT_COUNTY, holds="soup"))
        tx.add(Shelf(id=1, lo=COUNTY, hi=COUNTY + 999))
        tx.add(Shelf(id=2, lo=COUNTY, hi=NEXT_COUNTY + 999))
    yield database
    await database.dispose()


POTS = cast("Table", Pot.__table__)
OTHER = aliased(Pot)


@pytest.mark.parametrize(
    "statement",
    [
        select(Pot.holds),
        select(OTHER.holds),
        select(Pot.holds).where(Pot.id.in_(select(OTHER.id))),
        select(select(Pot.holds).subquery().c.holds),
        select(select(Pot.holds).cte().c.holds),
        select(Pot.holds).union(select(OTHER.holds)),
        select(func.max(Pot.holds)),
    ],
)
async def test_whatever_is_asked_within_a_county_shows_the_countys_rows(
    kitchen: Database, statement: Select[str]
) -> None:
    async with kitchen.transaction(IN_COUNTY, write=False) as tx:
        assert await tx.scalars(statement) == ["rice"]


@pytest.mark.parametrize(
    "statement",
    [
        select(POTS),
        select(POTS.c.holds),
        select(func.count()).select_from(POTS),
        select(select(POTS.c.holds).cte().c.holds),
        select(Shelf.id).where(Shelf.id.in_(select(POTS.c.id))),
        select(Shelf.id).select_from(join(Shelf, Pot, Shelf.id == Pot.id)),
        select(func.row_number().over(order_by=Pot.id)),
        select(func.sum(Pot.id).filter(Pot.holds == "soup")),
        select(Pot).where(text("1=1 OR 1=1")),
        select(literal_column("(SELECT holds FROM pot)")),
        text("SELECT * FROM pot"),
        select(Pot).from_statement(text("SELECT * FROM pot")),
        insert(Pot),
        insert(POTS),
        update(POTS).values(holds="air"),
        delete(POTS),
        update(Pot).values(place=NEXT_COUNTY),
    ],
)
async def test_what_the_criteria_would_not_reach_is_refused(kitchen: Database, statement: Select[str]) -> None:
    with pytest.raises(TypeError):
        async with kitchen.transaction(IN_COUNTY) as tx:
            await tx.rows(statement)


async def test_a_row_of_another_place_is_not_found(kitchen: Database) -> None:
    async with kitchen.transaction(IN_COUNTY, write=False) as tx:
        assert (await tx.get(Pot, 1)).holds == "rice"
        with pytest.raises(NotFound):
            await tx.get(Pot, 2)


async def test_a_range_is_seen_by_a_scope_that_covers_all_of_it(kitchen: Database) -> None:
    async with kitchen.transaction(IN_COUNTY, write=False) as tx:
        assert await tx.scalars(select(Shelf.id)) == [1]
        with pytest.raises(NotFound):
            await tx.get(Shelf, 2)


async def test_nothing_is_added_to_another_place(kitchen: Database) -> None:
    with pytest.raises(NotFound):
        async with kitchen.transaction(IN_COUNTY) as tx:
            tx.add(Pot(place=NEXT_COUNTY, holds="salt"))


async def test_nothing_is_moved_to_another_place(kitchen: Database) -> None:
    with pytest.raises(NotFound):
        async with kitchen.transaction(IN_COUNTY) as tx:
            (await tx.get(Pot, 1)).place = NEXT_COUNTY


async def test_changes_by_a_condition_stay_within_the_scope(kitchen: Database) -> None:
    async with kitchen.transaction(IN_COUNTY) as tx:
        assert await tx.change(update(Pot).values(holds="tea")) == 1
        assert await tx.change(delete(Pot).where(Pot.holds == "soup")) == 0
    async with kitchen.transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(Pot.holds).order_by(Pot.id)) == ["tea", "soup"]


async def test_a_transaction_that_reads_writes_nothing(kitchen: Database) -> None:
    with pytest.raises(TypeError):
        async with kitchen.transaction(IN_COUNTY, write=False) as tx:
            tx.add(Pot(place=COUNTY, holds="salt"))


async def test_of_two_who_change_the_same_row_the_second_is_told(kitchen: Database) -> None:
    async with kitchen.transaction(IN_COUNTY, write=False) as tx:
        seen = await tx.get(Pot, 1)
    async with kitchen.transaction(IN_COUNTY) as tx:
        (await tx.get(Pot, 1)).holds = "tea"
    seen.holds = "milk"
    with pytest.raises(Conflict):
        async with kitchen.transaction(IN_COUNTY) as tx:
            tx.add(seen)


async def test_consequences_happen_with_their_cause_and_are_told_after_it(kitchen: Database) -> None:
    told: list[object] = []
    kitchen.on_commit(told.extend)
    async with kitchen.transaction(IN_COUNTY) as tx:
        tx.tell("ow")
        assert told == []
    assert told == ["ow", 2, 1, 0]
    async with kitchen.transaction(IN_COUNTY, write=False) as tx:
        assert "after ow" in await tx.scalars(select(Pot.holds))


async def test_what_fails_leaves_nothing_and_tells_nothing(kitchen: Database) -> None:
    told: list[object] = []
    kitchen.on_commit(told.extend)
    with pytest.raises(TypeError):
        async with kitchen.transaction(IN_COUNTY) as tx:
            tx.tell(b"a message that its reaction cannot bear")
    async with kitchen.transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(func.count(Pot.id))) == [2]
    assert told == []


async def test_a_commit_during_which_the_work_is_cancelled_happens_and_is_told_or_neither(
    kitchen: Database, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[object] = []
    kitchen.on_commit(told.extend)

    async def fill(pot: int, later: float) -> None:
        async with kitchen.transaction(IN_COUNTY) as tx:
            tx.add(Pot(id=pot, place=COUNTY, holds="tea"))
            await tx.flush()
            tx.tell(-pot)
            asyncio.get_running_loop().call_later(later, working.cancel)

    pots = range(10, 40)
    for pot in pots:
        working = asyncio.create_task(fill(pot, (pot - 10) / 10_000))
        await asyncio.wait([working])
    async with kitchen.transaction(EVERYWHERE, write=False) as tx:
        filled = await tx.scalars(select(Pot.id).where(Pot.id >= pots[0]).order_by(Pot.id))
    assert [-pot for pot in filled] == told
    assert [one.message for one in caplog.records if one.levelname == "ERROR"] == []


async def test_an_instant_comes_back_the_same_and_in_utc(kitchen: Database) -> None:
    async with kitchen.transaction(EVERYWHERE) as tx:
        tx.add(Meal(id=1, at=DINNER))
    async with kitchen.transaction(EVERYWHERE, write=False) as tx:
        at = (await tx.get(Meal, 1)).at
    assert (at, at.tzinfo) == (DINNER, UTC)


async def test_a_time_without_a_zone_is_no_instant(kitchen: Database) -> None:
    with pytest.raises(Exception, match="zone"):
        async with kitchen.transaction(EVERYWHERE) as tx:
            tx.add(Meal(id=1, at=DINNER.replace(tzinfo=None)))


@pytest.mark.usefixtures("walled_postgres")
async def test_on_postgres_a_pooled_connection_shows_nothing_outside_a_transaction_of_ours(
    postgres_url: str,
) -> None:
    await create_tables(postgres_url, Kitchen.metadata)
    database = Database(postgres_url, reactions={}, connections=2, metadata=Kitchen.metadata)
    async with database.transaction(EVERYWHERE) as tx:
        tx.add(Pot(place=COUNTY, holds="rice"))
    async with database._engine.begin() as connection:
        assert (await connection.execute(text("SELECT current_setting('reception.lo', true)"))).scalar() == ""
        await connection.execute(text("SET LOCAL ROLE reception_app"))
        assert (await connection.execute(select(POTS))).all() == []
    await database.dispose()


@pytest.mark.usefixtures("walled_postgres")
async def test_on_postgres_the_store_itself_is_bound_to_the_scope(postgres_url: str) -> None:
    await create_tables(postgres_url, Kitchen.metadata)
    database = Database(postgres_url, reactions={}, metadata=Kitchen.metadata)
    async with database.store(EVERYWHERE) as connection:
        await connection.execute(insert(POTS), [{"id": 1, "place": COUNTY, "holds": "rice", "version": 1}])
        await connection.execute(insert(POTS), [{"id": 2, "place": NEXT_COUNTY, "holds": "soup", "version": 1}])
    async with database.store(IN_COUNTY, write=False) as connection:
        assert (await connection.execute(select(POTS.c.holds))).scalars().all() == ["rice"]
    with pytest.raises(DBAPIError):
        async with database.store(IN_COUNTY) as connection:
            await connection.execute(insert(POTS), [{"id": 3, "place": NEXT_COUNTY, "holds": "x", "version": 1}])
    await database.dispose()


def test_instants_are_kept_by_one_type() -> None:
    assert isinstance(Meal.__table__.c.at.type, UtcDateTime)


async def test_a_column_may_have_the_name_of_a_guarded_table(kitchen: Database) -> None:
    async with kitchen.transaction(IN_COUNTY) as tx:
        tx.add(Meal(id=1, at=DINNER, pot=1))
        await tx.flush()
        assert await tx.change(update(Meal).where(Meal.pot == 1).values(at=DINNER, pot=2)) == 1
        assert await tx.scalars(select(Meal.pot)) == [2]
