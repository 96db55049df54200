"""What plans are worth, and how long they take: days of 188 sites, beside the greedy plan of the same day.

All runs in this process, with two threads for the solvers; seconds are by the clock, on a machine whose load is told.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import mean, median
from typing import Final

from server.before.planning.at_once import repaired
from server.before.planning.instance import TIERS, Instance, Level, Placed
from server.before.planning.planner import plan_again, plan_day
from server.before.planning.solving.searching import Limits
from server.before.planning.solving.solutions import Solution
from server.bench.instances import instance
from server.bench.measure import Figures, Shape
from server.clock import Clock

CLOCK: Final = Clock()
SEEDS: Final = (1, 2, 3)
GREEDY: Final = "the greedy plan of the same day"
NOON_AND: Final = 630
"""10:30, when a leader is lost."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Days of one size, and what is to be reached; a gap is in per cent."""

    matters: int
    leaders: int
    seconds: float
    goal: str


KINDS: Final = (
    Kind(300, 100, 5, "gap at most 1 % in 5 s"),
    Kind(959, 200, 15, "gap at most 5 % in 15 s"),
    Kind(959, 100, 30, "objective at most 65 %, unplaced at most 55 % of the greedy plan's"),
)
LARGE: Final = (Kind(2000, 300, 60, "growth"), Kind(3000, 300, 90, "growth"))


def planner(*, quick: bool, say: Callable[[str], None]) -> Figures:
    """Plan each kind of day; medians of the seeds, of one seed with ``quick``."""
    shapes = [
        Shape("load of the machine at the beginning, one minute", os.getloadavg()[0], os.cpu_count(), "its cores")
    ]
    for kind in KINDS if quick else (*KINDS, *LARGE):
        seeds = SEEDS[:1] if quick or kind in LARGE else SEEDS
        runs = []
        for seed in seeds:
            say(f"{kind.matters} matters, {kind.leaders} leaders, seed {seed}")
            runs.append(_run(instance(kind.matters, kind.leaders, seed=seed), kind, seed))
        shapes += _medians(f"{kind.matters} × {kind.leaders}", runs)
    say("a leader is lost at 10:30")
    shapes += _medians("300 × 100, a leader lost at 10:30", [_lost(seed) for seed in SEEDS[: 1 if quick else 3]])
    return Figures("planner", [*shapes, Shape("load at the end", os.getloadavg()[0], os.cpu_count(), "its cores")])


def _medians(name: str, runs: Sequence[Sequence[Shape]]) -> Iterator[Shape]:
    for shapes in zip(*runs, strict=True):
        ours, peer = ([one.ours for one in shapes], [one.peer for one in shapes])
        middle = [median([one for one in side if one is not None]) for side in (ours, peer)]
        yield Shape(f"{name}: {shapes[0].shape}", middle[0], middle[1], shapes[0].peer_name)


def _run(day: Instance, kind: Kind, seed: int) -> list[Shape]:
    began, at, told = CLOCK.seconds(), list[float](), list[Solution]()

    def tell(one: Solution) -> None:
        at.append(CLOCK.seconds() - began)
        told.append(one)

    best = plan_day(day, limits=Limits(kind.seconds), seed=seed, clock=CLOCK.seconds, tell=tell)
    seconds, first = CLOCK.seconds() - began, told[0]
    bounded = first.cost.total if best.bound is None else best.bound
    limits = f"the limit; {kind.goal}"
    return [
        Shape("seconds to the first plan", at[0], 0.5, "the goal"),
        Shape("seconds to the last better plan", at[-1], kind.seconds, limits),
        Shape("seconds in all", seconds, kind.seconds, limits),
        Shape("objective", best.cost.total, first.cost.total, GREEDY),
        Shape("objective, beside what is proved", best.cost.total, bounded, "the bound of every plan"),
        Shape("unplaced", len(best.left_out), len(first.left_out), GREEDY),
        *_compared(day, best.placed, first.placed),
    ]


