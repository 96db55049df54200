"""The search for a plan: blocks one after the other, then again and again, until nothing is gained or time is up."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from server.before.planning.instance import TIERS
from server.before.planning.solving import blocks, scoring
from server.before.planning.solving.blocks import Planned, Task
from server.before.planning.solving.exact import Effort
from server.before.planning.solving.greedy import insert
from server.before.planning.solving.scoring import Allowance
from server.before.planning.solving.slots import Board, Case, Sheet, Spot, Spots
from server.before.planning.solving.solutions import Solution, solution_of

WHOLE: Final = 320
"""Up to so many matters, the day is one block."""
FIRST_WORK: Final = 0.5
MOST_WORK: Final = 8.0
REACH: Final = 6.0
TOGETHER: Final = 4
"""A leader who is shared by up to so many cities joins their bounds; one of the whole province does not."""
IDLE_ROUNDS: Final = 3
"""So many rounds without a better plan end the search."""


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: float
    gap: float = 0.002
    """At this proven gap it stops."""
    workers: int = 2


Tell = Callable[[Solution], None]
Clock = Callable[[], float]


@dataclass(slots=True)
class Block:
    name: int
    cases: list[Case]
    work: float = FIRST_WORK
    above: float = float("inf")
    """How far its plan was above its bound against the rest, when it was last planned."""
    is_searched: bool = False
    rounds: int = 0


@dataclass(slots=True)
class Search:
    """One run: the best plan whose tiers wait no longer than they may, and the one that is being worked on."""

    sheet: Sheet
    best: Spots
    may: Allowance
    known: Mapping[int, Spot]
    limits: Limits
    seed: int
    clock: Clock
    tell: Tell
    current: Spots = field(default_factory=dict)
    bounds: dict[int, float] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    groups: list[list[Case]] = field(default_factory=list)
    began: float = 0.0
    best_price: int = 0

    def __post_init__(self) -> None:
        self.began = self.clock()
        self.best_price = self._price(self.best)
        self.current = dict(self.best)
        self.blocks = blocks_of(self.sheet)
        self.groups = groups_of(self.blocks)

    def left(self) -> float:
        return self.limits.seconds - (self.clock() - self.began)

    def solution(self, step: str) -> Solution:
        bound = sum(self.bounds.values()) if len(self.bounds) == len(self.groups) else None
        return solution_of(self.sheet, self.best, self.known, bound, step)

    def told(self, step: str) -> None:
        self.tell(self.solution(step))

    def construct(self) -> None:
        """Plan block after block, where of the others only the upper tiers are placed, as the greedy plan has them.

        A block can so always keep its upper tiers where they are, and no tier need wait longer than under that plan.
        """
        upper = {number: spot for number, spot in self.best.items() if self.sheet.cases[number].tier < TIERS[-1]}
        of_greedy = {block.name: scoring.waits(block.cases, self.best, self.sheet.step) for block in self.blocks}
        self.current = upper
        waiting = list(self.blocks)
        while waiting and self.left() > 0:
            turn, waiting = waiting[: self.limits.workers], waiting[self.limits.workers :]
            for number, (block, planned) in enumerate(zip(turn, self._planned(turn, of_greedy), strict=True)):
                merged = self._merged(self.current, block, planned.spots)
                if number and self._has_lost(block, merged, of_greedy[block.name]):  # by what those before it took
                    (again,) = self._planned([block], of_greedy)
                    merged = self._merged(self.current, block, again.spots)
                self.current = merged
        if not waiting:
            self._keep("blocks")

    def _planned(self, turn: Sequence[Block], may: Mapping[int, Allowance]) -> list[Planned]:
        """Each of these blocks against the plan as it is."""
        tasks = list[Task]()
        for block in turn:
            own = {case.number: self.current[case.number] for case in block.cases if case.number in self.current}
            board = self._board({number: spot for number, spot in self.current.items() if number not in own})
            tasks.append(self._task(block, board, own, may[block.name]))
        found = self._run(tasks)
        for block, planned in zip(turn, found, strict=True):
            self._note(block, planned)
        return found

    def _has_lost(self, block: Block, spots: Spots, may: Allowance) -> bool:
        return bool(scoring.excess(scoring.waits(block.cases, spots, self.sheet.step), may))

    def go_on(self) -> None:
        """Prove bounds, and plan blocks again against the rest, those first that have most to gain."""
        unproved, idle = list(range(len(self.groups))), 0
        while self.left() > 0 and not self._is_good():
            if unproved:
                proving, unproved = unproved[: self.limits.workers], unproved[self.limits.workers :]
                self._bound(proving)
                if not unproved:
                    self.told("bound")
                continue
            order = sorted(self.blocks, key=lambda block: (-block.above, block.name))
            order = [block for block in order if block.above > 1]
            if not order or idle >= IDLE_ROUNDS:
                return
            before = self._price(self.current)
            while order and self.left() > 0:
                turn, order = order[: self.limits.workers], order[self.limits.workers :]
                self._again(turn)
            idle = idle + 1 if self._price(self.current) >= before else 0

    def _again(self, turn: Sequence[Block]) -> None:
        have = scoring.waits(self.sheet.cases, self.current, self.sheet.step)
        may = {
            block.name: self.may.less(have.less(scoring.waits(block.cases, self.current, self.sheet.step)))
            for block in turn
        }
        for block, planned in zip(turn, self._planned(turn, may), strict=True):
            merged = self._merged(self.current, block, planned.spots)
            if self._price(merged) <= self._price(self.current):
                self.current = merged
        self._keep("again")

    def _task(self, block: Block, board: Board, own: Spots, may: Allowance) -> Task:
        effort = Effort(block.work, self.left())
        seed = self.seed + 100 * block.rounds + block.name % 97
        return Task(block.cases, board, own, may, self.known, effort, REACH, seed)

    def _run(self, tasks: Sequence[Task]) -> list[Planned]:
        with ThreadPoolExecutor(self.limits.workers) as pool:
            return list(pool.map(lambda task: blocks.plan(self.sheet, task), tasks))

    def _bound(self, turn: Sequence[int]) -> None:
        whole = self.may if len(self.groups) == 1 else None
        with ThreadPoolExecutor(self.limits.workers) as pool:
            found = pool.map(
                lambda n: blocks.bound(self.sheet, self.groups[n], self.known, whole, seconds=self.left()), turn
            )
            for number, bound in zip(turn, found, strict=True):
                self.bounds[number] = 0.0 if bound is None else bound

    @staticmethod
    def _note(block: Block, planned: Planned) -> None:
        block.above, block.is_searched = planned.cost - planned.bound, planned.is_searched
        block.rounds += 1
        if not planned.is_searched:
            block.work = min(MOST_WORK, block.work * 1.7)

    def _merged(self, current: Spots, block: Block, spots: Spots) -> Spots:
        """A plan with a block's new one; where that clashes with what others have by now, the block's gives way."""
        own = {case.number for case in block.cases}
        merged = {number: spot for number, spot in current.items() if number not in own}
        board = self._board(merged)
        lost = list[Case]()
        for case in sorted(block.cases, key=lambda one: (one.tier, one.ready, one.id)):
            spot = spots.get(case.number)
            if spot is not None and board.fits(case, spot):
                merged[case.number] = spot
                board.place(case, spot)
            else:
                lost.append(case)
        return merged | insert(board, lost, step=self.sheet.step)

    def _board(self, spots: Spots) -> Board:
        board = Board(self.sheet)
        for number, spot in spots.items():
            board.place(self.sheet.cases[number], spot)
        return board

    def _price(self, spots: Spots) -> int:
        return scoring.price(self.sheet.cases, spots, self.may, self.known, self.sheet.step)

    def _keep(self, step: str) -> None:
        price = self._price(self.current)
        waits = scoring.waits(self.sheet.cases, self.current, self.sheet.step)
        if price < self.best_price and not scoring.excess(waits, self.may):
            self.best, self.best_price = dict(self.current), price
            self.told(step)

    def _is_good(self) -> bool:
        gap = self.solution("").gap
        return gap is not None and gap <= self.limits.gap


def blocks_of(sheet: Sheet) -> list[Block]:
    """Cities, the province's own sites first, then by how many matters there are for a leader."""
    if len(sheet.cases) <= WHOLE:
        return [Block(0, list(sheet.cases))] if sheet.cases else []
    found = defaultdict[int, list[Case]](list)
    leaders = defaultdict[int, set[int]](set)
    for case in sheet.cases:
        found[case.city].append(case)
        leaders[case.city].update(option.leader for option in case.options)
    load = {city: sum(case.length for case in cases) / max(1, len(leaders[city])) for city, cases in found.items()}
    order = sorted(found, key=lambda city: (city % 100 != 0, -load[city], city))
    return [Block(city, found[city]) for city in order]


def groups_of(blocks: Sequence[Block]) -> list[list[Case]]:
    """Blocks that share leaders of their own are bounded together."""
    joined = {block.name: block.name for block in blocks}

    def root(name: int) -> int:
        while joined[name] != name:
            name = joined[name]
        return name

    where = defaultdict[int, set[int]](set)
    for block in blocks:
        for case in block.cases:
            for option in case.options:
                where[option.leader].add(block.name)
    for names in where.values():
        if 1 < len(names) <= TOGETHER:
            first, *others = sorted(map(root, names))
            for other in others:
                joined[root(other)] = root(first)
    groups = defaultdict[int, list[Case]](list)
    for block in blocks:
        groups[root(block.name)].extend(block.cases)
    return list(groups.values())
