"""What goes to the process of the planner and comes back from it, as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pydantic import TypeAdapter

from server.before.planning.instance import Instance, Placed
from server.before.planning.solving.solutions import Solution


@dataclass(frozen=True, slots=True)
class Asked:
    """A day to be planned: from nothing, or again from a plan that people know."""

    day: Instance
    travel: Sequence[tuple[int, int, int]]
    """As the instance has it, which comes without."""
    known: Sequence[Placed] | None
    seconds: float
    seed: int


@dataclass(frozen=True, slots=True)
class Found:
    """A plan on the way or the last one, and how good it is known to be."""

    placed: Sequence[Placed]
    left_out: Mapping[str, str]
    cost: int
    bound: float | None
    gap: float | None
    step: str


_ASKED: Final = TypeAdapter(Asked)
_FOUND: Final = TypeAdapter(Found)


def asked(day: Instance, *, known: Sequence[Placed] | None, seconds: float, seed: int) -> bytes:
    roads = [(one, other, minutes) for (one, other), minutes in day.travel.items()]
    return _ASKED.dump_json(Asked(replace(day, travel={}), roads, known, seconds, seed))


def read_asked(raw: bytes) -> Asked:
    found = _ASKED.validate_json(raw)
    roads = {(one, other): minutes for one, other, minutes in found.travel}
    return replace(found, day=replace(found.day, travel=roads))


def found(solution: Solution) -> bytes:
    """A solution of the planner as one line."""
    left_out = {matter: str(reason) for matter, reason in solution.left_out.items()}
    told = Found(solution.placed, left_out, solution.cost.total, solution.bound, solution.gap, solution.step)
    return _FOUND.dump_json(told) + b"\n"


def read_found(line: bytes) -> Found:
    return _FOUND.validate_json(line)