def _compared(day: Instance, best: Sequence[Placed], first: Sequence[Placed]) -> Iterator[Shape]:
    for tier in TIERS:
        ours, theirs = (_waits(day, plan, tier) for plan in (best, first))
        yield Shape(f"tier {tier}, mean minutes of those placed", mean(ours or [0]), mean(theirs or [0]), GREEDY)
        yield Shape(f"tier {tier}, minutes of the ninth in ten", _ninth(ours), _ninth(theirs), GREEDY)
        left = [sum(one.tier == tier for one in day.matters) - len(waits) for waits in (ours, theirs)]
        yield Shape(f"tier {tier}, unplaced", left[0], left[1], GREEDY)
    counties, counties_then = (_by_county(day, plan) for plan in (best, first))
    yield Shape("mean minutes of the county that waits least", min(counties), min(counties_then), GREEDY)
    yield Shape("mean minutes of the county that waits longest", max(counties), max(counties_then), GREEDY)
    yield Shape("per cent heard at the level that was asked for", _level(day, best), _level(day, first), GREEDY)
    yield Shape("idle minutes of a leader between receptions", _idle(day, best), _idle(day, first), GREEDY)


def _waits(day: Instance, plan: Sequence[Placed], tier: int) -> list[int]:
    begins = {one.matter: one.begins for one in plan}
    return [begins[one.id] - one.earliest for one in day.matters if one.tier == tier and one.id in begins]


def _ninth(waits: Sequence[int]) -> float:
    return sorted(waits)[int(0.9 * (len(waits) - 1))] if waits else 0


def _by_county(day: Instance, plan: Sequence[Placed]) -> list[float]:
    begins, found = {one.matter: one.begins for one in plan}, dict[int, list[int]]()
    for one in day.matters:
        if one.id in begins:
            found.setdefault(one.site // 1000, []).append(begins[one.id] - one.earliest)
    return [mean(waits) for waits in found.values()] or [0.0]


def _level(day: Instance, plan: Sequence[Placed]) -> float:
    levels, by = {one.id: one.level for one in day.leaders}, {one.matter: one.leader for one in plan}
    asked = [one for one in day.matters if one.wants > Level.COUNTY]
    got = sum(one.id in by and levels[by[one.id]] >= one.wants for one in asked)
    return 100 * got / max(1, len(asked))


def _idle(day: Instance, plan: Sequence[Placed]) -> float:
    idle, last = 0, dict[tuple[str, bool], int]()
    for one in sorted(plan, key=lambda placed: placed.begins):
        half = one.leader, one.begins >= 13 * 60
        idle += one.begins - last.get(half, one.begins)
        last[half] = one.ends
    return idle / max(1, len(day.leaders))


def _lost(seed: int) -> list[Shape]:
    """Of a plan that people know, a leader is lost: repaired at once, planned again with a price on every change."""
    day = instance(300, 100, seed=seed)
    plan = plan_day(day, limits=Limits(5), seed=seed, clock=CLOCK.seconds, tell=lambda _: None).placed
    later = [one for one in plan if one.begins >= NOON_AND]
    gone = max({one.leader for one in later}, key=lambda who: (sum(one.leader == who for one in later), who))
    rest = replace(
        day,
        leaders=tuple(one for one in day.leaders if one.id != gone),
        matters=tuple(replace(one, earliest=max(one.earliest, NOON_AND)) for one in day.matters),
        fixed=tuple(one for one in plan if one.begins < NOON_AND and one.leader != gone),
    )
    began = CLOCK.seconds()
    at_once = repaired(rest, plan)
    took = CLOCK.seconds() - began
    again = plan_again(rest, plan, limits=Limits(5), seed=seed, clock=CLOCK.seconds, tell=lambda _: None)
    orphans = [one.matter for one in later if one.leader == gone]
    others = {one.matter: one for one in later if one.leader != gone}
    goal = "the goal"
    return [
        Shape("seconds to repair", took, 0.5, goal),
        Shape("seconds to plan again", CLOCK.seconds() - began - took, 5, goal),
        *(
            shape
            for name, found in (("repaired", at_once), ("planned again", again))
            for shape in (
                Shape(f"{name}, of the lost leader's people placed", _placed(found, orphans), len(orphans), "all"),
                Shape(f"{name}, per cent of the others moved", _moved(found, others), 5, "the most"),
            )
        ),
        Shape("people to be told, planned again", _told(again, plan), _told(at_once, plan), "repaired"),
    ]


def _placed(found: Solution, matters: Sequence[str]) -> int:
    return len({one.matter for one in found.placed} & set(matters))


def _moved(found: Solution, others: dict[str, Placed]) -> float:
    kept = sum(others.get(one.matter) == one for one in found.placed)
    return 100 * (len(others) - kept) / max(1, len(others))


def _told(found: Solution, plan: Sequence[Placed]) -> int:
    return len(set(plan) ^ set(found.placed)) - sum(
        one.matter in {other.matter for other in set(plan) - set(found.placed)} for one in set(found.placed) - set(plan)
    )
