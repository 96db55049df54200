"""What the rooms before this one do once an outcome is recorded."""

from server.day.meeting.reactions import end_at_desk
from server.day.outcome.messages import OutcomeRecorded
from server.db import Tx


async def end_reception(tx: Tx, recorded: OutcomeRecorded) -> None:
    """End the reception to which a desk called the person, once its outcome lacks nothing."""
    if not recorded.lacks:
        await end_at_desk(tx, recorded.key, now=recorded.real)
