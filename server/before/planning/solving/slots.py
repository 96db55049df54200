"""A day on its grid: which starts each matter has with which leader, and what is still free. All sets are bits of ints.

Slot n is the n-th interval of the grid since midnight. A matter's *option* is a leader with the starts that the matter
may have there and what it costs beside waiting; an in-person option and one by video are two.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from server.before.planning.instance import LATEST, Hours, Instance, Leader, Level, Matter, Mode, Placed, check
from server.before.planning.solving import weights
from server.place import level_of, region_of

Spot = tuple[int, int]
"""The leader's number and the first slot."""
Spots = dict[int, Spot]
"""Where matters are placed, by their numbers."""


@dataclass(frozen=True, slots=True)
class Option:
    leader: int
    starts: int
    """The slots at which it may begin, as bits."""
    cost: int
    in_person: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A matter on the grid."""

    number: int
    id: str
    tier: int
    length: int
    """Slots."""
    ready: int
    """The first slot."""
    pools: tuple[int, ...]
    """Of which it takes one each while it lasts: its site's rooms, a department, an interpreter."""
    options: tuple[Option, ...]
    city: int
    county: int
    left: int
    """Units (``weights.UNIT`` minutes) from its first slot to the end of the day: how long it waits if not placed."""


class Sheet:
    """An instance on its grid."""

    def __init__(self, instance: Instance) -> None:
        check(instance)
        self.instance: Final = instance
        self.grid: Final = instance.grid
        self.slots: Final = LATEST // instance.grid
        self.step: Final = instance.grid // weights.UNIT
        self.leaders: Final = {leader.id: number for number, leader in enumerate(instance.leaders)}
        self.capacity: Final[list[list[int]]] = []
        self.pool_names: Final[list[str]] = []
        self._pools: Final[dict[str, int]] = {}
        for site in instance.sites:
            self._pool(f"site {site.place}", ((hours, site.rooms) for hours in site.hours))
        for staff in instance.staff:
            self._pool(f"staff {staff.id}", staff.hours)
        seats = [self._seats(leader) for leader in instance.leaders]
        self.end: Final = max((mask.bit_length() for masks in seats for _, mask, _ in masks), default=0)
        fixed = {placed.matter for placed in instance.fixed}
        free = [matter for matter in instance.matters if matter.id not in fixed]
        self.cases: Final = [self._case(number, matter, seats) for number, matter in enumerate(free)]
        self.by_id: Final = {case.id: case for case in self.cases}

    def _pool(self, name: str, windows: Iterable[tuple[Hours, int]]) -> None:
        capacity = [0] * self.slots
        for hours, count in windows:
            for slot in bits(self.mask(hours)):
                capacity[slot] += count
        self._pools[name] = len(self.capacity)
        self.pool_names.append(name)
        self.capacity.append(capacity)

    def mask(self, hours: Hours) -> int:
        """The whole slots within hours."""
        first, last = -(-hours.begins // self.grid), hours.ends // self.grid
        return span(first, last - first) if last > first else 0

    def covering(self, hours: Hours) -> tuple[int, int]:
        """The first slot that hours touch, and how many."""
        first, last = hours.begins // self.grid, -(-hours.ends // self.grid)
        return first, last - first

    def _seats(self, leader: Leader) -> list[tuple[int, int, int]]:
        """Each chair as (its number, its slots without those on the road to it, its site or -1)."""
        found, order = [], sorted(range(len(leader.chairs)), key=lambda n: _begin(leader, n))
        for position, number in enumerate(order):
            chair = leader.chairs[number]
            free = 0
            for hours in chair.hours:
                free |= self.mask(hours)
            for earlier in (leader.chairs[n] for n in order[:position]):
                if chair.site is None or earlier.site is None or chair.site == earlier.site:
                    continue
                road = self.instance.road(earlier.site, chair.site)
                arrives = max(
                    (hours.ends for hours in earlier.hours if hours.ends <= _begin(leader, number)), default=0
                )
                if arrives:
                    free &= ~((1 << -(-(arrives + road) // self.grid)) - 1)
            found.append((number, free, -1 if chair.site is None else chair.site))
        return found

    def _case(self, number: int, matter: Matter, seats: list[list[tuple[int, int, int]]]) -> Case:
        length, ready = -(-matter.length // self.grid), -(-matter.earliest // self.grid)
        names = [f"site {matter.site}", *(f"staff {one}" for one in (matter.department, matter.interpreter) if one)]
        return Case(
            number=number,
            id=matter.id,
            tier=matter.tier,
            length=length,
            ready=ready,
            pools=tuple(self._pools[name] for name in names if name in self._pools),
            options=tuple(self._options(matter, seats, length, ready)) if names[0] in self._pools else (),
            city=matter.site // 100_000,
            county=matter.site // 1000,
            left=max(0, self.end - ready) * self.step,
        )

    def _options(
        self, matter: Matter, seats: list[list[tuple[int, int, int]]], length: int, ready: int
    ) -> Iterator[Option]:
        last = matter.latest // self.grid - length
        window = (((1 << (last + 1)) - 1) >> ready << ready) if last >= ready else 0
        for number, who in enumerate(self.instance.leaders):
            if may_not_hear(who, matter):
                continue
            near = far = 0
            for chair, free, site in seats[number]:
                if who.chairs[chair].places.covers(matter.site):
                    far |= free
                    if site == matter.site:
                        near |= free
            in_person = runs(near, length) & window
            by_video = runs(far, length) & window & ~in_person
            cost = weights.fit(who, matter)
            if matter.mode is Mode.VIDEO:
                by_video, in_person = by_video | in_person, 0
            if in_person:
                yield Option(number, in_person, cost, in_person=True)
            if by_video and matter.mode is not Mode.IN_PERSON:
                asked = matter.mode is Mode.VIDEO
                yield Option(number, by_video, cost if asked else cost + weights.VIDEO, in_person=False)

    def placed(self, spots: Spots) -> list[Placed]:
        """Receptions as they are told, by their beginning; those that stand are among them."""
        names = [leader.id for leader in self.instance.leaders]
        lengths = {matter.id: matter.length for matter in self.instance.matters}
        found = list(self.instance.fixed)
        for number, (leader, start) in spots.items():
            case = self.cases[number]
            begins = start * self.grid
            found.append(Placed(case.id, names[leader], begins, begins + lengths[case.id]))
        return sorted(found, key=lambda one: (one.begins, one.leader, one.matter))


def may_not_hear(leader: Leader, matter: Matter) -> bool:
    """Whether a leader is recused from a matter, or it is none for the province.

    Leaders of the province hear who asks for them, who comes to the province's own sites, and who comes to a site at
    which they sit; all others are heard by their county and city.
    """
    if leader.level is Level.PROVINCE and matter.wants < Level.PROVINCE:
        sits_there = any(chair.site == matter.site for chair in leader.chairs)
        if not sits_there and level_of(region_of(matter.site)) != "province":
            return True
    return is_recused(leader, matter)


def is_recused(leader: Leader, matter: Matter) -> bool:
    if matter.id in leader.recused_matters or matter.category in leader.recused_categories:
        return True
    return any(places.covers(matter.site) for places in leader.recused_places)


def _begin(leader: Leader, chair: int) -> int:
    return min((hours.begins for hours in leader.chairs[chair].hours), default=0)


def span(first: int, length: int) -> int:
    return ((1 << length) - 1) << first


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def runs(mask: int, length: int) -> int:
    """Where so many set bits follow each other: the first bit of each such place."""
    have = 1
    while have < length and mask:
        step = min(have, length - have)
        mask &= mask >> step
        have += step
    return mask


class Board:
    """What is taken: of each leader, and of each pool."""

    __slots__ = ("busy", "capacity", "full", "used")

    def __init__(self, sheet: Sheet) -> None:
        self.capacity = sheet.capacity
        self.busy = [0] * len(sheet.instance.leaders)
        self.used = [[0] * sheet.slots for _ in sheet.capacity]
        self.full = [sum(1 << slot for slot, count in enumerate(capacity) if count <= 0) for capacity in sheet.capacity]
        matters = {matter.id: matter for matter in sheet.instance.matters}
        pools = {name: number for number, name in enumerate(sheet.pool_names)}
        for placed in sheet.instance.fixed:
            matter, (first, length) = matters[placed.matter], sheet.covering(Hours(placed.begins, placed.ends))
            names = [f"site {matter.site}", *(f"staff {one}" for one in (matter.department, matter.interpreter) if one)]
            if placed.leader in sheet.leaders:
                self.busy[sheet.leaders[placed.leader]] |= span(first, length)
            self._take([pools[name] for name in names if name in pools], first, length)

    def copy(self) -> "Board":
        """A board of its own that says the same."""
        other = Board.__new__(Board)
        other.capacity = self.capacity
        other.busy, other.full = self.busy.copy(), self.full.copy()
        other.used = [row.copy() for row in self.used]
        return other

    def place(self, case: Case, spot: Spot) -> None:
        leader, start = spot
        self.busy[leader] |= span(start, case.length)
        self._take(case.pools, start, case.length)

    def remove(self, case: Case, spot: Spot) -> None:
        leader, start = spot
        self.busy[leader] &= ~span(start, case.length)
        for pool in case.pools:
            used, capacity = self.used[pool], self.capacity[pool]
            for slot in range(start, start + case.length):
                used[slot] -= 1
                if used[slot] < capacity[slot]:
                    self.full[pool] &= ~(1 << slot)

    def _take(self, pools: Iterable[int], start: int, length: int) -> None:
        for pool in pools:
            used, capacity = self.used[pool], self.capacity[pool]
            for slot in range(start, start + length):
                used[slot] += 1
                if used[slot] >= capacity[slot]:
                    self.full[pool] |= 1 << slot

    def blocked(self, case: Case) -> int:
        """The slots in which one of its pools is full."""
        taken = 0
        for pool in case.pools:
            taken |= self.full[pool]
        return taken

    def free(self, case: Case, option: Option) -> int:
        """The starts of an option that are free."""
        taken = self.blocked(case) | self.busy[option.leader]
        return option.starts & runs(~taken & ((1 << (option.starts.bit_length() + case.length)) - 1), case.length)

    def fits(self, case: Case, spot: Spot) -> bool:
        leader, start = spot
        return not span(start, case.length) & (self.busy[leader] | self.blocked(case))
