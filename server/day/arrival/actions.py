"""What a person does with a petitioner who came: see them in full."""

from datetime import datetime
from typing import Any

from server.day.record.reads import head_of, sealed_of
from server.db import Tx
from server.journal.model import Matter
from server.journal.seals import EntrySeals
from server.people.audit import record_with_reason
from server.people.rules import Person, require
from server.sealing import Sealer


async def unmask(
    tx: Tx, sealer: Sealer, day: str, site: str, matter: str, *, reason: str, by: Person, now: datetime
) -> dict[str, Any]:
    """Show a matter's petitioner and words in full, and write down who looked and why."""
    head = await head_of(tx, day, site)
    require(by, "unmask", head.place)
    row = await tx.get(Matter, (day, head.place, matter))
    about = f"matter:{day}/{site}/{matter}"
    await record_with_reason(
        tx, sealer, by.principal, "unmasked", about, reason=reason, day=day, place=head.place, now=now
    )
    return await sealed_of(tx, EntrySeals(sealer), row)
