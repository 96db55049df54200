"""What is wrong with a timetable that was made by hand, each with a place that would do. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from server.before.planning.instance import Instance, Level, Matter, Mode, Placed
from server.before.planning.solving.greedy import cheapest
from server.before.planning.solving.slots import Board, Case, Sheet, bits, is_recused, may_not_hear

Problem = Literal[
    "leader_gone", "at_once", "recused", "not_theirs", "hours", "not_in_person", "road", "rooms", "staff", "early"
]


@dataclass(frozen=True, slots=True)
class Fix:
    """A place that is free: another time with the same leader where there is one, else another leader."""

    leader: str
    begins: int


@dataclass(frozen=True, slots=True)
class Clash:
    matter: str
    problem: Problem
    other: str | None
    """The reception at the same time, of the same leader."""
    fix: Fix | None


def clashes(instance: Instance, placed: Sequence[Placed]) -> list[Clash]:
    """The receptions that cannot be as they are, by their beginning; the earlier of two at once stands."""
    sheet = Sheet(replace(instance, fixed=()))
    board, found = Board(sheet), list[tuple[Placed, Problem, str | None]]()
    leaders, matters = {one.id: one for one in instance.leaders}, {one.id: one for one in instance.matters}
    stands = list[Placed]()
    for one in sorted(placed, key=lambda slot: (slot.begins, slot.matter)):
        matter = matters.get(one.matter)
        if matter is None:
            continue
        who = leaders.get(one.leader)
        other = next((slot for slot in stands if slot.leader == one.leader and slot.ends > one.begins), None)
        problem: Problem | None
        if who is None:
            problem = "leader_gone"
        elif other is not None:
            problem = "at_once"
        else:
            problem = _problem(sheet, board, one, matter)
        if problem is not None:
            found.append((one, problem, None if other is None else other.matter))
            continue
        stands.append(one)
        case = sheet.by_id[one.matter]
        board.place(case, (sheet.leaders[one.leader], one.begins // sheet.grid))
    return [Clash(one.matter, problem, other, _fix(sheet, board, one)) for one, problem, other in found]


def _problem(sheet: Sheet, board: Board, one: Placed, matter: Matter) -> Problem | None:
    case, leader = sheet.by_id[one.matter], sheet.leaders[one.leader]
    who = sheet.instance.leaders[leader]
    if is_recused(who, matter):
        return "recused"
    theirs = [chair for chair in who.chairs if chair.places.covers(matter.site)]
    if may_not_hear(who, matter) or not theirs:
        return "not_theirs"
    if one.begins < matter.earliest or one.ends > matter.latest:
        return "early"
    spot = (leader, one.begins // sheet.grid)
    if not any(option.leader == leader and option.starts >> spot[1] & 1 for option in case.options):
        in_hours = any(
            hours.begins <= one.begins and one.ends <= hours.ends for chair in theirs for hours in chair.hours
        )
        if not in_hours:
            return "hours"
        return "not_in_person" if matter.mode is Mode.IN_PERSON else "road"
    if board.fits(case, spot):
        return None
    wide = [pool for pool in case.pools if board.full[pool] & ((1 << case.length) - 1) << spot[1]]
    return "rooms" if case.pools and case.pools[0] in wide else "staff"


def _fix(sheet: Sheet, board: Board, one: Placed) -> Fix | None:
    """The nearest free time with the same leader, else where it costs least; it is taken, so that fixes agree."""
    case = sheet.by_id[one.matter]
    spot = _nearest(sheet, board, case, one) or cheapest(board, case, step=sheet.step)
    if spot is None:
        return None
    board.place(case, spot)
    return Fix(sheet.instance.leaders[spot[0]].id, spot[1] * sheet.grid)


def _nearest(sheet: Sheet, board: Board, case: Case, one: Placed) -> tuple[int, int] | None:
    leader = sheet.leaders.get(one.leader, -1)
    free = [start for option in case.options if option.leader == leader for start in bits(board.free(case, option))]
    at = one.begins // sheet.grid
    return None if not free else (leader, min(free, key=lambda start: (abs(start - at), start)))


def level_name(level: Level) -> str:
    return {Level.PROVINCE: "province", Level.CITY: "city", Level.COUNTY: "county"}[level]


def changes(before: Sequence[Placed], after: Sequence[Placed]) -> Mapping[str, tuple[Placed | None, Placed | None]]:
    """What differs between two timetables, by matter."""
    was, now = {one.matter: one for one in before}, {one.matter: one for one in after}
    pairs = {matter: (was.get(matter), now.get(matter)) for matter in {*was, *now}}
    return {matter: pair for matter, pair in sorted(pairs.items()) if pair[0] != pair[1]}
