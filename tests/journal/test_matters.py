"""Of several registrations of one matter the least (at, id) holds, whichever came first."""

from typing import Any

import pytest
from sqlalchemy import select

from server.db import EVERYWHERE, Database
from server.fold import Entry, site_state
from server.journal.counting import VOID
from server.journal.model import Counter, Matter
from server.verify.site import _folded_columns
from tests.support.days import PROVINCE, desk_of

DAY, SITE = "2024-03-14", "HN-C-4301"
MATTER = "018e3a79-1e80-7b63-906b-10adda815ed5"
FIRST, SECOND, THIRD = (f"018e3a79-1e80-7000-8000-00000000000{n}" for n in (1, 2, 3))


def said(ident: str, kind: str, minute: int, data: dict[str, Any]) -> dict[str, Any]:
    at = f"{DAY}T09:{minute:02}:00+08:00"
    return {"id": ident, "day": DAY, "site": SITE, "at": at, "kind": kind, "data": data}


def registration(ident: str, minute: int, involved: int) -> dict[str, Any]:
    counts = {"involved_count": involved, "attendee_count": 1, "is_repeat": False}
    words = {"category": "work_injury", "channel": "site", "summary": "（示例）", "needs": []}
    return said(ident, "matter_registered", minute, {"matter": MATTER, **counts, **words})


async def what_holds(database: Database) -> tuple[str | None, int]:
    """The registration that the matter's row shows, and the province's count of those concerned."""
    lo, hi = PROVINCE
    async with database.transaction(EVERYWHERE, write=False) as tx:
        row = await tx.one_or_none(select(Matter.registration).where(Matter.matter == MATTER))
        total = select(Counter.involved).where(Counter.lo == lo, Counter.hi == hi, Counter.key == "total")
        return row, (await tx.one_or_none(total)) or 0


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
async def test_the_earliest_registration_holds_until_it_is_withdrawn(
    database: Database, order: tuple[int, ...]
) -> None:
    told = [registration(FIRST, 9, 5), registration(SECOND, 3, 30), registration(THIRD, 3, 200)]
    withdrawal = said("018e3a79-1e80-7000-8000-000000000009", "entry_withdrawn", 10, {"entry": SECOND, "reason": "误"})
    async with desk_of(database, DAY, [SITE]) as desk:
        for number in order:
            await desk.send([told[number]])
        assert await what_holds(database) == (SECOND, 30)
        await desk.send([withdrawal])
    assert await what_holds(database) == (THIRD, 200)


def test_the_proof_foretells_every_column_of_a_matter() -> None:
    said = {"involved_count": 1, "attendee_count": 1, "is_repeat": False, "category": "other", "channel": "site"}
    entry = Entry(FIRST, 430_100_001, "matter_registered", 0, {"matter": MATTER, "needs": [], **said}, MATTER, None)
    state = site_state(430_100_001, [entry]).matters[MATTER]
    assert _folded_columns(state).keys() == VOID.keys()
