"""The order of the list by need, never by behaviour, with its reasons and likely times. Instants in microseconds.

Tiers: 1 danger or a medical emergency, which only a person can see; 2 hardship; 3 what the petitioner told of needs;
4 many people concerned; 5 the order of arrival. Each half hour of waiting lifts by one tier, up to the second.

An appointment holds its time for ten minutes: who came within them stands first of the fourth tier from that time on,
so behind needs and behind those who have waited an hour, and before all others. Who came later waits as all others do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import quantiles
from typing import Final, Literal, NamedTuple

from server.day.calling import rules
from server.day.calling.rules import TurnState
from server.language import Language
from server.place import Scope

MINUTE: Final = 60_000_000
LIFTS_EACH: Final = 30
MANY: Final = 30
HIGHEST_BY_WAITING: Final = 2
HARDSHIP_TIER, NEED_TIER, MANY_TIER, ARRIVAL_TIER = 2, 3, 4, 5
APPOINTED_TIER: Final = MANY_TIER
HOLDS: Final = 10 * MINUTE
"""So long after its time an appointment waits for its person to come, and its person for their leader."""

NEEDS: Final[Mapping[str, tuple[str, str]]] = {
    "ill": ("有病", "unwell"),
    "pregnant": ("怀孕", "pregnant"),
    "disabled": ("残疾", "disabled"),
    "elderly": ("年老", "elderly"),
    "with_child": ("带孩子", "with a child"),
    "from_far": ("远道来", "come from far"),
    "interpreter": ("要译员", "in need of an interpreter"),
}
"""The needs of the third tier, in the order in which one of several is named."""

Code = Literal["moved", "hardship", "need", "many", "waited", "appointed", "arrival"]
SENTENCES: Final[Mapping[Code, tuple[str, str]]] = {
    "moved": (
        "工作人员已调整到{tier_zh}档，理由已记录。",
        "Moved to tier {tier} by a member of staff; the reason is on record.",
    ),
    "hardship": ("本人说明生活困难，优先安排。", "Has told of hardship, so comes early."),
    "need": ("本人说明{zh}，优先安排。", "Told us: {en}; so comes early."),
    "many": ("涉及 {involved} 人，提前安排。", "{involved} people are concerned, so comes earlier."),
    "waited": ("已等候 {minutes} 分钟，顺序提前。", "Has waited {minutes} minutes, so moved up."),
    "appointed": (
        "约定的时间已到，先于按到达先后等候的人。",
        "The appointed time has come, so comes before those who wait in the order of arrival.",
    ),
    "arrival": ("按到达先后，排在第 {position} 位。", "In the order of arrival, number {position}."),
}


TIERS_ZH: Final[Mapping[str | int | None, str]] = dict(enumerate("一二三四五", start=1))
"""The tiers as the desk numbers them."""

CALLED: Final = ("按到达先后。", "In the order of arrival.")
"""A person who was called by arrival stands at no place of the order any more."""


class WaitingRow(NamedTuple):
    """What decides the place of one who waits; a tuple, because a thousand are made for a list."""

    place: int
    matter: str
    since: int
    needs: tuple[str, ...] = ()
    involved: int = 0
    moved_tier: int | None = None
    moved_at: int | None = None
    appointed_at: int | None = None
    appointed_to: str | None = None
    """The principal of the leader who receives them by appointment."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a person stands where they stand: one code, and what its sentence names."""

    code: Code
    params: Mapping[str, str | int] = field(default_factory=dict)


def base_tier(one: WaitingRow) -> int:
    """The tier before any waiting: a manual move holds over all that was told."""
    if one.moved_tier is not None:
        return one.moved_tier
    if "hardship" in one.needs:
        return HARDSHIP_TIER
    if not NEEDS.keys().isdisjoint(one.needs):
        return NEED_TIER
    return MANY_TIER if one.involved >= MANY else ARRIVAL_TIER


