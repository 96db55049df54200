"""A matter's ticket and turn end in the same row whatever the order, the batches and the repetitions."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from server import fold
from server.day.outcome.rules import lacks
from server.db import EVERYWHERE, Database
from server.journal.counting import Said, matter_row
from server.journal.model import Counter, Head, Matter
from server.verify import verify
from tests.support.breadth import seeds
from tests.support.days import PlainSeals, desk_of

DAY, SITE = "2024-03-14", "HN-C-4301"
MATTER = "018e3a79-1e80-7b63-906b-10adda815ed5"
COUNTS = {"involved_count": 3, "attendee_count": 1, "is_repeat": False}
WORDS = {"category": "work_injury", "channel": "site", "summary": "（示例）", "needs": []}


def ident(n: int) -> str:
    return f"018e3a79-1e80-7000-8000-0000000000{n:02}"


def said(n: int, kind: str, minute: int, **data: Any) -> dict[str, Any]:
    at = f"{DAY}T09:{minute:02}:00+08:00"
    return {"id": ident(n), "day": DAY, "site": SITE, "at": at, "kind": kind, "data": {"matter": MATTER, **data}}


def withdrawal(n: int, minute: int, of: int) -> dict[str, Any]:
    whole = said(n, "entry_withdrawn", minute)
    return {**whole, "data": {"entry": ident(of), "reason": "误"}}


REGISTERED = said(1, "matter_registered", 0, **COUNTS, **WORDS)
FIRST_TICKET = said(2, "ticket_issued", 1, desk="A", number=7, code="a" * 64)
SECOND_TICKET = said(3, "ticket_issued", 2, desk="B", number=1, code="b" * 64)
CALLED = said(4, "turn_called", 10, room=1)
MISSED = said(5, "turn_returned", 12, because="no_show")
CALLED_AGAIN = said(6, "turn_called", 20, room=2)
ONCE_MORE = said(7, "turn_called", 21, room=2)
HELD = said(8, "turn_held", 22, reason="去取材料")
BACK = said(9, "turn_returned", 30, because="held")
MICROS = 1_710_378_000_000_000
"""Nine o'clock."""


def at(minute: int) -> int:
    return MICROS + minute * 60_000_000


NOTHING = ("waiting", None, None, None, 0, 0)
STORIES: list[tuple[list[dict[str, Any]], tuple[object, ...]]] = [
    ([REGISTERED], (None, None, *NOTHING)),
    ([REGISTERED, FIRST_TICKET, SECOND_TICKET], ("B1", "b" * 64, *NOTHING)),
    ([REGISTERED, FIRST_TICKET, SECOND_TICKET, withdrawal(20, 3, 3)], ("A7", "a" * 64, *NOTHING)),
    ([REGISTERED, CALLED], (None, None, "called", at(10), at(10), 1, 1, 0)),
    ([REGISTERED, CALLED, MISSED], (None, None, "waiting", at(12), at(10), 1, 0, 1)),
    ([REGISTERED, CALLED, MISSED, withdrawal(20, 40, 5)], (None, None, "called", at(10), at(10), 1, 1, 0)),
    ([REGISTERED, CALLED, MISSED, CALLED_AGAIN, ONCE_MORE], (None, None, "called", at(21), at(21), 2, 2, 1)),
    (
        [REGISTERED, FIRST_TICKET, CALLED, MISSED, CALLED_AGAIN, ONCE_MORE, HELD],
        ("A7", "a" * 64, "held", at(22), at(21), 2, 0, 1),
    ),
    (
        [REGISTERED, CALLED, MISSED, CALLED_AGAIN, HELD, BACK, withdrawal(20, 31, 4)],
        (None, None, "waiting", at(30), at(20), 2, 0, 1),
    ),
    ([REGISTERED, FIRST_TICKET, CALLED, withdrawal(20, 40, 1)], (None, None, *NOTHING)),
]
COLUMNS = (
    *(Matter.ticket, Matter.ticket_code, Matter.turn, Matter.turn_at),
    *(Matter.called_at, Matter.called_room, Matter.calls, Matter.no_shows),
)


