"""What the bench of faults measures does come true: after each fault both servers agree again."""

from server.bench import faults
from server.bench.breakable import postgres_programs, redis_program


async def test_after_every_fault_of_the_bench_two_servers_agree_again() -> None:
    program, programs = redis_program(), postgres_programs()
    assert program is not None
    assert programs is not None
    told: list[str] = []
    async with faults.running_pair(program, programs) as pair:
        shapes = await faults._measured(pair, rounds=1, stopped=1, say=told.append)
        assert pair.sent > len(told)
    assert len(shapes) == 10
    assert [one.shape for one in shapes if one.ratio is None] == []
