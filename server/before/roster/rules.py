"""A duty's hours and its window of rights, what conflicts with it, and which fix there is."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import combinations
from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from server.errors import Invalid

EVE: Final = time(18)
"""The local hour of the evening before from which a duty gives its rights; they end at midnight after it."""
MOST_WORDS: Final = 10
"""Languages or skills of one duty."""


class DutyKind(StrEnum):
    """As what one is on duty."""

    LEADER = "leader"
    DEPARTMENT = "department"
    EXPERT = "expert"
    INTERPRETER = "interpreter"


class Attendance(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"


class RecusalKind(StrEnum):
    """From what a leader is recused: matters with an employer, of a category, or of a place."""

    EMPLOYER = "employer"
    CATEGORY = "category"
    PLACE = "place"


Problem = Literal[
    "site_not_in_day",
    "suspended",
    "on_leave",
    "recused",
    "twice",
    "substitute_suspended",
    "substitute_on_leave",
    "substitute_recused",
    "substitute_busy",
]
Fix = Literal["remove", "take_over", "replace", "change_hours", "other_substitute"]


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant up to, and without, another."""

    begins: datetime
    ends: datetime

    def meets(self, other: "Span") -> bool:
        return self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True, slots=True)
class Fact:
    """A duty as conflicts are looked for: who holds it, who may stand in, when and where."""

    id: UUID
    day: str
    kind: DutyKind
    account: UUID
    substitute: UUID | None
    stands_in: bool
    span: Span
    lo: int
    hi: int
    site: str | None
    categories: frozenset[str]
    is_in_day: bool

    @property
    def holder(self) -> UUID:
        """Who is on duty: the account, or its substitute who took over."""
        return self.substitute if self.stands_in and self.substitute is not None else self.account


@dataclass(frozen=True, slots=True)
class Away:
    """An account's leave, both days included, or its suspension."""

    account: UUID
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Recused:
    """What an account is recused from, as far as a roster can judge it; an employer it cannot."""

    account: UUID
    categories: frozenset[str]
    """The category, those below it and the one above it: a topic of either touches it."""
    lo: int | None
    hi: int | None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of the accounts of a roster."""

    suspended: frozenset[UUID]
    leaves: Sequence[Away]
    recusals: Sequence[Recused]
    zone: str


@dataclass(frozen=True, slots=True)
class Found:
    """A conflict: of which duty, which problem, with which other duty, and which fix there is."""

    duty: UUID
    problem: Problem
    other: UUID | None
    fix: Fix


def span_of(day: date, begins_at: time, ends_at: time, zone: str) -> Span:
    """The hours of a duty as instants; one that ends at or before its beginning ends on the next date."""
    place = ZoneInfo(zone)
    last = day if ends_at > begins_at else day + timedelta(days=1)
    return Span(datetime.combine(day, begins_at, place), datetime.combine(last, ends_at, place))


def window_of(span: Span, day: date, zone: str) -> Span:
    """When a duty gives its rights: from the evening before its day to the midnight after its last hour."""
    place = ZoneInfo(zone)
    last = (span.ends.astimezone(place) - timedelta(microseconds=1)).date()
    since = datetime.combine(day - timedelta(days=1), EVE, place)
    return Span(since, datetime.combine(last + timedelta(days=1), time(0), place))


def check_hours(begins_at: time | None, ends_at: time | None) -> None:
    """A duty has both hours or keeps those of its place: Invalid ``duty_hours``."""
    if (begins_at is None) != (ends_at is None) or (begins_at is not None and begins_at == ends_at):
        raise Invalid("duty_hours")


def conflicts(duties: Sequence[Fact], known: Circumstances) -> list[Found]:
    """What conflicts, duty by duty in their order; a duty of another day is only ever the other one."""
    found = [one for duty in duties for one in _of_duty(duty, known)]
    found += [one for pair in combinations(duties, 2) for one in _twice(*pair)]
    busy = [one for duty in duties for one in _busy(duty, duties)]
    taken = {one.duty for one in busy}
    found = [replace(one, fix="replace") if one.fix == "take_over" and one.duty in taken else one for one in found]
    found += busy
    order = {duty.id: number for number, duty in enumerate(duties)}
    return sorted(found, key=lambda one: order[one.duty])


def problem_of(account: UUID, duty: Fact, known: Circumstances) -> Literal["suspended", "on_leave", "recused"] | None:
    """Why an account cannot be on this duty, whatever its other duties; None where it can."""
    zone = ZoneInfo(known.zone)
    first, last = (instant.astimezone(zone).date() for instant in (duty.span.begins, duty.span.ends))
    if account in known.suspended:
        return "suspended"
    if any(one.account == account and one.first <= last and first <= one.last for one in known.leaves):
        return "on_leave"
    if any(one.account == account and _is_recused(one, duty) for one in known.recusals):
        return "recused"
    return None


def is_busy(account: UUID, duty: Fact, duties: Iterable[Fact]) -> Fact | None:
    """Another duty that the account has at the same time elsewhere."""
    same = (one for one in duties if one.id != duty.id and one.holder == account)
    return next((one for one in same if one.span.meets(duty.span) and not _is_same_work(one, duty)), None)


def _of_duty(duty: Fact, known: Circumstances) -> Iterator[Found]:
    stand_in = None if duty.stands_in else duty.substitute
    of_substitute = None if stand_in is None else problem_of(stand_in, duty, known)
    if not duty.is_in_day:
        yield Found(duty.id, "site_not_in_day", None, "remove")
    if (problem := problem_of(duty.holder, duty, known)) is not None:
        can_take_over = stand_in is not None and of_substitute is None
        yield Found(duty.id, problem, None, "take_over" if can_take_over else "replace")
    if of_substitute is not None:
        words: Mapping[str, Problem] = {
            "suspended": "substitute_suspended",
            "on_leave": "substitute_on_leave",
            "recused": "substitute_recused",
        }
        yield Found(duty.id, words[of_substitute], None, "other_substitute")


def _twice(one: Fact, other: Fact) -> Iterator[Found]:
    if one.holder == other.holder and one.span.meets(other.span) and not _is_same_work(one, other):
        yield Found(one.id, "twice", other.id, "change_hours")
        yield Found(other.id, "twice", one.id, "change_hours")


def _busy(duty: Fact, duties: Collection[Fact]) -> Iterator[Found]:
    if duty.stands_in or duty.substitute is None:
        return
    other = is_busy(duty.substitute, duty, duties)
    if other is not None:
        yield Found(duty.id, "substitute_busy", other.id, "other_substitute")


def _is_same_work(one: Fact, other: Fact) -> bool:
    """A leader serves the sites of their region from one chair: a duty at a site lies within that for its region."""
    contains = (one.lo <= other.lo and other.hi <= one.hi) or (other.lo <= one.lo and one.hi <= other.hi)
    return one.day == other.day and one.kind == other.kind and contains and (one.lo, one.hi) != (other.lo, other.hi)


def _is_recused(recusal: Recused, duty: Fact) -> bool:
    """Whether a recusal touches what the duty would bring: its places, or its topics, all where it names none."""
    if duty.kind is not DutyKind.LEADER:
        return False
    if recusal.lo is not None and recusal.hi is not None:
        return recusal.lo <= duty.hi and duty.lo <= recusal.hi
    return bool(recusal.categories) and (not duty.categories or not recusal.categories.isdisjoint(duty.categories))
