"""What the bench of calls measures is a call, and its floor the least that could be one."""

from sqlalchemy import func, select

from server.bench import calls
from server.day.calling.model import Turn
from server.db import EVERYWHERE
from server.journal.model import Matter


async def test_both_sides_of_the_bench_call_a_person_and_all_wait_again(empty_url: str) -> None:
    async with calls._hall(empty_url) as database:

        async def counted() -> tuple[int, int]:
            async with database.transaction(EVERYWHERE, write=False) as tx:
                waiting = select(func.count()).select_from(Matter).where(Matter.turn == "waiting")
                turns = select(func.count()).select_from(Turn)
                return (await tx.scalars(waiting))[0], (await tx.scalars(turns))[0]

        for once in (calls._ours(database), calls._floor(database)):
            for _ in range(3):
                await once()
        assert await counted() == (calls.WAITING - 3, 3)
        await calls._all_wait_again(database)
        assert await counted() == (calls.WAITING, 0)
