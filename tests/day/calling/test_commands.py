"""The commands on a turn after its call: which principals may give them, and what is recorded of them."""

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from server.day.calling.actions import attach_meeting, finish_turn, start_turn
from server.day.calling.messages import Called, HandedOver, TurnEnded, TurnsChanged, Why
from server.day.calling.model import Turn
from server.db import EVERYWHERE
from server.errors import Refused
from server.journal.model import Matter
from server.people import audit
from server.people.model import AuditLine
from server.people.rules import Person
from tests.support.hall import DAY, PLACES, Hall, at, desk, ident, key_of, leader, matter, micros, numbers
from tests.support.plan import CITY, COUNTY, HERE, person

MOVED = TurnsChanged(DAY, frozenset({PLACES[HERE]}))


async def refusal(hall: Hall, by: Person, what: str, **more: object) -> str:
    with pytest.raises(Refused) as raised:
        await hall.command(by, 1, what, **more)  # type: ignore[arg-type]
    return raised.value.code


async def log_of(hall: Hall) -> list[tuple[str, str, str, str | None]]:
    async with hall.database.transaction(EVERYWHERE, write=False) as tx:
        lines = await tx.scalars(select(AuditLine).order_by(AuditLine.seq))
        return [(line.who, line.what, line.about, await audit.reason_of(tx, hall.sealer, line)) for line in lines]


async def test_a_call_is_repeated_and_said_again(hall: Hall) -> None:
    await hall.add(matter(1))
    await hall.call(leader(), mode="in_person", room=3)
    hall.heard()
    found = await hall.command(leader(), 1, "recall", when=at(1))
    assert found.turn is not None
    assert (found.state, found.turn.calls, found.turn.called_at, found.turn.room) == ("called", 2, micros(1), 3)
    (said,) = [one for one in hall.heard() if isinstance(one, Called)]
    assert (said.calls, said.mode, said.room) == (2, "in_person", 3)


async def test_a_person_called_by_the_sites_entry_is_called_again_by_command(hall: Hall) -> None:
    await hall.add(matter(1, turn="called", turn_at=micros(-1), called_at=micros(-1), called_room=7, calls=2))
    found = await hall.command(desk(), 1, "recall")
    assert found.turn is not None
    assert (found.turn.calls, found.turn.room, found.turn.mode) == (3, 7, "in_person")


async def test_a_person_who_does_not_come_waits_again_twice_and_is_then_held_for_the_desk(hall: Hall) -> None:
    await hall.add(matter(1))
    ends = []
    for minute in range(3):
        await hall.call(leader(), when=at(minute), site=HERE, matter=ident(1))
        hall.heard()
        found = await hall.command(desk(), 1, "no_show", when=at(minute + 0.5))
        (ended,) = [one for one in hall.heard() if isinstance(one, TurnEnded)]
        ends.append((found.state, found.no_shows, ended.why))
    assert ends == [("waiting", 1, "no_show"), ("waiting", 2, "no_show"), ("held", 3, "third_no_show")]


async def test_what_the_site_counted_while_offline_counts_among_the_no_shows(hall: Hall) -> None:
    await hall.add(matter(1, no_shows=2))
    await hall.call(leader())
    assert (await hall.command(leader(), 1, "no_show", when=at(1))).state == "held"


@pytest.mark.parametrize(("what", "state", "why"), [("hold", "held", "held"), ("give_back", "waiting", "given_back")])
async def test_a_call_is_taken_back_and_its_meeting_told(hall: Hall, what: str, state: str, why: Why) -> None:
    await hall.add(matter(1))
    await hall.call(leader())
    meeting = uuid7()
    async with hall.database.transaction(EVERYWHERE) as tx:
        await attach_meeting(tx, key_of(1), meeting)
    hall.heard()
    found = await hall.command(desk(), 1, what, when=at(1))
    assert found.turn is not None
    assert (found.state, found.turn.called_by, found.turn.meeting) == (state, None, None)
    assert hall.heard() == [
        TurnEnded(key_of(1), HERE, why, meeting, at(1).now, at(1).real),
        MOVED,
    ]


