"""Why a matter has no place in a plan: the first that holds of what could have been in its way."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final

from server.before.planning.instance import Instance, Matter, Mode
from server.before.planning.solving.slots import Board, Case, Option, Sheet, Spots, is_recused, may_not_hear, runs


class Reason(StrEnum):
    NO_ROOM = "no_room"
    NO_LEADER = "no_leader"
    RECUSED = "recused"
    NOT_IN_PERSON = "not_in_person"
    ON_THE_ROAD = "on_the_road"
    TOO_LONG = "too_long"
    DEPARTMENT_BUSY = "department_busy"
    INTERPRETER_BUSY = "interpreter_busy"
    ROOMS_BUSY = "rooms_busy"
    LEADERS_BUSY = "leaders_busy"
    AFTER_OTHERS = "after_others"


SENTENCES: Final[Mapping[Reason, tuple[str, str]]] = {
    Reason.NO_ROOM: ("该接访点当天没有开放的接访室。", "The site has no room that is open on this day."),
    Reason.NO_LEADER: ("当天没有领导接待该接访点。", "No leader receives for this site on this day."),
    Reason.RECUSED: ("能接待的领导都须回避。", "Every leader who could receive is recused."),
    Reason.NOT_IN_PERSON: (
        "来访人要求当面谈，但没有领导坐在该接访点。",
        "The person asks to be heard in person, and no leader sits at this site.",
    ),
    Reason.ON_THE_ROAD: (
        "能接待的领导当天要从别的接访点赶来，扣除路上时间后没有足够长的时段。",
        "The leaders who could receive come from another site; after the road their hours are not long enough.",
    ),
    Reason.TOO_LONG: (
        "从来访人能到的时间起，没有足够长的接访时段。",
        "From when the person can be there, no leader's hours are long enough.",
    ),
    Reason.DEPARTMENT_BUSY: (
        "所需部门的人员全部占满。",
        "All officials of the department that is needed are taken.",
    ),
    Reason.INTERPRETER_BUSY: ("所需译员全部占满。", "All interpreters that are needed are taken."),
    Reason.ROOMS_BUSY: ("该接访点的接访室全部占满。", "All rooms of the site are taken."),
    Reason.LEADERS_BUSY: (
        "能接待的领导时间已排满，按需要程度排在前面的先安排。",
        "The hours of the leaders who could receive are taken by those whose need comes first.",
    ),
    Reason.AFTER_OTHERS: (
        "领导、接访室和部门没有同时空出的时段。",
        "No time is free for a leader, a room and the department at once.",
    ),
}
"""In Chinese and in English."""


def reasons(sheet: Sheet, spots: Spots) -> dict[str, Reason]:
    """Of each matter that a plan leaves out."""
    board = Board(sheet)
    for number, spot in spots.items():
        board.place(sheet.cases[number], spot)
    matters = {matter.id: matter for matter in sheet.instance.matters}
    out = [case for case in sheet.cases if case.number not in spots]
    return {case.id: reason_of(sheet, board, case, matters[case.id]) for case in out}


def reason_of(sheet: Sheet, board: Board, case: Case, matter: Matter) -> Reason:
    """The most definite reason; of what is taken, the one thing that would do if it were free."""
    if not case.options:
        return _impossible(sheet.instance, matter)
    staff = iter(case.pools[1:])
    department = next(staff, None) if matter.department else None
    interpreter = next(staff, None) if matter.interpreter else None
    if department is not None and _would_do(board, case, {department}):
        return Reason.DEPARTMENT_BUSY
    if interpreter is not None and _would_do(board, case, {interpreter}):
        return Reason.INTERPRETER_BUSY
    if _would_do(board, case, set(case.pools[:1])):
        return Reason.ROOMS_BUSY
    if any(option.starts & runs(~board.blocked(case) & _all(option, case), case.length) for option in case.options):
        return Reason.LEADERS_BUSY
    return Reason.AFTER_OTHERS


def _all(option: Option, case: Case) -> int:
    return (1 << (option.starts.bit_length() + case.length)) - 1


def _would_do(board: Board, case: Case, without: set[int]) -> bool:
    """Whether it had a place if these pools were free."""
    taken = 0
    for pool in case.pools:
        taken |= 0 if pool in without else board.full[pool]
    busy = board.busy
    return any(
        option.starts & runs(~(taken | busy[option.leader]) & _all(option, case), case.length)
        for option in case.options
    )


def _impossible(instance: Instance, matter: Matter) -> Reason:
    site = next((one for one in instance.sites if one.place == matter.site), None)
    if site is None or not site.rooms or not site.hours:
        return Reason.NO_ROOM
    chairs = [
        (leader, chair) for leader in instance.leaders for chair in leader.chairs if chair.places.covers(matter.site)
    ]
    if not any(chair.hours for _, chair in chairs):
        return Reason.NO_LEADER
    heard = [(leader, chair) for leader, chair in chairs if not may_not_hear(leader, matter)]
    if not heard:
        return Reason.RECUSED if any(is_recused(leader, matter) for leader, _ in chairs) else Reason.NO_LEADER
    if matter.mode is Mode.IN_PERSON and not any(chair.site == matter.site for _, chair in heard):
        return Reason.NOT_IN_PERSON
    without_roads = Sheet(replace(instance, travel={}, matters=(matter,), fixed=()))
    return Reason.ON_THE_ROAD if without_roads.cases[0].options else Reason.TOO_LONG
