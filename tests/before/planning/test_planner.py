import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.before.planning import at_once, planner
from server.before.planning.instance import (
    Chair,
    Hours,
    Instance,
    Leader,
    Level,
    Matter,
    Mode,
    Placed,
    Places,
    Site,
    Staff,
    Unfit,
)
from server.before.planning.solving.reasons import SENTENCES, Reason
from server.before.planning.solving.searching import Limits
from server.before.planning.solving.solutions import Solution
from server.bench.instances import instance
from tests.support.plan_checker import faults, tiers_that_wait_longer

CITY, COUNTY, OTHER = 430100, 430102, 430103
SITES = (CITY * 1000 + 1, COUNTY * 1000 + 1, OTHER * 1000 + 1)
HOURS = (Hours(540, 720), Hours(840, 1020))
PROVINCE = Places(430_000_000, 439_999_999)
OF = {
    Level.PROVINCE: PROVINCE,
    Level.CITY: Places(430_100_000, 430_199_999),
    Level.COUNTY: Places(430_102_000, 430_102_999),
}


def planned(day: Instance, *, seconds: float = 5.0, seed: int = 1) -> tuple[Solution, list[Solution]]:
    told = list[Solution]()
    limits = Limits(seconds, workers=1)
    return planner.plan_day(day, limits=limits, seed=seed, clock=time.monotonic, tell=told.append), told


def leader(ident: str, level: Level = Level.COUNTY, **more: object) -> Leader:
    home = OF[level]
    told = {"home": home, "chairs": (Chair(home, HOURS, SITES[1] if level is Level.COUNTY else None),)} | more
    return Leader(id=ident, level=level, **told)  # type: ignore[arg-type]  # what the test says


def matter(ident: str, tier: int = 5, **more: object) -> Matter:
    told = {"site": SITES[1], "category": "work_injury", "length": 30, "earliest": 540} | more
    return Matter(id=ident, tier=tier, **told)  # type: ignore[arg-type]  # what the test says


def day_of(leaders: Sequence[Leader], matters: Sequence[Matter], **more: object) -> Instance:
    sites = tuple(Site(place, 2, HOURS) for place in SITES)
    return replace(Instance(tuple(leaders), sites, (), tuple(matters)), **more)  # type: ignore[arg-type]  # as above


HOUR = st.builds(lambda begins, length: Hours(begins, begins + length), st.integers(500, 900), st.integers(0, 300))
PLACES = st.sampled_from([*OF.values(), *(Places(site, site) for site in SITES)])


