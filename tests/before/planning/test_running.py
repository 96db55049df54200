import asyncio
import sys

import pytest

from server.before.planning.carrying import Found, asked, read_asked
from server.before.planning.instance import Chair, Hours, Instance, Leader, Level, Matter, Places, Site
from server.before.planning.running import run
from server.bench.instances import instance

HERE = 430_102_001
HOURS = (Hours(540, 720),)
COUNTY = Places(430_102_000, 430_102_999)
LEADER = Leader("L", Level.COUNTY, COUNTY, (Chair(COUNTY, HOURS, HERE),))
SMALL = Instance((LEADER,), (Site(HERE, 1, HOURS),), (), (Matter("A", HERE, "work_injury", 5, 30, 540),))
PLAN = b'{"placed": [], "left_out": {}, "cost": 1, "bound": null, "gap": null, "step": "greedy"}'


async def nothing(_: Found) -> None:
    pass


def script(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", text)


def test_a_day_goes_to_the_process_as_it_is() -> None:
    day = instance(40, 100, seed=1)
    there = read_asked(asked(day, known=None, seconds=1, seed=2))
    assert there.day == day
    assert there.known is None


async def test_a_process_of_its_own_plans_and_tells_each_plan() -> None:
    told = list[Found]()

    async def better(found: Found) -> None:
        told.append(found)

    ended = await run(SMALL, known=None, seconds=5, seed=1, better=better)
    assert ended.is_whole
    assert [(one.matter, one.leader, one.begins) for one in told[-1].placed] == [("A", "L", 540)]
    assert told[0].step == "greedy"


async def test_a_process_that_is_killed_leaves_its_best_plan() -> None:
    killed = f"import os,signal; print({PLAN.decode()!r}, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    ended = await run(SMALL, known=None, seconds=5, seed=1, better=nothing, command=script(killed))
    assert not ended.is_whole
    assert ended.best is not None
    assert ended.best.step == "greedy"


async def test_a_line_that_is_cut_is_no_plan() -> None:
    cut = f"import sys; sys.stdout.write({PLAN.decode()!r}[:40]); sys.stdout.flush(); sys.exit(1)"
    ended = await run(SMALL, known=None, seconds=5, seed=1, better=nothing, command=script(cut))
    assert (ended.best, ended.is_whole) == (None, False)


async def test_a_process_that_hangs_is_ended_at_its_limit() -> None:
    hangs = f"import time; print({PLAN.decode()!r}, flush=True); time.sleep(600)"
    ended = await run(SMALL, known=None, seconds=0.1, seed=1, better=nothing, command=script(hangs), grace=2)
    assert not ended.is_whole
    assert ended.best is not None


async def test_a_run_that_is_cancelled_ends_its_process() -> None:
    hangs = f"import time; print({PLAN.decode()!r}, flush=True); time.sleep(600)"
    began = asyncio.Event()

    async def better(_: Found) -> None:
        began.set()

    task = asyncio.create_task(run(SMALL, known=None, seconds=600, seed=1, better=better, command=script(hangs)))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
