"""Plans that are there at once: the greedy one, and what holds of one when a leader falls out. Pure; no solvers."""

from collections.abc import Mapping, Sequence

from server.before.planning.instance import Instance, Placed
from server.before.planning.solving.greedy import greedy
from server.before.planning.solving.repairing import repair
from server.before.planning.solving.slots import Board, Sheet, Spot, Spots
from server.before.planning.solving.solutions import Solution, solution_of


def first_plan(instance: Instance) -> Solution:
    """The greedy plan alone."""
    sheet = Sheet(instance)
    spots = greedy(sheet)
    return solution_of(sheet, spots, {}, None, "greedy")


def repaired(instance: Instance, told: Sequence[Placed]) -> Solution:
    """What still holds of a plan, with new places for those who lost theirs. ``told`` is the plan without the past."""
    sheet = Sheet(instance)
    known = spots_of(sheet, told)
    spots, board = keep(sheet, known)
    lost = [case for case in sheet.cases if case.number not in spots]
    return solution_of(sheet, repair(sheet, board, spots, lost), known, None, "repair")


def spots_of(sheet: Sheet, told: Sequence[Placed]) -> Spots:
    """A plan in numbers; a leader who is no longer there has the number -1, so that their people count as moved."""
    return {
        sheet.by_id[one.matter].number: (sheet.leaders.get(one.leader, -1), one.begins // sheet.grid)
        for one in told
        if one.matter in sheet.by_id
    }


def keep(sheet: Sheet, known: Mapping[int, Spot]) -> tuple[Spots, Board]:
    """What of a plan is still possible, the most urgent first, and the board with it."""
    board, spots = Board(sheet), Spots()
    for case in sorted((sheet.cases[number] for number in known), key=lambda one: (one.tier, one.ready, one.id)):
        spot = known[case.number]
        allowed = any(one.leader == spot[0] and one.starts >> spot[1] & 1 for one in case.options)
        if allowed and board.fits(case, spot):
            spots[case.number] = spot
            board.place(case, spot)
    return spots, board
