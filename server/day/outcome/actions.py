"""What follows an entry that says, or amends, what came of a matter."""

from server.day.outcome.messages import OutcomeRecorded
from server.day.outcome.reads import find_outcome
from server.db import Tx
from server.instants import moment_of
from server.journal.model import Accepted, MatterKey


async def tell_outcome(tx: Tx, entry: Accepted) -> None:
    """Tell the outcome that holds, where this entry recorded it or amends it; of any other entry nothing."""
    if entry.matter is None:
        return
    key = MatterKey.of(entry)
    outcome = await find_outcome(tx, key)
    if outcome is None or outcome.entry not in {entry.id, entry.target}:
        return
    real = moment_of(entry.received_at)
    tx.tell(OutcomeRecorded(key, entry=outcome.entry, outcome=outcome.code, lacks=outcome.lacks, real=real))
