"""Sends what lies in the outbox: the jobs of the kinds whose channel this server has."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog

from server.clock import Clock
from server.db import EVERYWHERE, Database
from server.jobs.model import Job
from server.jobs.worker import Outside
from server.language import Language
from server.notices import actions, rules
from server.notices.actions import JOBS, Taken
from server.notices.channel import Carrier, Carriers, Letter, Unreachable
from server.notices.rules import Fate, QuietHours, Result
from server.notices.texts import Templates, say
from server.sealing import Sealer

log = structlog.get_logger(__name__)

AT_ONCE: Final = 16
"""Notices that are taken, sent and recorded together: as many may be sent twice where a server dies between."""
LINES: Final = 4
A_SECOND: Final = 64
"""Notices that a server sends at most in a second: faster, its pages would wait for it (bench notices)."""
TURN: Final = 45.0
"""Seconds after which other batches have their turn; well below the lease of a job."""
SLICE: Final = 60.0
"""Seconds that the notices of one slice have together."""
NOT_BEGUN: Final = Result(Fate.LATER, "not begun")
UNDER_WAY: Final = Result(Fate.UNCLEAR, "no answer in time")
UNSAYABLE: Final = Result(Fate.REFUSED, "no text")


@dataclass(slots=True)
class Counts:
    """What the metrics show of the notices that this process sent, since it started."""

    sent: int = 0
    put_off: int = 0
    refused: int = 0
    unclear: int = 0


class Sender:
    """Sends batches over the channels that this server has."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        clock: Clock,
        *,
        carriers: Carriers,
        templates: Templates,
        quiet: QuietHours | None,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._templates = templates
        self._quiet = quiet
        self._ended = False
        self.counts = Counts()
        self.jobs = {JOBS[channel]: Outside(self._runner(carrier)) for channel, carrier in carriers.items()}

    def end(self) -> None:
        """Let the slice that is being sent be the last."""
        self._ended = True

    def _runner(self, carrier: Carrier) -> Callable[[Job], Awaitable[datetime | None]]:
        async def run(job: Job) -> datetime | None:
            return await self._send_batch(UUID(job.key), carrier)

        return run

    async def _send_batch(self, batch: UUID, carrier: Carrier) -> datetime | None:
        """Send what is due of a batch for a while; gives when there is more to do."""
        began = self._clock.seconds()
        while not self._ended and self._clock.seconds() - began < TURN:
            sent_since = self._clock.seconds()
            async with self._database.transaction(EVERYWHERE) as tx:
                now = self._clock.now()
                taken = await actions.take(tx, self._sealer, batch, quiet=self._quiet, now=now, limit=AT_ONCE)
            if not taken:
                break
            results = await self._send(taken, carrier)
            if not await self._record(batch, taken, results):
                break
            await asyncio.sleep(max(0.0, len(taken) / A_SECOND - (self._clock.seconds() - sent_since)))
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            return await actions.next_due(tx, batch, quiet=self._quiet, now=self._clock.now())

    async def _record(self, batch: UUID, taken: Sequence[Taken], results: dict[UUID, Result]) -> bool:
        """Record what came of a slice; False where nothing of it was answered, and the rest is put off."""
        for result in results.values():
            self._count(result.fate)
        works = any(result.fate in {Fate.SENT, Fate.REFUSED} for result in results.values())
        async with self._database.transaction(EVERYWHERE) as tx:
            now = self._clock.now()
            await actions.record_results(tx, taken, results, now=now)
            if not works:
                log.warning("notices put off", batch=str(batch), why=next(iter(results.values())).reason)
                pause = rules.pause_after(max(one.attempts for one in taken))
                await actions.put_off(tx, batch, now=now, due=now + pause)
        return works

    async def _send(self, taken: Sequence[Taken], carrier: Carrier) -> dict[UUID, Result]:
        """Send a slice over a few lines; gives what came of each, also where time runs out."""
        written = {one.id: self._letter(one) for one in taken}
        letters = iter([letter for letter in written.values() if letter is not None])
        results = {ident: UNSAYABLE if letter is None else NOT_BEGUN for ident, letter in written.items()}
        why = list[str]()
        try:
            async with asyncio.timeout(SLICE), asyncio.TaskGroup() as lines:
                for _ in range(min(LINES, len(taken))):
                    lines.create_task(_over_a_line(carrier, letters, results, why))
        except TimeoutError:
            why.append("no time left")
        unsent = Result(Fate.LATER, why[-1] if why else NOT_BEGUN.reason)
        return {ident: unsent if result is NOT_BEGUN else result for ident, result in results.items()}

    def _letter(self, taken: Taken) -> Letter | None:
        """Put a notice into words; None where this version does not know its kind or misses a value."""
        language: Language = "en" if taken.language == "en" else "zh"
        try:
            said = say(self._templates[taken.kind], language, taken.values)
        except KeyError:
            return None
        return Letter(taken.id, taken.kind, language, taken.to, said, self._clock.now())

    def _count(self, fate: Fate) -> None:
        match fate:
            case Fate.SENT:
                self.counts.sent += 1
            case Fate.LATER:
                self.counts.put_off += 1
            case Fate.REFUSED:
                self.counts.refused += 1
            case Fate.UNCLEAR:
                self.counts.unclear += 1


async def _over_a_line(
    carrier: Carrier, letters: Iterator[Letter], results: dict[UUID, Result], why: list[str]
) -> None:
    """Send letters one after the other, over another line where one breaks, until there is none or no line is had."""
    letter = next(letters, None)
    while letter is not None:
        try:
            async with carrier.line() as line:
                while letter is not None:
                    results[letter.id] = UNDER_WAY
                    results[letter.id] = await line.send(letter)
                    letter = next(letters, None)
                    if not line.is_open:
                        break
        except Unreachable as error:
            why.append(str(error))
            return