async def test_a_person_who_was_held_comes_back_where_they_were(hall: Hall) -> None:
    await hall.add(matter(1, minute=-9), matter(2, minute=-8))
    hall.heard()
    await hall.command(desk(), 1, "hold", reason="去取材料")
    assert hall.heard() == [MOVED]
    assert (await hall.call(leader())).matter.matter == ident(2)
    assert (await hall.command(desk(), 1, "release", when=at(1))).state == "waiting"
    assert (await hall.call(leader())).matter.matter == ident(1)
    assert [(who, what, why) for who, what, _, why in await log_of(hall)] == [
        ("device:一号台", "turn_hold", "去取材料"),
        ("account:甲", "turn_call", None),
        ("device:一号台", "turn_release", None),
        ("account:甲", "turn_call", None),
    ]


async def test_a_manual_move_changes_the_order_and_leaves_its_reason_in_the_log(hall: Hall) -> None:
    await hall.add(matter(1, minute=-1), matter(2, minute=-9, needs="hardship"), matter(3, minute=-8))
    coordinator = person("coordinator", COUNTY, name="协调员")
    await hall.command(coordinator, 1, "move", tier=1, reason="突发心脏不适")
    await hall.command(coordinator, 3, "move", tier=5, reason="本人要求晚些")
    lines = await hall.shown(coordinator)
    assert numbers(lines) == [1, 2, 3]
    assert [(line.why.code, dict(line.why.params)) for line in lines] == [
        ("moved", {"tier": 1}),
        ("hardship", {}),
        ("moved", {"tier": 5}),
    ]
    assert await log_of(hall) == [
        ("account:协调员", "turn_move", f"matter:{DAY}/{HERE}/{ident(1)}", "突发心脏不适"),
        ("account:协调员", "turn_move", f"matter:{DAY}/{HERE}/{ident(3)}", "本人要求晚些"),
    ]
    for more in ({"tier": 1}, {"tier": 0, "reason": "急"}, {"tier": 6, "reason": "急"}, {"reason": "急"}):
        assert await refusal(hall, coordinator, "move", **more) == "invalid"


async def test_a_move_says_nothing_of_the_state(hall: Hall) -> None:
    await hall.add(matter(1, turn="held", turn_at=micros(-1)))
    assert (await hall.command(desk(), 1, "move", tier=1, reason="急")).state == "held"


async def test_a_person_is_handed_over_and_stays_with_the_caller_until_accepted(hall: Hall) -> None:
    await hall.add(matter(1))
    province, city, other = leader("省"), leader("市", CITY), leader("县", COUNTY)
    await hall.call(province)
    asked = await hall.command(province, 1, "hand_over", to="430100", reason="属市级权限")
    assert asked.turn is not None
    assert (asked.state, asked.turn.called_by, asked.turn.handed_to) == ("called", "account:省", "430100")
    for by in (other, province, desk()):
        assert await refusal(hall, by, "accept_hand_over") == "not_handed_over"
    hall.heard()
    found = await hall.command(city, 1, "accept_hand_over", when=at(1))
    assert found.turn is not None
    assert (found.turn.called_by, found.turn.caller_name, found.turn.handed_to) == ("account:市", "市", None)
    where = (key_of(1), HERE, found.turn.meeting)
    when = (at(1).now, at(1).real)
    assert hall.heard() == [HandedOver(*where, "account:省", "account:市", "市", CITY[0], *when), MOVED]
    assert [(who, what, why) for who, what, _, why in await log_of(hall)] == [
        ("account:省", "turn_call", None),
        ("account:省", "turn_hand_over", "属市级权限"),
        ("account:市", "turn_accept_hand_over", None),
    ]


async def test_a_refused_hand_over_leaves_the_person_with_the_caller(hall: Hall) -> None:
    await hall.add(matter(1))
    province, city = leader("省"), leader("市", CITY)
    await hall.call(province)
    await hall.command(province, 1, "hand_over", to="430100", reason="属市级权限")
    assert await refusal(hall, city, "refuse_hand_over") == "invalid"
    found = await hall.command(city, 1, "refuse_hand_over", reason="不属本市")
    assert found.turn is not None
    assert (found.state, found.turn.called_by, found.turn.handed_to) == ("called", "account:省", None)
    assert await refusal(hall, city, "refuse_hand_over", reason="再次") == "not_handed_over"
    await hall.command(province, 1, "hand_over", to="430102", reason="属县级权限")
    assert (await hall.command(province, 1, "refuse_hand_over", reason="收回")).state == "called"


