"""``python -m tests.support.mortal_reader URL N``: reads the journal; SIGKILL ends it while it acts on its N-th.

For each entry it leaves a line of the audit chain, which is never the same twice. It is killed when the line is written
and neither it nor the bookmark is committed. Ends with 0 where fewer entries than N are left.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from typing import Final

from server.db import Database, Tx
from server.entries.kinds import KINDS
from server.journal.model import Accepted
from server.journal.readers import AfterEntry, Reader
from server.people.audit import record
from tests.support.fake_clock import NINE

NAME: Final = "lines"
WHAT: Final = "read_by_a_test"


async def leave_lines(tx: Tx, entries: Sequence[Accepted]) -> None:
    for entry in entries:
        await record(tx, "machine:", WHAT, f"entry:{entry.id}", place=entry.place, now=NINE)


LINES: Final[AfterEntry] = dict.fromkeys(KINDS, (leave_lines,))


def dying_at(last: int) -> AfterEntry:
    """The same, but killed with the line of that entry written and not committed."""
    left = last

    async def leave_lines_and_die(tx: Tx, entries: Sequence[Accepted]) -> None:
        nonlocal left
        for entry in entries:
            await leave_lines(tx, [entry])
            await tx.flush()
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return dict.fromkeys(KINDS, (leave_lines_and_die,))


async def main(url: str, last: int) -> None:
    database = Database(url, reactions={})
    await Reader(database, NAME, dying_at(last)).catch_up()
    await database.dispose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
