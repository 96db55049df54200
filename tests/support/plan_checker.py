"""Checks a plan of a day against the rules of the product, minute by minute. Imports nothing of the planner.

What is given has the attributes of ``server.before.planning.instance``; nothing is taken from how plans are made.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

PROVINCE = 2


def faults(day: Any, placed: Sequence[Any]) -> list[str]:
    """All that is wrong with a plan, in words; none where it may be published."""
    leaders, matters = {one.id: one for one in day.leaders}, {one.id: one for one in day.matters}
    stands = {one.matter for one in day.fixed}
    found = [
        f"{ident} is heard {count} times" for ident, count in Counter(one.matter for one in placed).items() if count > 1
    ]
    found += [f"{one.matter} stood and was changed" for one in day.fixed if one not in placed]
    for one in placed:
        if one.matter not in matters or one.leader not in leaders:
            found.append(f"{one.matter} or {one.leader} is not known")
        elif one.matter not in stands:
            found += _of_reception(day, one, leaders[one.leader], matters[one.matter])
    known = [one for one in placed if one.matter in matters and one.leader in leaders]
    found += _of_leaders(day, known, leaders, stands)
    found += _of_rooms(day, known, matters)
    found += _of_staff(day, known, matters)
    return found


def _of_reception(day: Any, one: Any, leader: Any, matter: Any) -> Iterator[str]:
    what = f"{one.matter} with {one.leader} at {one.begins}"
    if one.ends - one.begins != matter.length:
        yield f"{what}: its length is not {matter.length}"
    if one.begins % day.grid:
        yield f"{what}: not on the grid"
    if one.begins < matter.earliest or one.ends > matter.latest:
        yield f"{what}: the person cannot be there"
    minutes = range(one.begins, one.ends)
    chairs = [chair for chair in leader.chairs if _covers(chair.places, matter.site)]
    if not all(any(_has(chair.hours, minute) for chair in chairs) for minute in minutes):
        yield f"{what}: not in the hours in which the leader receives for this site"
    sits_there = all(
        any(chair.site == matter.site and _has(chair.hours, minute) for chair in chairs) for minute in minutes
    )
    if matter.mode == "in_person" and not sits_there:
        yield f"{what}: asked to be heard in person"
    is_recused = matter.id in leader.recused_matters or matter.category in leader.recused_categories
    if is_recused or any(_covers(places, matter.site) for places in leader.recused_places):
        yield f"{what}: the leader is recused"
    of_province = matter.site // 10_000_000 * 10_000 == matter.site // 1000
    sits_at_it = any(chair.site == matter.site for chair in leader.chairs)
    if leader.level == PROVINCE and matter.wants < PROVINCE and not of_province and not sits_at_it:
        yield f"{what}: the province was not asked for"


def _of_leaders(day: Any, placed: Sequence[Any], leaders: Any, stands: set[str]) -> Iterator[str]:
    by_leader = defaultdict[str, list[Any]](list)
    for one in placed:
        by_leader[one.leader].append(one)
    for ident, theirs in by_leader.items():
        theirs.sort(key=lambda one: one.begins)
        for earlier, later in pairwise(theirs):
            if later.begins < earlier.ends:
                yield f"{ident} hears {earlier.matter} and {later.matter} at once"
            if {earlier.matter, later.matter} & stands:
                continue
            here, there = (_seats(leaders[ident], one) for one in (earlier, later))
            if here and there and not here & there:
                road = min(_road(day, a, b) for a in here for b in there)
                if later.begins - earlier.ends < road:
                    yield f"{ident} has {later.begins - earlier.ends} of {road} minutes on the road to {later.matter}"


def _of_rooms(day: Any, placed: Sequence[Any], matters: Any) -> Iterator[str]:
    taken = Counter((matters[one.matter].site, minute) for one in placed for minute in range(one.begins, one.ends))
    sites = {site.place: site for site in day.sites}
    fixed = Counter((matters[one.matter].site, minute) for one in day.fixed for minute in range(one.begins, one.ends))
    for (place, minute), count in taken.items():
        if count == fixed[place, minute]:
            continue
        site = sites.get(place)
        if site is None or not _has(site.hours, minute) or count > site.rooms:
            yield f"{count} receptions at {place} in minute {minute}"


def _of_staff(day: Any, placed: Sequence[Any], matters: Any) -> Iterator[str]:
    def needs(one: Any) -> Iterable[str]:
        matter = matters[one.matter]
        return filter(None, (matter.department, matter.interpreter))

    taken = Counter((name, minute) for one in placed for name in needs(one) for minute in range(one.begins, one.ends))
    fixed = Counter(
        (name, minute) for one in day.fixed for name in needs(one) for minute in range(one.begins, one.ends)
    )
    staff = {one.id: one for one in day.staff}
    for (name, minute), count in taken.items():
        there = sum(number for hours, number in staff[name].hours if hours.begins <= minute < hours.ends)
        if count > there and count > fixed[name, minute]:
            yield f"{count} of {there} of {name} in minute {minute}"


def _covers(places: Any, place: int) -> bool:
    return bool(places.lo <= place <= places.hi)


def _has(hours: Any, minute: int) -> bool:
    return any(one.begins <= minute < one.ends for one in hours)


def _seats(leader: Any, one: Any) -> set[int]:
    """Where the leader sits during a reception."""
    return {chair.site for chair in leader.chairs if chair.site is not None and _has(chair.hours, one.begins)}


def _road(day: Any, one: int, other: int) -> int:
    return int(day.travel.get((one, other), day.travel.get((other, one), 0)))


def tiers_that_wait_longer(day: Any, placed: Sequence[Any], than: Sequence[Any]) -> list[str]:
    """The tiers of need of which more stay unplaced, or which wait longer in all, than under another plan.

    Who is not placed waits until the last hour of the day.
    """
    ends = max((hours.ends for leader in day.leaders for chair in leader.chairs for hours in chair.hours), default=0)
    longer = list[str]()
    for tier in sorted({matter.tier for matter in day.matters}):
        members = [matter for matter in day.matters if matter.tier == tier]
        (left, wait), (left_then, wait_then) = (_waits(day, members, plan, ends) for plan in (placed, than))
        if left > left_then or wait > wait_then:
            longer.append(f"tier {tier}: {left} unplaced for {left_then}, {wait} minutes for {wait_then}")
    return longer


def _waits(day: Any, members: Sequence[Any], plan: Sequence[Any], ends: int) -> tuple[int, int]:
    begins = {one.matter: one.begins for one in plan}
    minutes = 0
    for matter in members:
        ready = -(-matter.earliest // day.grid) * day.grid
        minutes += begins.get(matter.id, max(ready, ends // day.grid * day.grid)) - ready
    return sum(matter.id not in begins for matter in members), minutes
