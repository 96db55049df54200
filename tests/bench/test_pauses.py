"""What the bench of pauses measures is a loop that had entries to take in and watchers to tell."""

import asyncio
import signal

from server.bench import pauses
from server.bench.entries import running_target


async def test_a_loop_tells_of_its_longest_gap_and_begins_anew() -> None:
    async with running_target("journal", None) as target:
        assert min(await pauses._loaded(target, 0.5)) > 0
        assert pauses._memory(target) > 0
        target.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(1)
        target.process.send_signal(signal.SIGCONT)
        gaps = 0.0, 0.0
        while gaps[0] < 900:  # it is told once the loop has come round
            gaps = await pauses._gaps(target)
            await asyncio.sleep(0.01)
        by_clock, own = gaps
        assert own <= by_clock
