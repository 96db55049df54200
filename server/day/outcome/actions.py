"""What follows entries that say, or amend, what came of a matter."""

from collections.abc import Sequence

from server.day.outcome.messages import OutcomeRecorded
from server.day.outcome.reads import find_outcomes
from server.db import Tx
from server.instants import moment_of
from server.journal.model import Accepted, MatterKey


async def tell_outcomes(tx: Tx, entries: Sequence[Accepted]) -> None:
    """Tell each outcome that holds, once, where the last of these entries to say it recorded or amends it."""
    of_matters = [entry for entry in entries if entry.matter is not None]
    outcomes = await find_outcomes(tx, {MatterKey.of(entry) for entry in of_matters})
    said = {(MatterKey.of(entry), one): entry for entry in of_matters for one in (entry.id, entry.target)}
    for key, outcome in outcomes.items():
        entry = said.get((key, outcome.entry))
        if entry is not None:
            real = moment_of(entry.received_at)
            tx.tell(OutcomeRecorded(key, entry=outcome.entry, outcome=outcome.code, lacks=outcome.lacks, real=real))
