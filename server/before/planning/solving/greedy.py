"""The greedy plan: one matter after the other, the most urgent first, each where it costs least."""

from collections.abc import Iterable

from server.before.planning.solving import weights
from server.before.planning.solving.slots import Board, Case, Sheet, Spot, Spots


def greedy(sheet: Sheet) -> Spots:
    """By tier of need, then by when a person can be there: the rule that an officer would follow by hand."""
    return insert(Board(sheet), sheet.cases, step=sheet.step)


def insert(board: Board, cases: Iterable[Case], *, step: int) -> Spots:
    """Place what can be placed where the board is free, and take it there."""
    spots: Spots = {}
    for case in sorted(cases, key=lambda one: (one.tier, one.ready, one.id)):
        if (spot := cheapest(board, case, step=step)) is not None:
            spots[case.number] = spot
            board.place(case, spot)
    return spots


def cheapest(board: Board, case: Case, *, step: int) -> Spot | None:
    """The free place that costs least, of those the earliest; None where there is none."""
    best: tuple[int, int, int] | None = None
    per_slot = weights.WAIT[case.tier] * step
    for option in case.options:
        starts = board.free(case, option)
        if starts:
            start = (starts & -starts).bit_length() - 1
            found = (option.cost + per_slot * (start - case.ready), start, option.leader)
            if best is None or found < best:
                best = found
    return None if best is None else (best[2], best[1])
