"""Each place in the order follows from need, waiting and arrival, and is told in one sentence."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.day.calling import order
from server.day.calling.order import MINUTE, WaitingRow
from server.entries.fields import NEEDS

NOW = 10 * 60 * MINUTE
CASES = json.loads((Path(__file__).parents[3] / "schedules/reference/order_cases.json").read_text(encoding="utf-8"))


def one(
    minutes: int = 0, *needs: str, involved: int = 1, moved: int | None = None, ago: int | None = None
) -> WaitingRow:
    """A person who came so many minutes ago, and was moved by hand so many minutes ago."""
    moved_at = None if ago is None else NOW - ago * MINUTE
    return WaitingRow(430102001, "m", NOW - minutes * MINUTE, needs, involved, moved, moved_at)


@pytest.mark.parametrize(
    ("who", "tier", "code", "zh", "en"),
    [
        (
            *(one(), 5, "arrival"),
            *("按到达先后，排在第 4 位。", "In the order of arrival, number 4."),
        ),
        (
            *(one(29), 5, "arrival"),
            *("按到达先后，排在第 4 位。", "In the order of arrival, number 4."),
        ),
        (
            *(one(30), 4, "waited"),
            *("已等候 30 分钟，顺序提前。", "Has waited 30 minutes, so moved up."),
        ),
        (
            *(one(61), 3, "waited"),
            *("已等候 61 分钟，顺序提前。", "Has waited 61 minutes, so moved up."),
        ),
        (
            *(one(600), 2, "waited"),
            *("已等候 600 分钟，顺序提前。", "Has waited 600 minutes, so moved up."),
        ),
        (
            *(one(5, involved=30), 4, "many"),
            *("涉及 30 人，提前安排。", "30 people are concerned, so comes earlier."),
        ),
        (
            *(one(5, involved=29), 5, "arrival"),
            *("按到达先后，排在第 4 位。", "In the order of arrival, number 4."),
        ),
        (
            *(one(5, "elderly"), 3, "need"),
            *("本人说明年老，优先安排。", "Told us: elderly; so comes early."),
        ),
        (
            *(one(5, "from_far", "ill", involved=99), 3, "need"),
            *("本人说明有病，优先安排。", "Told us: unwell; so comes early."),
        ),
        (
            *(one(31, "interpreter"), 2, "waited"),
            *("已等候 31 分钟，顺序提前。", "Has waited 31 minutes, so moved up."),
        ),
        (
            *(one(5, "elderly", "hardship"), 2, "hardship"),
            *("本人说明生活困难，优先安排。", "Has told of hardship, so comes early."),
        ),
        (
            *(one(500, "hardship"), 2, "hardship"),
            *("本人说明生活困难，优先安排。", "Has told of hardship, so comes early."),
        ),
        (
            *(one(5, moved=1, ago=1), 1, "moved"),
            *(
                "工作人员已调整到一档，理由已记录。",
                "Moved to tier 1 by a member of staff; the reason is on record.",
            ),
        ),
        (
            *(one(500, "hardship", moved=5, ago=1), 5, "moved"),
            *(
                "工作人员已调整到五档，理由已记录。",
                "Moved to tier 5 by a member of staff; the reason is on record.",
            ),
        ),
        (
            *(one(500, "hardship", moved=5, ago=31), 4, "waited"),
            *("已等候 500 分钟，顺序提前。", "Has waited 500 minutes, so moved up."),
        ),
    ],
)
def test_a_tier_has_its_reason_in_one_sentence(who: WaitingRow, tier: int, code: str, zh: str, en: str) -> None:
    why = order.why(who, NOW, 4)
    assert (order.tier(who, NOW), why.code) == (tier, code)
    assert (order.sentence(why, "zh"), order.sentence(why, "en")) == (zh, en)


def test_a_called_person_has_no_place_in_the_order() -> None:
    why = order.why(one(), NOW, 0)
    assert (order.sentence(why, "zh"), order.sentence(why, "en")) == ("按到达先后。", "In the order of arrival.")


def test_every_need_that_a_site_may_record_moves_a_person_forward() -> None:
    assert {need for need in NEEDS if order.base_tier(one(0, need)) < 5} == NEEDS
    assert {order.base_tier(one(0, need)) for need in NEEDS - {"hardship"}} == {3}


def test_the_order_is_by_tier_then_by_arrival_then_by_place_and_matter() -> None:
    first, second = WaitingRow(1, "b", NOW - 9, moved_tier=1, moved_at=NOW), WaitingRow(1, "a", NOW, ("hardship",))
    third, fourth = WaitingRow(1, "d", NOW - 40 * MINUTE), WaitingRow(1, "c", NOW - 2 * MINUTE, involved=100)
    fifth, sixth, seventh = WaitingRow(1, "y", NOW - 1), WaitingRow(1, "z", NOW - 1), WaitingRow(2, "x", NOW - 1)
    right = [first, second, third, fourth, fifth, sixth, seventh]
    for seed in range(20):
        shuffled = random.Random(seed).sample(right, len(right))
        assert sorted(shuffled, key=lambda who: order.key(who, NOW)) == right


def waiting(told: dict[str, Any]) -> WaitingRow:
    """One of a case, as the shared table tells them, in minutes since the day's beginning."""
    moved = told["moved"] or {"tier": None, "at": None}
    at = None if moved["at"] is None else moved["at"] * MINUTE
    since = told["since"] * MINUTE
    agreed = None if "appointed" not in told else told["appointed"] * MINUTE
    return WaitingRow(
        *(told["place"], told["matter"], since, tuple(told["needs"]), told["involved"], moved["tier"], at, agreed)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_server_orders_the_shared_cases_as_the_desk_does(case: dict[str, Any]) -> None:
    now, all_who_wait = case["now"] * MINUTE, [waiting(told) for told in case["waiting"]]
    assert [one.matter for one in sorted(all_who_wait, key=lambda one: order.key(one, now))] == case["order"]
    named = {one.matter: one for one in all_who_wait}
    found = {matter: (order.why(named[matter], now, 1).code, order.tier(named[matter], now)) for matter in case["why"]}
    assert found == {matter: (why["code"], why["tier"]) for matter, why in case["why"].items()}


SOMEBODY = st.builds(
    WaitingRow,
    place=st.integers(1, 3),
    matter=st.text("abc", min_size=1, max_size=2),
    since=st.integers(NOW - 300 * MINUTE, NOW),
    needs=st.lists(st.sampled_from(sorted(NEEDS)), max_size=3).map(tuple),
    involved=st.integers(0, 100),
    moved_tier=st.none() | st.integers(1, 5),
    moved_at=st.none() | st.integers(NOW - 300 * MINUTE, NOW),
    appointed_at=st.none() | st.integers(NOW - 60 * MINUTE, NOW + 60 * MINUTE),
)


@given(who=SOMEBODY, later=st.integers(0, 300 * MINUTE))
def test_waiting_only_ever_lifts_and_never_to_the_first_tier(who: WaitingRow, later: int) -> None:
    now, then = order.tier(who, NOW), order.tier(who, NOW + later)
    assert then <= now <= order.base_tier(who)
    assert then >= min(2, order.base_tier(who))


@given(who=SOMEBODY, other=SOMEBODY)
def test_of_two_with_the_same_needs_the_earlier_goes_first(who: WaitingRow, other: WaitingRow) -> None:
    same = WaitingRow(
        who.place, other.matter, who.since - MINUTE, who.needs, who.involved, who.moved_tier, who.moved_at
    )
    assert order.key(same, NOW) < order.key(who._replace(appointed_at=None), NOW)


@given(who=SOMEBODY, other=SOMEBODY, since=st.integers(NOW - 300 * MINUTE, NOW), later=st.integers(0, 300 * MINUTE))
def test_an_unmoved_person_never_goes_before_one_of_the_same_kind_who_came_earlier(
    who: WaitingRow, other: WaitingRow, since: int, later: int
) -> None:
    involved = order.MANY + other.involved if who.involved >= order.MANY else min(other.involved, order.MANY - 1)
    first = who._replace(since=since, moved_tier=None, moved_at=None, appointed_at=None)
    second = other._replace(needs=who.needs, involved=involved, moved_tier=None, moved_at=None, appointed_at=None)
    second = second._replace(since=since + 1 + later)
    assert order.key(first, NOW) < order.key(second, NOW)


@given(who=SOMEBODY, other=SOMEBODY, minutes=st.integers(-60, 300))
def test_an_appointment_never_makes_a_person_wait_longer_nor_passes_a_need(
    who: WaitingRow, other: WaitingRow, minutes: int
) -> None:
    now = NOW + minutes * MINUTE
    without = who._replace(appointed_at=None)
    assert order.key(who, now)[:2] <= order.key(without, now)[:2]
    if order.base_tier(other) <= order.NEED_TIER < order.tier(without, now):
        assert order.key(other, now) < order.key(who, now)


@pytest.mark.parametrize(
    ("me", "minute", "kept"),
    [
        *(("account:1", -5, False), ("account:2", -5, True), ("account:2", 9, True), ("account:2", 10, False)),
        ("account:2", 20, False),
    ],
)
def test_who_has_an_appointment_is_left_to_its_leader_until_ten_minutes_after_its_time(
    me: str, minute: int, *, kept: bool
) -> None:
    who = one(30)._replace(appointed_at=NOW, appointed_to="account:1")
    assert order.is_kept_for_another(who, me, NOW + minute * MINUTE) is kept
    late = who._replace(since=NOW + 11 * MINUTE)
    assert not order.is_kept_for_another(late, me, NOW + minute * MINUTE)


def minutes(*lengths: int) -> list[int]:
    return [length * MINUTE for length in lengths]


@pytest.mark.parametrize(
    ("lengths", "before", "rooms", "expected"),
    [
        ([], 0, 1, (0, 0, 5)),
        ([], 1, 2, (0, 0, 5)),
        ([], 1, 1, (20, 15, 30)),
        ([], 3, 1, (60, 45, 90)),
        ([], 3, 2, (20, 15, 30)),
        ([], 4, 0, (80, 60, 120)),
        (minutes(10, 10, 10), 1, 1, (20, 15, 30)),
        (minutes(10, 10, 10, 10), 1, 1, (10, 10, 15)),
        (minutes(8, 12, 12, 40), 2, 1, (25, 20, 40)),
        (minutes(5, 10, 20, 60), 3, 3, (5, 0, 10)),
    ],
)
def test_a_time_comes_from_the_sites_own_receptions_and_is_honest_about_its_spread(
    lengths: list[int], before: int, rooms: int, expected: tuple[int, int, int]
) -> None:
    found = order.expected(lengths, before=before, rooms=rooms, now=NOW)
    assert tuple((moment - NOW) // MINUTE for moment in (found.at, found.start, found.end)) == expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (None, (20, 15, 30)),
        ((-60, -30), (20, 15, 30)),  # it is over
        ((60, 120), (20, 15, 30)),
        ((30, 90), (20, 15, 90)),  # the latest would fall into it
        ((10, 70), (80, 75, 90)),
        ((-10, 35), (55, 50, 65)),  # it is on
        ((-10, 33), (55, 50, 65)),
    ],
)
def test_nobody_is_expected_during_the_break(rest: tuple[int, int] | None, expected: tuple[int, int, int]) -> None:
    soon = order.expected([], before=1, rooms=1, now=NOW)
    found = order.after_break(soon, rest and (NOW + rest[0] * MINUTE, NOW + rest[1] * MINUTE), NOW)
    assert tuple((moment - NOW) // MINUTE for moment in (found.at, found.start, found.end)) == expected


@given(
    lengths=st.lists(st.integers(1, 200 * MINUTE), max_size=20),
    before=st.integers(0, 300),
    rooms=st.integers(0, 9),
    now=st.integers(NOW, NOW + 5 * MINUTE),
)
def test_a_time_is_never_past_and_its_spread_holds_it(lengths: list[int], before: int, rooms: int, now: int) -> None:
    found = order.expected(lengths, before=before, rooms=rooms, now=now)
    assert now <= found.start <= found.at < found.end
    assert [moment % (5 * MINUTE) for moment in (found.at, found.start, found.end)] == [0, 0, 0]
