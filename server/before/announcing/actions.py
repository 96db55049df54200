"""Keeping since when the public knows of a day."""

from sqlalchemy import select

from server.before.agenda.messages import DayChanged
from server.before.agenda.rules import DayState
from server.before.announcing.model import Announcement
from server.db import Tx


async def keep_announcement(tx: Tx, changed: DayChanged) -> None:
    """Keep when a day was announced, and when the state that the notice tells changed since."""
    known = await tx.one_or_none(select(Announcement).where(Announcement.day == changed.day))
    if known is not None:
        known.changed_at = changed.at
    elif changed.state == DayState.ANNOUNCED:
        tx.add(Announcement(day=changed.day, announced_at=changed.at, changed_at=changed.at))