def tier(one: WaitingRow, now: int) -> int:
    """The tier of this moment."""
    base = base_tier(one)
    lifted = min(base, max(HIGHEST_BY_WAITING, base - waited(one, now) // LIFTS_EACH))
    return min(lifted, APPOINTED_TIER) if is_due(one, now) else lifted


def is_due(one: WaitingRow, now: int) -> bool:
    """Whether the time of an appointment has come that was kept; a move by hand holds over it."""
    at = one.appointed_at
    return at is not None and one.moved_tier is None and one.since <= at + HOLDS and at <= now


def is_kept_for_another(one: WaitingRow, me: str, now: int) -> bool:
    """Whether a person waits for the appointment with another leader, who has not yet missed it."""
    at = one.appointed_at
    return at is not None and one.appointed_to not in {None, me} and one.since <= at + HOLDS and now < at + HOLDS


def waited(one: WaitingRow, now: int) -> int:
    """Whole minutes that lift: since the arrival, or since a move by hand."""
    since = one.since if one.moved_at is None else max(one.since, one.moved_at)
    return max(0, now - since) // MINUTE


def key(one: WaitingRow, now: int) -> tuple[int, bool, int, int, str]:
    """What orders those who wait."""
    stands = tier(one, now)
    comes_first = stands == APPOINTED_TIER and is_due(one, now)
    since = one.appointed_at if comes_first and one.appointed_at is not None else one.since
    return stands, not comes_first, since, one.place, one.matter


def why(one: WaitingRow, now: int, position: int) -> Why:
    """The one reason that decides."""
    base, stands = base_tier(one), tier(one, now)
    if is_due(one, now) and base > stands == APPOINTED_TIER:
        return Why("appointed")
    if stands < base:
        return Why("waited", {"minutes": max(0, now - one.since) // MINUTE})
    if one.moved_tier is not None:
        return Why("moved", {"tier": one.moved_tier})
    if base == HARDSHIP_TIER:
        return Why("hardship")
    if base == NEED_TIER:
        return Why("need", {"need": next(need for need in NEEDS if need in one.needs)})
    return Why("many", {"involved": one.involved}) if base == MANY_TIER else Why("arrival", {"position": position})


def sentence(reason: Why, language: Language) -> str:
    """The reason as a person reads it on the screen."""
    zh, en = NEEDS.get(str(reason.params.get("need")), ("", ""))
    said = CALLED if reason.params.get("position") == 0 else SENTENCES[reason.code]
    tier_zh = TIERS_ZH.get(reason.params.get("tier"), "")
    return said[language == "en"].format(**reason.params, zh=zh, en=en, tier_zh=tier_zh)


ROUNDED: Final = 5 * MINUTE
USUAL: Final = (15 * MINUTE, 20 * MINUTE, 30 * MINUTE)
"""Lower quartile, median, upper quartile of a reception where a site has not yet ended enough of them."""
ENOUGH: Final = 4


@dataclass(frozen=True, slots=True)
class Expected:
    """When a person will be called: most likely ``at``, hardly before ``start``, seldom after ``end``."""

    at: int
    start: int
    end: int


def usual_lengths(lengths: Sequence[int]) -> tuple[int, int, int]:
    """The quartiles of a site's last receptions."""
    if len(lengths) < ENOUGH:
        return USUAL
    lower, median, upper = quantiles(lengths, n=4, method="inclusive")
    return int(lower), int(median), int(upper)


def expected(lengths: Sequence[int], *, before: int, rooms: int, now: int) -> Expected:
    """The time of a call, with ``before`` people called, received or waiting ahead at the site, and ``rooms`` rooms."""
    rooms = max(1, rooms)
    turns = max(0, before - rooms + 1)
    lower, median, upper = (now + turns * length // rooms for length in usual_lengths(lengths))
    earliest = -(-now // ROUNDED) * ROUNDED
    start = max(earliest, lower // ROUNDED * ROUNDED)
    at = max(start, (median + ROUNDED // 2) // ROUNDED * ROUNDED)
    return Expected(at, start, max(at + ROUNDED, -(-upper // ROUNDED) * ROUNDED))


def after_break(found: Expected, rest: tuple[int, int] | None, now: int) -> Expected:
    """The same with what is left of the day's break between: nobody is called then."""
    if rest is None or now >= rest[1]:
        return found
    begins, ends = rest
    left = -(-(ends - max(now, begins)) // ROUNDED) * ROUNDED
    at, start, end = (one + left if one >= begins else one for one in (found.at, found.start, found.end))
    return Expected(at, start, end)


LAST_RECEPTIONS: Final = 20
"""How many of a site's receptions tell how long the next will be."""
RECEIVED: Final = frozenset({TurnState.CALLED, TurnState.IN_SESSION})
BEFORE_ALL: Final = {TurnState.IN_SESSION: 0, TurnState.CALLED: 1, TurnState.WAITING: 2, TurnState.HELD: 3}


class TurnRow(NamedTuple):
    """As much of a turn as a list is made of; a tuple, because a thousand are made for one."""

    waits: WaitingRow
    state: TurnState
    began_at: int | None
    ended_at: int | None
    called_by: str | None
    handed_to: str | None


class Ranked(NamedTuple):
    """One place of a list; ``position`` counts those who wait, ``before`` who is ahead at the same site."""

    row: TurnRow
    position: int
    before: int


def ranked(known: Iterable[TurnRow], now: int) -> list[Ranked]:
    """All turns that are not done, in the order of the list."""
    open_ones = [one for one in known if one.state is not TurnState.DONE]
    before: dict[int, int] = {}
    positions = count(1)
    ranks = []
    for one in sorted(open_ones, key=lambda one: (BEFORE_ALL[one.state], *key(one.waits, now))):
        place = one.waits.place
        position = next(positions) if one.state is TurnState.WAITING else 0
        ranks.append(Ranked(one, position, before.get(place, 0)))
        before[place] = before.get(place, 0) + 1
    return ranks


def first_ones_own(ranks: Iterable[Ranked], *, me: str, scope: Scope) -> list[Ranked]:
    """The list as ``me`` needs it: own calls and those to take over, then the waiting, the held, all others."""

    def part(one: Ranked) -> int:
        stands = one.row
        if stands.state not in RECEIVED:
            return BEFORE_ALL[stands.state]
        concerns = stands.called_by == me or rules.is_asked(stands.handed_to, scope)
        return 0 if concerns else len(BEFORE_ALL)

    return sorted(ranks, key=part)


def lengths_by_place(known: Iterable[TurnRow]) -> dict[int, Sequence[int]]:
    """How long the last receptions of each site took."""
    ended: dict[int, list[tuple[int, int]]] = {}
    for one in known:
        begun, over = one.began_at, one.ended_at
        if begun is not None and over is not None and over > begun:
            ended.setdefault(one.waits.place, []).append((over, over - begun))
    return {place: [length for _, length in sorted(ones)[-LAST_RECEPTIONS:]] for place, ones in ended.items()}