async def row_of(database: Database) -> tuple[object, ...]:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        (row,) = await tx.rows(select(*COLUMNS).where(Matter.matter == MATTER))
    return tuple(row)


@pytest.mark.parametrize(("story", "ends_in"), STORIES)
@pytest.mark.parametrize("seed", seeds(1, 20, of="turns"))
async def test_tickets_and_turns_end_alike_in_any_order(
    database: Database, story: list[dict[str, Any]], ends_in: tuple[object, ...], seed: int
) -> None:
    dice = random.Random(seed)
    told = story + dice.sample(story, dice.randint(0, len(story)))
    dice.shuffle(told)
    async with desk_of(database, DAY, [SITE]) as desk:
        while told:
            batch, told = told[: (size := dice.randint(1, 4))], told[size:]
            await desk.send(batch)
    assert await row_of(database) == ends_in
    report = await verify(database, PlainSeals())
    assert (report.differences, report.entries, report.waiting) == ([], len(story), 0)


async def test_of_a_turn_nothing_is_counted_but_that_entries_came(database: Database) -> None:
    async def shown() -> list[object]:
        async with database.transaction(EVERYWHERE, write=False) as tx:
            counters = [
                (row.key, row.matters, row.involved, row.attendees) for row in await tx.scalars(select(Counter))
            ]
            facts = [(head.waiting_matters, head.in_session, head.late) for head in await tx.scalars(select(Head))]
            return [sorted(counters), facts]

    async with desk_of(database, DAY, [SITE]) as desk:
        await desk.send([REGISTERED])
        before = await shown()
        await desk.send([FIRST_TICKET, CALLED, MISSED, CALLED_AGAIN, HELD])
    assert await shown() == before


async def test_a_turn_without_its_matter_waits_for_it(database: Database) -> None:
    async with desk_of(database, DAY, [SITE]) as desk:
        early = await desk.send([CALLED, FIRST_TICKET, HELD, BACK])
        assert [answer.status for answer in early] == ["waiting"] * 4
        await desk.send([REGISTERED])
    assert (await row_of(database))[:3] == ("A7", "a" * 64, "waiting")


HAPPENED = st.lists(
    st.tuples(
        st.sampled_from([CALLED, CALLED_AGAIN, MISSED, HELD, BACK, FIRST_TICKET, SECOND_TICKET]),
        st.integers(0, 3),
    ),
    max_size=9,
)


@given(happened=HAPPENED, gone=st.sets(st.integers(0, 8), max_size=3), seed=st.integers(0, 2**32))
@settings(deadline=None)
def test_the_fold_and_the_counting_agree_on_every_turn(
    happened: list[tuple[dict[str, Any], int]], gone: set[int], seed: int
) -> None:
    told = [fold.Entry(ident(1), 1, "matter_registered", at(0), REGISTERED["data"], MATTER)]
    told += [
        fold.Entry(ident(10 + n), 1, one["kind"], at(minute), one["data"], MATTER)
        for n, (one, minute) in enumerate(happened)
    ]
    told += [
        fold.Entry(ident(30 + n), 1, "entry_withdrawn", at(9), {"entry": ident(10 + n)}, MATTER, ident(10 + n))
        for n in gone
        if n < len(happened)
    ]
    random.Random(seed).shuffle(told)
    state = fold.site_state(1, told).matters[MATTER]
    row = matter_row([Said(one.id, one.kind, one.at, one.target, one.data) for one in told], lacks)
    shown = (row["turn"], row["turn_at"], row["called_at"], row["called_room"], row["calls"], row["no_shows"])
    turn = state.turn
    assert shown == (turn.state, turn.at, turn.called_at, turn.room, turn.calls, turn.no_shows)
    assert (row["ticket"], row["ticket_code"]) == (state.ticket, state.ticket_code)
