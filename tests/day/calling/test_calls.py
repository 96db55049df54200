"""Which people a caller can call, and in which order."""

import random
from typing import Any

import pytest
from sqlalchemy import select

from server.day.calling import order
from server.day.calling.messages import Called, TurnsChanged
from server.day.calling.model import Turn
from server.day.calling.reads import turns
from server.day.calling.rules import TurnState
from server.db import EVERYWHERE
from server.errors import Refused
from server.people.rules import Person
from server.place import range_of_region
from tests.support.breadth import seeds
from tests.support.hall import DAY, PLACES, Hall, at, desk, ident, key_of, leader, matter, micros, numbers
from tests.support.plan import CITY, HERE, NEXT_DOOR, OTHER_CITY, PROVINCE, person


async def code_of(refused: Any) -> str:
    with pytest.raises(Refused) as raised:
        await refused
    return raised.value.code


async def test_a_leader_calls_the_first_of_all_their_sites_and_then_the_next(hall: Hall) -> None:
    await hall.add(
        matter(1, minute=-20),
        matter(2, NEXT_DOOR, minute=-5, needs="elderly"),
        matter(3, OTHER_CITY, minute=-1, needs="from_far hardship"),
        matter(4, minute=-25, involved=50),
    )
    provincial, city = leader("甲"), leader("乙", CITY)
    assert numbers(await hall.shown(provincial)) == [3, 2, 4, 1]
    assert numbers(await hall.shown(city)) == [2, 4, 1]
    called = [await hall.call(by) for by in (city, provincial, provincial, city)]
    assert [one.matter.matter for one in called] == [ident(n) for n in (2, 3, 4, 1)]
    assert await code_of(hall.call(provincial)) == "nobody_waiting"


async def test_what_a_call_writes_down_and_says(hall: Hall) -> None:
    await hall.add(matter(1))
    hall.heard()
    found = await hall.call(leader("甲"), mode="video", room=2, when=at(3))
    turn = found.turn
    assert turn is not None
    assert (turn.state, turn.mode, turn.room, turn.calls, turn.no_shows) == ("called", "video", 2, 1, 0)
    assert (turn.called_by, turn.caller_name, turn.called_at) == ("account:甲", "甲", micros(3))
    who = {"by": "account:甲", "name": "甲", "caller_place": 430_000_000, "receives": True}
    when = {"calls": 1, "at": at(3).now, "real": at(3).real}
    said = [Called(key_of(1), HERE, "video", 2, **who, **when)]  # type: ignore[arg-type]
    assert hall.heard() == [*said, TurnsChanged(DAY, frozenset({PLACES[HERE]}))]


async def test_a_call_without_a_name_takes_only_people_who_wait(hall: Hall) -> None:
    await hall.add(
        matter(1, state="in_session", started_at=micros(-3)),
        matter(2, state="done", started_at=micros(-3), outcome_at=micros(-1), outcome="assigned"),
        matter(3, turn="called", turn_at=micros(-2)),
        matter(4, turn="held", turn_at=micros(-2)),
        matter(5, state="void"),
        matter(6, minute=1),
    )
    assert (await hall.call(leader())).matter.matter == ident(6)
    assert await code_of(hall.call(leader())) == "nobody_waiting"


async def test_a_person_is_named_by_the_matter_and_its_site(hall: Hall) -> None:
    await hall.add(matter(1), matter(2, minute=1), matter(3, turn="held", turn_at=micros(1)), matter(4, NEXT_DOOR))
    assert (await hall.call(leader(), site=HERE, matter=ident(2))).matter.matter == ident(2)
    assert (await hall.call(leader(), site=HERE, matter=ident(3), when=at(2))).state == "called"
    assert (await hall.call(leader(), site=NEXT_DOOR)).matter.matter == ident(4)
    refused: list[tuple[dict[str, Any], str]] = [
        ({"site": HERE, "matter": ident(2)}, "already_called"),
        ({"site": HERE, "matter": ident(4)}, "not_found"),
        ({"site": "HN-D-999999"}, "not_found"),
        ({"matter": ident(1)}, "invalid"),
        ({"site": NEXT_DOOR}, "nobody_waiting"),
    ]
    for asked, code in refused:
        assert await code_of(hall.call(leader(), **asked)) == code


async def test_beyond_ones_places_no_person_is_called_and_nothing_is_learnt(hall: Hall) -> None:
    await hall.add(matter(1, OTHER_CITY), matter(2, NEXT_DOOR))
    here = leader("县", range_of_region("430102"))
    assert await code_of(hall.call(here)) == "nobody_waiting"
    assert await code_of(hall.call(here, site=OTHER_CITY)) == "not_found"
    assert await code_of(hall.call(desk(HERE), site=NEXT_DOOR, matter=ident(2))) == "not_found"


@pytest.mark.parametrize("role", ["organiser", "officer", "department", "supervisor", "auditor", "interpreter"])
async def test_a_role_that_does_not_receive_calls_no_person(hall: Hall, role: str) -> None:
    await hall.add(matter(1))
    assert await code_of(hall.call(person(role))) == "not_allowed"