async def test_another_leader_of_ones_own_place_may_take_over_but_not_oneself(hall: Hall) -> None:
    await hall.add(matter(1))
    await hall.call(leader("省"), mode="video")
    await hall.command(leader("省"), 1, "hand_over", to="430000", reason="另有会议")
    assert await refusal(hall, leader("省"), "accept_hand_over") == "not_handed_over"
    found = await hall.command(leader("副省"), 1, "accept_hand_over")
    assert found.turn is not None
    assert (found.turn.called_by, found.turn.handed_to) == ("account:副省", None)


async def test_a_hand_over_asks_a_place_that_reaches_over_the_site(hall: Hall) -> None:
    await hall.add(matter(1))
    await hall.call(leader("省"))
    said = [
        await refusal(hall, leader("省"), "hand_over", to=to, reason="转")
        for to in ("430200", "430103", "430102002", "none", None)
    ]
    assert said == ["hand_over_out_of_reach"] * 3 + ["invalid"] * 2


async def test_only_the_caller_begins_or_hands_over(hall: Hall) -> None:
    await hall.add(matter(1))
    await hall.call(leader("甲"))
    assert await refusal(hall, leader("乙"), "start") == "not_your_call"
    assert await refusal(hall, leader("乙"), "hand_over", to="430100", reason="转") == "not_your_call"
    assert (await hall.command(leader("甲"), 1, "start", when=at(1))).state == "in_session"
    assert await refusal(hall, leader("甲"), "recall") == "not_from_here"


async def test_a_reception_begins_and_ends_for_its_meeting(hall: Hall) -> None:
    await hall.add(matter(1))
    await hall.call(leader())
    hall.heard()
    async with hall.database.transaction(EVERYWHERE) as tx:
        begun = [await start_turn(tx, key_of(1), at=at(1)) for _ in range(2)]
    assert [turn.state for turn in begun] == ["in_session", "in_session"]
    async with hall.database.transaction(EVERYWHERE) as tx:
        await finish_turn(tx, key_of(1), at=at(9))
    said = [one for one in hall.heard() if isinstance(one, TurnEnded)]
    assert [(one.why, one.at) for one in said] == [("finished", at(9).now)]
    assert await hall.shown(leader()) == []


async def test_a_person_who_was_received_without_an_outcome_waits_again(hall: Hall) -> None:
    await hall.add(matter(1))
    await hall.call(leader())
    async with hall.database.transaction(EVERYWHERE) as tx:
        await start_turn(tx, key_of(1), at=at(1))
        again = [await finish_turn(tx, key_of(1), at=at(9), given_back=True) for _ in range(2)]
    assert [turn.state for turn in again] == ["waiting", "waiting"]
    assert [one.why for one in hall.heard() if isinstance(one, TurnEnded)] == ["given_back"]


async def test_a_reception_whose_outcome_came_first_begins_and_ends_quietly(hall: Hall) -> None:
    await hall.add(matter(1))
    await hall.call(leader())
    async with hall.database.transaction(EVERYWHERE) as tx:
        row = await tx.get(Matter, key_of(1))
        row.state, row.outcome = "done", "assigned"
    async with hall.database.transaction(EVERYWHERE) as tx:
        await start_turn(tx, key_of(1), at=at(1))
        assert (await finish_turn(tx, key_of(1), at=at(2))).state == "done"


async def test_what_was_recorded_ends_a_reception_whatever_was_commanded(hall: Hall) -> None:
    await hall.add(matter(1, state="done", started_at=micros(1), outcome_at=micros(5), outcome="assigned"))
    for what in ("recall", "hold", "no_show", "give_back", "start", "accept_hand_over"):
        assert await refusal(hall, leader(), what) == "not_from_here"
    async with hall.database.transaction(EVERYWHERE) as tx:
        assert (await finish_turn(tx, key_of(1), at=at(9))).state == "done"


async def test_of_what_is_not_there_or_not_ones_own_nothing_is_learnt(hall: Hall) -> None:
    await hall.add(matter(2), matter(3, state="void"))
    for by, n, code in ((leader(), 1, HERE), (leader(), 3, HERE), (desk("HN-D-430103"), 2, HERE), (leader(), 2, "X")):
        with pytest.raises(Refused, match="not_found"):
            await hall.command(by, n, "hold", code=code)
    with pytest.raises(Refused, match="not_allowed"):
        await hall.command(person("officer"), 2, "hold")
    async with hall.database.transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(Turn)) == []
