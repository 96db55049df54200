"""Whole days through the real entry check, writer and counters, on both databases."""

import random
from typing import Any

import pytest
from sqlalchemy import select

from server.db import EVERYWHERE, Database
from server.entries.check import Sound
from server.journal.model import Accepted, Counter, Head, Pending
from tests.support.breadth import seeds
from tests.support.days import PROVINCE, checked, desk_of, folded, played_day

OF_ARRIVAL = {"last_hash", "lines", "duplicates", "heard_at", "proof"}
"""What a head says of what came in, and its proof: the rest is what became of it."""
DAYS = ["2023-11-09", "2024-03-14-hard-cases"]


async def totals(database: Database) -> dict[str, Any]:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        lo, hi = PROVINCE
        wanted = select(Counter).where(Counter.lo == lo, Counter.hi == hi, Counter.key == "total")
        row = (await tx.scalars(wanted))[0]
    return {key: getattr(row, key) for key in ("matters", "involved", "attendees", "resolved_on_site", "amount_fen")}


async def heads(database: Database) -> list[tuple[Any, ...]]:
    """What the heads say of each site that is state, not a mark of arrival."""
    columns = [column for column in Head.__table__.c if column.name not in OF_ARRIVAL]
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return [
            tuple(row) for row in await tx.rows(select(*(getattr(Head, c.name) for c in columns)).order_by(Head.place))
        ]


@pytest.mark.parametrize("at_once", [1, 100])
@pytest.mark.parametrize("name", DAYS)
async def test_a_day_in_file_order_ends_in_its_expected_figures(database: Database, name: str, at_once: int) -> None:
    day = played_day(name)
    async with desk_of(database, day.day) as desk:
        await desk.play(day.entries, at_once=at_once)
    assert await totals(database) == day.expected["tally"]["totals"]
    async with database.transaction(EVERYWHERE, write=False) as tx:
        all_heads = await tx.scalars(select(Head))
    intake = day.expected["intake"]
    assert sum(head.last_seq for head in all_heads) == intake["accepted"]
    assert sum(head.lines for head in all_heads) == intake["lines"]
    assert sum(head.duplicates for head in all_heads) == intake["duplicates"]
    assert sum(head.waiting_entries for head in all_heads) == intake["waiting"]


def sound_entries(day: str, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries that are sound for themselves, those that their ground refuses among them."""
    return [entry for entry, said in zip(entries, checked(day, entries), strict=True) if isinstance(said, Sound)]


@pytest.mark.parametrize("seed", seeds(5, 50, of="hard cases"))
async def test_the_hard_cases_shuffled_end_in_the_same_status_of_each_id(database: Database, seed: int) -> None:
    day = played_day("2024-03-14-hard-cases")
    entries, rng = sound_entries(day.day, day.entries), random.Random(seed)
    rng.shuffle(entries)
    async with desk_of(database, day.day) as desk:
        await desk.play(entries, at_once=rng.choice([1, 3, 100]))
    async with database.transaction(EVERYWHERE, write=False) as tx:
        status = dict.fromkeys(await tx.scalars(select(Accepted.id)), "accepted")
        held = await tx.scalars(select(Pending))
        status |= {row.id: row.code or "waiting" for row in held}
    by_the_rules, _ = folded(day.day, entries)
    assert status == by_the_rules
    assert {ident: said if said in {"accepted", "waiting"} else "refused" for ident, said in status.items()} == {
        ident: said for ident, said in day.expected["status"].items() if ident in status
    }
    assert await totals(database) == day.expected["tally"]["totals"]


async def test_a_day_sent_a_second_time_changes_nothing(database: Database) -> None:
    day = played_day("2024-03-14-hard-cases")
    async with desk_of(database, day.day) as desk:
        await desk.play(day.entries)
        before = await heads(database), await totals(database)
        answers = await desk.play(day.entries)
    assert (await heads(database), await totals(database)) == before
    statuses = {answer.status for said in answers.values() for answer in said}
    assert statuses == {"duplicate", "waiting", "refused"}
