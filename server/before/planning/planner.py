"""Plans a day: who hears whom, and when. Pure; it imports OR-Tools, so only a process of its own imports it.

The greedy plan is there at once. Then the matters of each city are planned by themselves, those of the province first,
each block against what is placed by then (``solving.blocks``); then block after block again while the rest stands. Each
better plan is told when it is found. No tier of need waits longer than under the greedy plan: a plan in which one does
is never told. The bounds of the blocks, each with all capacity for itself, bound the cost of every plan of the day.
"""

from collections.abc import Mapping, Sequence

from server.before.planning.instance import Instance, Placed
from server.before.planning.solving import scoring
from server.before.planning.solving.greedy import greedy
from server.before.planning.solving.repairing import repair
from server.before.planning.solving.searching import Clock, Limits, Search, Solution, Tell, solution_of
from server.before.planning.solving.slots import Board, Sheet, Spot, Spots


def first_plan(instance: Instance) -> Solution:
    """The greedy plan alone."""
    sheet = Sheet(instance)
    spots = greedy(sheet)
    return solution_of(sheet, spots, {}, None, "greedy")


def repaired(instance: Instance, told: Sequence[Placed]) -> Solution:
    """What still holds of a plan, with new places for those who lost theirs. ``told`` is the plan without the past."""
    sheet = Sheet(instance)
    known = _known(sheet, told)
    spots, board = keep(sheet, known)
    lost = [case for case in sheet.cases if case.number not in spots]
    return solution_of(sheet, repair(sheet, board, spots, lost), known, None, "repair")


def plan_day(instance: Instance, *, limits: Limits, seed: int, clock: Clock, tell: Tell) -> Solution:
    """The best plan within the limits; each better one on the way is told."""
    sheet = Sheet(instance)
    spots = greedy(sheet)
    may = scoring.waits(sheet.cases, spots, sheet.step)
    search = Search(sheet, spots, may, {}, limits=limits, seed=seed, clock=clock, tell=tell)
    search.told("greedy")
    if sheet.cases and sheet.instance.leaders:
        search.construct()
        search.go_on()
    return search.solution("done")


def plan_again(
    instance: Instance, told: Sequence[Placed], *, limits: Limits, seed: int, clock: Clock, tell: Tell
) -> Solution:
    """A better plan than the one people know, with as few changes to it as that is worth; from that plan on.

    ``told`` has what still holds of the plan; what it does not place is placed greedily at first.
    """
    sheet = Sheet(instance)
    known = _known(sheet, told)
    spots, board = keep(sheet, known)
    lost = [case for case in sheet.cases if case.number not in spots]
    spots = repair(sheet, board, spots, lost)
    may = scoring.waits(sheet.cases, spots, sheet.step)
    search = Search(sheet, spots, may, known, limits=limits, seed=seed, clock=clock, tell=tell)
    search.told("kept")
    if sheet.cases and sheet.instance.leaders:
        search.go_on()
    return search.solution("done")


def _known(sheet: Sheet, told: Sequence[Placed]) -> Spots:
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