async def test_a_silent_site_is_called_by_its_own_people_only(hall: Hall) -> None:
    await hall.add(matter(1, minute=-9), matter(2, minute=-8), matter(3, NEXT_DOOR, minute=-1))
    await hall.hear(at(0, late=11), NEXT_DOOR)
    late = at(0, late=11)
    first = await hall.call(leader(), when=late)
    assert first.matter.matter == ident(3)  # she came later, but no other site can be reached
    for asked in ({}, {"site": HERE}, {"site": HERE, "matter": ident(1)}):
        assert await code_of(hall.call(leader(), when=late, **asked)) == "site_not_heard"
    registrar = person("registrar", (PLACES[HERE], PLACES[HERE]))
    own = [await hall.call(by, when=late) for by in (desk(HERE), registrar)]
    assert [one.matter.matter for one in own] == [ident(1), ident(2)]


async def test_the_sites_own_word_that_comes_later_stands_over_the_call(hall: Hall) -> None:
    """A leader called; the site, cut off, had sent the person back: when that is heard they wait again."""
    await hall.add(matter(1))
    await hall.call(leader("甲"), when=at(1))
    assert await code_of(hall.call(leader("乙"), when=at(2))) == "nobody_waiting"
    async with hall.database.transaction(EVERYWHERE) as tx:
        (row,) = await tx.scalars(select(type(matter(1))))
        row.turn, row.turn_at, row.no_shows = "waiting", micros(3), 1
    assert [line.turn_view.state for line in await hall.shown(leader())] == ["waiting"]
    again = await hall.call(leader("乙"), when=at(2.5))
    assert (again.state, again.turn and again.turn.called_by, again.no_shows) == ("called", "account:乙", 1)


async def test_each_who_waits_is_listed_with_their_position_and_a_time(hall: Hall) -> None:
    ended: dict[str, Any] = {
        "state": "done",
        "started_at": micros(-60),
        "outcome_at": micros(-50),
        "outcome": "assigned",
    }
    await hall.add(
        *(matter(n, minute=-90, **ended) for n in range(10, 14)),
        matter(1, state="in_session", started_at=micros(-1)),
        matter(2, turn="called", turn_at=micros(-1)),
        matter(3, minute=-3),
        matter(4, minute=-2),
        matter(5, NEXT_DOOR, minute=-1),
        matter(6, turn="held", turn_at=micros(-1)),
    )
    lines = await hall.shown(leader())
    soon = [line.expected and round((line.expected.at - micros(0)) / 60_000_000) for line in lines]
    assert [(number, line.position) for number, line in zip(numbers(lines), lines, strict=True)] == [
        (1, 0),
        (2, 0),
        (3, 1),
        (4, 2),
        (5, 3),
        (6, 0),
    ]
    assert soon == [None, None, 20, 30, 0, None]


async def test_a_call_leaves_one_row_for_each_matter(hall: Hall) -> None:
    await hall.add(matter(1), matter(2))
    people: list[Person] = [leader("甲"), desk(HERE)]
    for by in people:
        await hall.call(by)
    async with hall.database.transaction(EVERYWHERE, write=False) as tx:
        rows = await tx.rows(select(Turn.matter, Turn.called_by, Turn.calls).order_by(Turn.matter))
    assert [tuple(row) for row in rows] == [(ident(1), "account:甲", 1), (ident(2), "device:一号台", 1)]


@pytest.mark.parametrize("seed", seeds(1, 20, of="calls"))
async def test_the_first_of_all_is_among_those_who_are_read(hall: Hall, seed: int) -> None:
    chance = random.Random(seed)
    held: dict[str, Any] = {"turn": "held", "turn_at": micros(-2)}
    called = held | {"turn": "called"}
    codes, needs = list(PLACES), ("", "", "elderly", "ill", "hardship ill")
    told = {n: (chance.choice(codes), chance.choice(needs), chance.choice([1, 30, 60])) for n in range(1, 61)}
    for n, (code, need, involved) in told.items():
        stands = chance.choice([{}, {}, {}, held, called, {"registered_at": None}])
        await hall.add(matter(n, code, minute=-chance.randrange(200) // 10, needs=need, involved=involved, **stands))
    for n in chance.sample(range(1, 61), 12):
        code, _, _ = told[n]
        state, tier = chance.choice(list(TurnState)), chance.choice([None, 1, 4])
        place, moved_at = PLACES[code], tier and micros(-1)
        turn = Turn(day=DAY, place=place, matter=ident(n), state=state, state_at=micros(-3), calls=1, no_shows=0)
        turn.moved_tier, turn.moved_at = tier, moved_at
        await hall.add(turn)
    async with hall.database.transaction(EVERYWHERE, write=False) as tx:
        for but in ([], codes[:1], codes[1:]):
            gone = {PLACES[code] for code in but}
            everybody = [one for one in await turns.all_who_wait(tx, DAY, PROVINCE) if one.place not in gone]
            some = await turns.may_be_first(tx, DAY, PROVINCE, but=gone)
            assert set(some) <= set(everybody)
            for now in (micros(0), micros(25), micros(70), micros(500)):
                first, found = (min(order.key(one, now) for one in ones) for ones in (everybody, some))
                assert found == first
