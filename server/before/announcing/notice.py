"""The notice of a day as values: whether the public may read it, what it says, and what changed since it was announced.

Pure. No name of a person is in it: of a plan, the leader is told by the post and the rooms are not told.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from server.before.agenda.rules import DayKind, DayState
from server.before.announcing.words import BY_LAW, OUT_OF_SCOPE, Said
from server.sites.reference import Category

Stands = Literal["stands", "postponed", "cancelled"]
Json = Mapping[str, Any]

TOLD_OF_DAY: Final = (
    *("name_zh", "name_en", "theme_zh", "theme_en", "slogan_zh", "slogan_en"),
    *("opens_at", "closes_at", "break_from", "break_until", "last_ticket_at", "categories_out", "sites"),
)
TOLD_OF_SITE: Final = ("opens_at", "closes_at", "telephone")
"""The parts of a plan that the public reads, and hears of when they change."""
MOST_CHANGES: Final = 50


@dataclass(frozen=True, slots=True)
class Version:
    """A plan as it was from one moment on; ``place`` is a site's, or the holder's for what is planned of the day."""

    place: int
    number: int
    at: datetime
    plan: Json


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a plan that the public read otherwise before; ``place`` is None for the day as a whole."""

    at: datetime
    place: int | None
    what: str
    was: Any
    now: Any


def is_public(state: DayState, kind: DayKind, *, was_announced: bool, is_rehearsal: bool) -> bool:
    """Whether there is a notice. Of a draft, of an unannounced day and of a rehearsal the public knows nothing.

    ``was_announced`` decides for a day that is called off, because a draft can be called off too.
    """
    if is_rehearsal or kind is DayKind.UNANNOUNCED or state is DayState.DRAFT:
        return False
    return was_announced or state is not DayState.CANCELLED


def stands(state: DayState) -> Stands:
    if state is DayState.POSTPONED:
        return "postponed"
    return "cancelled" if state is DayState.CANCELLED else "stands"


def not_taken(categories: Iterable[Category], out: Collection[str]) -> list[Said]:
    """What the sites do not take: what the law sends elsewhere, and the categories out of scope, always or this day."""
    told = (one for one in categories if one.code.startswith(OUT_OF_SCOPE) or one.code in out)
    return [BY_LAW, *(Said(one.zh, one.en) for one in told)]


def changes(versions: Sequence[Version], *, holder: int, since: datetime) -> list[Change]:
    """What the public read otherwise before, the latest first; of drafts, which are older than ``since``, nothing."""
    by_key = {(one.place, one.number): one for one in versions}
    found = [
        change
        for one in versions
        if one.at > since and (before := by_key.get((one.place, one.number - 1))) is not None
        for change in _between(before, one, holder)
    ]
    return sorted(found, key=lambda change: change.at, reverse=True)[:MOST_CHANGES]


def _between(before: Version, now: Version, holder: int) -> list[Change]:
    is_day = "sites" in now.plan
    told, place = (TOLD_OF_DAY, None) if is_day and now.place == holder else (TOLD_OF_SITE, now.place)
    return [
        Change(now.at, place, name, before.plan.get(name), now.plan.get(name))
        for name in told
        if (before.plan.get(name) or None) != (now.plan.get(name) or None)
    ]
