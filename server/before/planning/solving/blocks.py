"""A block: the matters of a city, or of several, planned together while the rest of the day stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from server.before.planning.solving import exact, rounding, scoring, weights
from server.before.planning.solving.columns import Ints, columns_of, rows_of
from server.before.planning.solving.exact import Effort
from server.before.planning.solving.greedy import insert
from server.before.planning.solving.relaxing import Relaxation, sides_of
from server.before.planning.solving.scoring import Allowance
from server.before.planning.solving.slots import Board, Case, Sheet, Spot, Spots

ROUNDINGS: Final = 24
NEAR: Final = 0.002
SOME: Final = 1e-6
"""A share that is more than an error of arithmetic."""
"""A plan this near to its bound needs no exact search."""


@dataclass(frozen=True, slots=True)
class Task:
    """What one block is planned with: the board without it, its plan so far, and how long its tiers may wait."""

    cases: Sequence[Case]
    board: Board
    spots: Spots
    may: Allowance
    told: Mapping[int, Spot]
    effort: Effort
    reach: float
    """Columns up to this reduced cost are searched."""
    seed: int


@dataclass(frozen=True, slots=True)
class Planned:
    spots: Spots
    cost: int
    bound: float
    """Of the block against the rest as it stands."""
    is_searched: bool
    """Whether the search ended by itself."""


def plan(sheet: Sheet, task: Task) -> Planned:
    """The best plan of a block that was found, at least as good as the one that it had."""
    cases = task.cases

    def price(spots: Spots) -> int:
        return scoring.price(cases, spots, task.may, task.told, sheet.step)

    own = task.spots | greedily(sheet, task)
    columns = columns_of(sheet, cases, task.board, task.told)
    rows = rows_of(sheet, cases, columns, task.board)
    sides = sides_of(cases, columns, task.may)
    relaxed = Relaxation(cases, columns, rows, sides).solve(columns.cost, unplaced_of(cases), seconds=task.effort.left)
    if relaxed is None:
        return Planned(own, price(own), 0.0, is_searched=False)
    seeds = [task.seed * 1000 + number for number in range(ROUNDINGS)]
    found = rounding.rounded(sheet, cases, columns, relaxed, task.board, seeds=seeds)
    best = min([own, *found], key=price)
    cost, is_searched = price(best), True
    above = cost - relaxed.value
    if above > max(1.0, NEAR * relaxed.value) and task.effort.work > 0:
        keep = (relaxed.reduced <= min(task.reach, above)) | (relaxed.share > SOME) | columns.is_in(cases, best)
        few = columns.only(keep)
        again = rows_of(sheet, cases, few, task.board)
        sides = sides_of(cases, few, task.may)
        better = exact.improve(cases, few, again, sides, best, effort=task.effort, seed=task.seed)
        is_searched = better is not None and better[1]
        if better is not None and price(better[0]) < cost:
            best, cost = better[0], price(better[0])
    return Planned(best, cost, relaxed.value, is_searched=is_searched)


def greedily(sheet: Sheet, task: Task) -> Spots:
    """What a block has not placed, where it costs least."""
    board = task.board.copy()
    for case in task.cases:
        if case.number in task.spots:
            board.place(case, task.spots[case.number])
    return insert(board, (case for case in task.cases if case.number not in task.spots), step=sheet.step)


def unplaced_of(cases: Sequence[Case]) -> Ints:
    """What each matter costs that is not placed."""
    return np.array([weights.UNPLACED[case.tier] for case in cases], np.int64)


def bound(
    sheet: Sheet, cases: Sequence[Case], told: Mapping[int, Spot], may: Allowance | None, *, seconds: float
) -> float | None:
    """What no plan of these matters can cost less than, whatever the rest does.

    ``may`` bounds the tiers of the whole day, and is given where the block is all of it.
    """
    board = Board(sheet)
    columns = columns_of(sheet, cases, board, told)
    rows = rows_of(sheet, cases, columns, board)
    relaxation = Relaxation(cases, columns, rows, sides_of(cases, columns, may))
    relaxed = relaxation.solve(columns.cost, unplaced_of(cases), seconds=seconds)
    return None if relaxed is None else relaxed.value
