"""What can be done at once when a leader falls out: new places for their people, moving one other at most for each."""

from collections.abc import Sequence
from typing import Final

from server.before.planning.solving import scoring, weights
from server.before.planning.solving.greedy import cheapest
from server.before.planning.solving.slots import Board, Case, Sheet, Spot, Spots, bits

TRIED: Final = 12
"""Starts of each leader at which a matter tries to displace one other."""


def repair(sheet: Sheet, board: Board, spots: Spots, orphans: Sequence[Case]) -> Spots:
    """Place orphans where it is free, or where one matter that is no more urgent has another place to go to.

    ``spots`` has what stands and may move, and is on the board already, which is kept up to date.
    """
    who = dict(spots)
    for case in sorted(orphans, key=lambda one: (one.tier, one.ready, one.id)):
        direct = cheapest(board, case, step=sheet.step)
        if direct is None:
            direct = _displacing(sheet, board, who, case)
        if direct is not None:
            who[case.number] = direct
            board.place(case, direct)
    return who


def _displacing(sheet: Sheet, board: Board, spots: Spots, case: Case) -> Spot | None:
    """A place that another matter leaves for one that is free; that one is moved."""
    best: tuple[int, Spot, int, Spot] | None = None
    by_leader: dict[int, list[int]] = {}
    for number, spot in spots.items():
        by_leader.setdefault(spot[0], []).append(number)
    for option in case.options:
        for number in by_leader.get(option.leader, ()):
            other, (leader, start) = sheet.cases[number], spots[number]
            if other.tier < case.tier:
                continue
            board.remove(other, (leader, start))
            starts = board.free(case, option)
            for mine in list(bits(starts))[:TRIED]:
                board.place(case, (leader, mine))
                theirs = cheapest(board, other, step=sheet.step)
                board.remove(case, (leader, mine))
                if theirs is None:
                    continue
                waits = weights.WAIT[case.tier] * (mine - case.ready) + weights.WAIT[other.tier] * (theirs[1] - start)
                cost = option.cost + scoring.cost_of(other, theirs) + waits * sheet.step + weights.MOVED
                if best is None or cost < best[0]:
                    best = (cost, (leader, mine), number, theirs)
                break
            board.place(other, (leader, start))
    if best is None:
        return None
    _, mine_spot, number, theirs = best
    board.remove(sheet.cases[number], spots[number])
    board.place(sheet.cases[number], theirs)
    spots[number] = theirs
    return mine_spot
