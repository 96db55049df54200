"""Tasks of the service end when they are told to, also where what they await loses the cancellation."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from server.live.supervisor import every, keep
from tests.support.patience import HANG


class Work:
    """Waits for ever, and answers its cancellation by something else, once."""

    def __init__(self, *, fails: bool) -> None:
        self.started = asyncio.Event()
        self._fails = fails
        self.failures = 0

    async def __call__(self) -> None:
        self.started.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            if self._fails:
                raise ConnectionError("the clean-up failed") from None

    def failed(self) -> None:
        self.failures += 1


def kept(work: Work) -> Awaitable[None]:
    return keep(work, name="test", pause=0, failed=work.failed)


def repeated(work: Work) -> Awaitable[None]:
    return every(0, work)


@pytest.mark.parametrize("fails", [True, False])
@pytest.mark.parametrize("run", [kept, repeated])
async def test_a_task_whose_work_loses_the_cancellation_ends(
    run: Callable[[Work], Awaitable[None]], *, fails: bool
) -> None:
    work = Work(fails=fails)
    task = asyncio.ensure_future(run(work))
    await work.started.wait()
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=HANG)
    assert done == {task}
    task.cancelled() or task.exception()  # what it ended with is said by its owner
    assert work.failures == (1 if fails and run is kept else 0)