@st.composite
def days(draw: st.DrawFn) -> Instance:
    chairs = st.builds(
        Chair, PLACES, st.lists(HOUR, min_size=1, max_size=2).map(tuple), st.sampled_from([None, *SITES])
    )
    leaders = [
        Leader(
            id=f"L{number}",
            level=draw(st.sampled_from(Level)),
            home=draw(PLACES),
            chairs=tuple(draw(st.lists(chairs, max_size=3))),
            recused_categories=frozenset(draw(st.sampled_from([(), ("pension_insurance",)]))),
            recused_places=tuple(draw(st.lists(PLACES, max_size=1))) if draw(st.integers(0, 5)) == 0 else (),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    matters = [
        Matter(
            id=f"M{number}",
            site=draw(st.sampled_from([*SITES, 430_104_001])),
            category=draw(st.sampled_from(["wage_arrears", "pension_insurance"])),
            tier=draw(st.integers(1, 5)),
            length=draw(st.sampled_from([5, 20, 25, 60, 240])),
            earliest=draw(st.integers(480, 1000)),
            wants=draw(st.sampled_from(Level)),
            mode=draw(st.sampled_from(Mode)),
            department=draw(st.sampled_from([None, "housing"])),
            interpreter=draw(st.sampled_from([None, None, "hmn"])),
            latest=draw(st.sampled_from([2880, 800])),
        )
        for number in range(draw(st.integers(0, 14)))
    ]
    staff = (
        Staff("housing", tuple((one, draw(st.integers(0, 2))) for one in draw(st.lists(HOUR, max_size=2)))),
        Staff("hmn", ((Hours(540, 1020), 1),)),
    )
    sites = tuple(Site(place, draw(st.integers(0, 2)), tuple(draw(st.lists(HOUR, max_size=2)))) for place in SITES)
    fixed = (Placed("M0", "L0", 600, 640),) if leaders and matters and draw(st.booleans()) else ()
    travel = {(SITES[0], SITES[1]): 40, (SITES[1], SITES[2]): 75}
    return Instance(
        tuple(leaders), sites, staff, tuple(matters), fixed, travel, grid=draw(st.sampled_from([5, 10, 15]))
    )


@settings(max_examples=60, deadline=None)
@given(days())
def test_every_plan_that_is_told_keeps_the_rules(day: Instance) -> None:
    best, told = planned(day, seconds=3)
    for one in (*told, best):
        assert not faults(day, one.placed)
        assert set(one.left_out) == {m.id for m in day.matters} - {p.matter for p in one.placed}


@settings(max_examples=60, deadline=None)
@given(days())
def test_no_tier_waits_longer_than_under_the_greedy_plan_and_none_costs_less_than_its_bound(day: Instance) -> None:
    best, told = planned(day, seconds=3)
    for one in (*told, best):
        assert not tiers_that_wait_longer(day, one.placed, than=at_once.first_plan(day).placed)
        assert one.bound is None or one.cost.total >= one.bound - 1e-6


@settings(max_examples=40, deadline=None)
@given(days(), st.integers(0, 3), st.integers(500, 900))
def test_a_repair_keeps_the_rules_and_who_was_begun(day: Instance, gone: int, now: int) -> None:
    plan = at_once.first_plan(replace(day, fixed=()))
    begun = tuple(one for one in plan.placed if one.begins < now and one.leader != f"L{gone}")
    rest = replace(
        day,
        leaders=tuple(one for one in day.leaders if one.id != f"L{gone}"),
        matters=tuple(replace(one, earliest=max(one.earliest, now)) for one in day.matters),
        fixed=begun,
    )
    found = at_once.repaired(rest, plan.placed)
    assert not faults(rest, found.placed)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_day_of_188_sites_is_planned_within_the_rules_and_better_than_greedily(seed: int) -> None:
    day = instance(300, 100, seed=seed)
    best, told = planned(day, seconds=20, seed=seed)
    for one in told:
        assert not faults(day, one.placed)
        assert not tiers_that_wait_longer(day, one.placed, than=told[0].placed)
    assert best.cost.total < told[0].cost.total
    assert best.gap is not None
    assert best.gap < 0.05


def test_a_day_with_too_many_matters_is_planned_by_blocks() -> None:
    day = instance(500, 100, seed=1)
    best, told = planned(day, seconds=20)
    assert not faults(day, best.placed)
    assert not tiers_that_wait_longer(day, best.placed, than=told[0].placed)
    assert best.cost.total < told[0].cost.total


def test_the_same_seed_gives_the_same_plan() -> None:
    day = instance(120, 100, seed=4)
    assert planned(day, seconds=60)[0].placed == planned(day, seconds=60)[0].placed


def test_the_checker_sees_what_is_wrong() -> None:
    day = day_of([leader("L")], [matter("A"), matter("B")])
    good = (Placed("A", "L", 540, 570), Placed("B", "L", 570, 600))
    assert not faults(day, good)
    assert faults(day, (good[0], replace(good[1], begins=555, ends=585)))
    assert faults(day, (good[0], replace(good[1], begins=700, ends=730)))
    assert faults(day, (good[0], good[0]))
    assert tiers_that_wait_longer(day, good[:1], than=good)


def test_without_leaders_nothing_is_placed_and_every_reason_is_said() -> None:
    best, _ = planned(day_of([], [matter("A")]))
    assert best.placed == ()
    assert best.left_out == {"A": Reason.NO_LEADER}
    assert best.cost.total > 0


def test_a_day_without_matters_costs_nothing() -> None:
    best, _ = planned(day_of([leader("L")], []))
    assert (best.placed, best.cost.total) == ((), 0)


def test_one_site_where_everybody_is_alike_is_filled_from_the_morning_on() -> None:
    best, _ = planned(day_of([leader("L")], [matter(f"M{n}") for n in range(14)]))
    assert [one.begins for one in best.placed] == [540 + 30 * n for n in range(6)] + [840 + 30 * n for n in range(6)]
    assert set(best.left_out.values()) == {Reason.LEADERS_BUSY}


MOVING = leader(
    "L",
    chairs=(
        Chair(OF[Level.COUNTY], (Hours(540, 720),), SITES[1]),
        Chair(Places(SITES[2], SITES[2]), (Hours(840, 1020),), SITES[2]),
    ),
)
"""One who sits at another site after noon."""
REASONS = [
    (Reason.NO_ROOM, [leader("L")], matter("A", site=430_104_001)),
    (Reason.NO_LEADER, [leader("L")], matter("A", site=SITES[2])),
    (Reason.NO_LEADER, [leader("L", Level.PROVINCE)], matter("A")),
    (Reason.RECUSED, [leader("L", recused_categories=frozenset({"work_injury"}))], matter("A")),
    (Reason.RECUSED, [leader("L", recused_matters=frozenset({"A"}))], matter("A")),
    (Reason.NOT_IN_PERSON, [leader("L", Level.CITY)], matter("A", mode=Mode.IN_PERSON)),
    (Reason.TOO_LONG, [leader("L")], matter("A", earliest=1000)),
    (Reason.ON_THE_ROAD, [MOVING], matter("A", site=SITES[2])),
    (Reason.DEPARTMENT_BUSY, [leader("L")], matter("A", department="none")),
    (Reason.INTERPRETER_BUSY, [leader("L")], matter("A", interpreter="none")),
]


@pytest.mark.parametrize(("reason", "leaders", "one"), REASONS)
def test_why_a_matter_has_no_place_is_said(reason: Reason, leaders: list[Leader], one: Matter) -> None:
    best, _ = planned(day_of(leaders, [one], staff=(Staff("none", ()),), travel={(SITES[1], SITES[2]): 290}))
    assert best.left_out == {"A": reason}


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    assert set(SENTENCES) == set(Reason)
    assert all(zh.endswith("。") and en.endswith(".") for zh, en in SENTENCES.values())


def test_a_leader_who_sits_elsewhere_after_noon_first_takes_the_road() -> None:
    best, _ = planned(day_of([MOVING], [matter("A", site=SITES[2])], travel={(SITES[1], SITES[2]): 170}))
    assert [one.begins for one in best.placed] == [900]


def test_the_urgent_come_first_even_where_that_costs_more() -> None:
    best, _ = planned(day_of([leader("L")], [matter("many", 5, length=180), matter("danger", 1, length=15)]))
    assert {one.matter: one.begins for one in best.placed} == {"danger": 540, "many": 840}


def test_after_losing_a_leader_their_people_go_to_others_and_few_are_moved() -> None:
    day = instance(300, 100, seed=1)
    plan = at_once.first_plan(day).placed
    now = 630
    lost = max((one.leader for one in plan if one.begins >= now), key=lambda who: sum(p.leader == who for p in plan))
    rest = replace(
        day,
        leaders=tuple(one for one in day.leaders if one.id != lost),
        matters=tuple(replace(one, earliest=max(one.earliest, now)) for one in day.matters),
        fixed=tuple(one for one in plan if one.begins < now and one.leader != lost),
    )
    repaired = at_once.repaired(rest, plan)
    again = planner.plan_again(
        rest, plan, limits=Limits(20, workers=1), seed=1, clock=time.monotonic, tell=lambda _: None
    )
    for found in (repaired, again):
        assert not faults(rest, found.placed)
        others = {one.matter: one for one in plan if one.leader != lost and one.begins >= now}
        moved = [one for one in found.placed if one.matter in others and others[one.matter] != one]
        assert len(moved) <= 0.05 * len(others)
    assert again.cost.total <= repaired.cost.total


@pytest.mark.parametrize(
    "broken",
    [
        {"grid": 7},
        {"matters": (matter("A"), matter("A"))},
        {"matters": (matter("A", tier=6),)},
        {"matters": (matter("A", length=0),)},
        {"matters": (matter("A", length=10_000),)},
        {"matters": (matter("A", department="nowhere"),)},
        {"matters": tuple(matter(f"M{n}") for n in range(5001))},
        {"leaders": (leader("L"), leader("L"))},
        {"leaders": (leader("L", chairs=(Chair(PROVINCE, (Hours(700, 600),), None),)),)},
        {"fixed": (Placed("nobody", "L", 540, 560),)},
    ],
)
def test_an_instance_that_cannot_be_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(Unfit):
        at_once.first_plan(replace(day_of([leader("L")], []), **broken))  # type: ignore[arg-type]  # what the test says
