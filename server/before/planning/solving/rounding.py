"""Plans of a block from its relaxed one: matters in a random order that favours whole shares, each at its largest."""

import random
from collections.abc import Sequence
from typing import Final

import numpy as np

from server.before.planning.solving import greedy
from server.before.planning.solving.columns import Columns
from server.before.planning.solving.relaxing import Relaxed
from server.before.planning.solving.slots import Board, Case, Sheet, Spots, span

FAVOURED: Final = 1000
"""What a share of one is worth against a reduced cost."""
SHAKE: Final = 0.3
TRIED: Final = 60
"""Columns of a matter that are tried; what does not find its place then is placed greedily."""


def rounded(
    sheet: Sheet, cases: Sequence[Case], columns: Columns, relaxed: Relaxed, board: Board, *, seeds: Sequence[int]
) -> list[Spots]:
    """One plan for each seed."""
    worth = relaxed.reduced - FAVOURED * relaxed.share
    order = np.lexsort((worth, columns.case))
    ends = np.searchsorted(columns.case[order], np.arange(len(cases) + 1))
    tops = [order[ends[number] : min(ends[number] + TRIED, ends[number + 1])] for number in range(len(cases))]
    spots = [list(zip(columns.leader[top].tolist(), columns.start[top].tolist(), strict=True)) for top in tops]
    most = [float(relaxed.share[top].max(initial=0.0)) for top in tops]
    return [_one(sheet, cases, spots, most, board.copy(), chance(seed)) for seed in seeds]


def chance(seed: int) -> random.Random:
    """The same seed draws the same numbers."""
    return random.Random(seed)  # noqa: S311  # no secret


def _one(
    sheet: Sheet,
    cases: Sequence[Case],
    spots: Sequence[Sequence[tuple[int, int]]],
    most: Sequence[float],
    board: Board,
    drawn: random.Random,
) -> Spots:
    keys = [(-(share + SHAKE * drawn.random()), case.tier) for case, share in zip(cases, most, strict=True)]
    plan: Spots = {}
    left = list[Case]()
    for number in sorted(range(len(cases)), key=keys.__getitem__):
        case = cases[number]
        blocked = board.blocked(case)
        for spot in spots[number]:
            if not span(spot[1], case.length) & (blocked | board.busy[spot[0]]):
                plan[case.number] = spot
                board.place(case, spot)
                break
        else:
            left.append(case)
    return plan | greedy.insert(board, left, step=sheet.step)
