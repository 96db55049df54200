"""Plans a day: a leader and a time for each matter. Pure; it imports OR-Tools, so only a process of its own imports it.

The greedy plan is there at once. Then the matters of each city are planned by themselves, those of the province first,
each block against what is placed by then (``solving.blocks``); then block after block again while the rest stands. Each
better plan is told when it is found. No tier of need waits longer than under the greedy plan: a plan in which one does
is never told. The bounds of the blocks, each with all capacity for itself, bound the cost of every plan of the day.
"""

from collections.abc import Sequence

from server.before.planning.at_once import keep, spots_of
from server.before.planning.instance import Instance, Placed
from server.before.planning.solving import scoring
from server.before.planning.solving.greedy import greedy
from server.before.planning.solving.repairing import repair
from server.before.planning.solving.searching import Clock, Limits, Search, Tell
from server.before.planning.solving.slots import Sheet
from server.before.planning.solving.solutions import Solution


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
    known = spots_of(sheet, told)
    spots, board = keep(sheet, known)
    lost = [case for case in sheet.cases if case.number not in spots]
    spots = repair(sheet, board, spots, lost)
    may = scoring.waits(sheet.cases, spots, sheet.step)
    search = Search(sheet, spots, may, known, limits=limits, seed=seed, clock=clock, tell=tell)
    search.told("kept")
    if sheet.cases and sheet.instance.leaders:
        search.go_on()
    return search.solution("done")
