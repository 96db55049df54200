"""What can be asked of the figures: the tally, the board, the intake and the records behind each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from server.before.agenda.actions import find_day
from server.before.agenda.commanding import sessions_told
from server.before.agenda.hours import hour_of, real_bounds
from server.before.agenda.model import Day, SiteSession
from server.before.readiness.reads import open_incidents
from server.clock import moment_on, speed_on
from server.day.calling.reads.sites import heard_at
from server.day.calling.rules import is_heard, silence
from server.day.meeting.leaderless import leaderless_rooms
from server.day.tally import figures, rules
from server.day.tally.chase import (
    CHASED,
    Steps,
    answered_at,
    asked_of,
    is_above,
    no_one_at,
    of_cause,
    step_told,
    steps_of,
)
from server.day.tally.model import AttentionTask
from server.day.tally.tasks import task_told, tasks_of
from server.db import Tx
from server.instants import MICROSECOND, as_rfc3339_or_none, micros_of, with_offset
from server.journal.model import Counter, Head, Matter
from server.place import Range, city_of, region_of

SECOND: Final = 1_000_000


async def site_of(tx: Tx, day: str, place: int) -> Head:
    """The head of the site at a place."""
    return await tx.get(Head, (day, place))


async def sites_known(tx: Tx, day: str, places: Collection[int]) -> Mapping[int, Head]:
    """The heads of the sites at these places, in one statement."""
    heads = await tx.scalars(select(Head).where(Head.day == day, Head.place.in_(places)))
    return {head.place: head for head in heads}


async def whole_tally_of(tx: Tx, day: str) -> dict[str, Any]:
    """The tally of all that holds a day, as the command line and a rehearsal tell it."""
    found = await find_day(tx, day)
    return await figures.tally_of(tx, found.day, (found.holder, found.holder_last))


async def version_of(tx: Tx, day: str, scope: Range) -> int:
    """The number of accepted entries of a scope: the version of everything shown of it."""
    lo, hi = scope
    total = (Counter.day == day, Counter.lo == lo, Counter.hi == hi, Counter.key == "total")
    return (await tx.one_or_none(select(Counter.accepted).where(*total))) or 0


async def intake_of(tx: Tx, day: str) -> dict[str, int]:
    """What came in at the sites of the scope: lines, and what became of them."""
    columns = (Head.lines, Head.last_seq, Head.duplicates, Head.waiting_entries)
    sums = (await tx.rows(select(*(func.sum(column) for column in columns)).where(Head.day == day)))[0]
    lines, accepted, duplicates, waiting = (int(total or 0) for total in sums)
    return {
        "lines": lines,
        "accepted": accepted,
        "duplicates": duplicates,
        "waiting": waiting,
        "refused": lines - accepted - duplicates - waiting,
    }


@dataclass(frozen=True, slots=True)
class Moment:
    """When a board is looked at: now and the day's opening, on the day's own clock; ``speed`` of that clock.

    ``real`` is when it really is, ``begins`` and ``ends`` are when the day really does.
    """

    now: datetime
    opens_at: datetime
    speed: float
    real: datetime
    begins: datetime
    ends: datetime | None


def moment_of(day: Day, real: datetime) -> Moment:
    """When a board of this day is looked at, on the day's own clock, at a real instant."""
    begins, ends = real_bounds(day)
    now, opens_at = moment_on(day, real).now, hour_of(day, day.opens_at)
    return Moment(now, opens_at, speed_on(day, real), real, begins, ends)


async def board_of(tx: Tx, day: str, scope: Range, moment: Moment) -> dict[str, Any]:
    """All that the wall shows of a scope: tally, figures of the moment, sites, attention list and curve."""
    facts = await _facts_of(tx, day, scope, moment)
    heads, longest, sessions = facts.heads, facts.longest, facts.sessions
    own = await figures.own(tx, day, scope)
    attention = _attention(facts, moment)
    taken = await tasks_of(tx, day, scope)
    place_at = {head.site: head.place for head in heads}
    alarming = {item.site for item in attention if item.severity > 1}
    tally = await figures.tally_beside_published(tx, day, scope, own, len(heads), in_detail=True)
    return {
        "day": day,
        "version": tally["version"],
        "now": with_offset(moment.now),
        "speed": moment.speed,
        "tally": tally,
        "figures": _figures_of_the_moment(heads, longest),
        "sites": {
            head.site: {
                **_site_facts(head, longest.get(head.place), answered_at(facts.steps.get(head.place, ()))),
                "mark": rules.mark(head, alarming=head.site in alarming, line_lost=head.place in facts.lost),
                "callable": is_heard(facts.heard.get(head.place), moment.real),
                **_session_facts(sessions.get(head.place)),
                "asked": _asked(facts, head, attention),
                "no_one_at": as_rfc3339_or_none(no_one_at(facts.steps.get(head.place, ()))),
            }
            for head in heads
        },
        "attention": [
            {
                **_row(item, taken.get((place_at[item.site], item.kind)), moment),
                "chase": [step_told(step) for step in of_cause(facts.steps.get(place_at[item.site], ()), item)],
            }
            for item in attention
        ],
        "curve": rules.curve(own),
    }


async def attention_of(tx: Tx, day: str, scope: Range, moment: Moment) -> Sequence[rules.Attention]:
    """What needs attention in a range, most urgent first."""
    return _attention(await _facts_of(tx, day, scope, moment), moment)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the attention list is derived from, by place."""

    heads: Sequence[Head]
    longest: Mapping[int, int]
    heard: Mapping[int, datetime]
    lost: Mapping[int, rules.LineLost]
    leaderless: Mapping[int, Sequence[int]]
    failed: Mapping[int, Sequence[rules.Failed]]
    sessions: Mapping[int, SiteSession]
    steps: Steps


async def _facts_of(tx: Tx, day: str, scope: Range, moment: Moment) -> _Facts:
    heads = await tx.scalars(select(Head).where(Head.day == day, Head.place.between(*scope)).order_by(Head.place))
    heard = await heard_at(tx, scope)
    rooms = await leaderless_rooms(tx, day, scope, now=moment.real)
    return _Facts(
        heads,
        longest=await _longest_waits(tx, day, scope),
        heard=heard,
        lost=_lines_lost(heads, heard, moment),
        leaderless=rules.leaderless_by_place(rooms, now=micros_of(moment.now), real=moment.real, speed=moment.speed),
        failed=await _failed_checks(tx, day, scope),
        sessions=await sessions_told(tx, day, scope),
        steps=await steps_of(tx, day, scope),
    )


def _attention(facts: _Facts, moment: Moment) -> list[rules.Attention]:
    found = (
        replace(item, severity=rules.ABOVE) if is_above(facts.steps.get(head.place, ()), item) else item
        for head in facts.heads
        for item in rules.attention(
            head,
            now=micros_of(moment.now),
            opens_at=micros_of(moment.opens_at),
            longest_wait_from=facts.longest.get(head.place),
            line_lost=facts.lost.get(head.place),
            no_leader=facts.leaderless.get(head.place, ()),
            failed=facts.failed.get(head.place, ()),
            is_off=rules.is_off(facts.sessions.get(head.place)),
            answered_at=answered_at(facts.steps.get(head.place, ())),
        )
    )
    return sorted(found, key=rules.urgency)


def _row(item: rules.Attention, task: AttentionTask | None, moment: Moment) -> dict[str, Any]:
    told = item.shown(micros_of(moment.now))
    return {
        **told,
        "since": as_rfc3339_or_none(told["since"]),
        "task": None if task is None else task_told(task, item),
    }


def _asked(facts: _Facts, head: Head, attention: Sequence[rules.Attention]) -> dict[str, Any] | None:
    """The message that the desk of a site has to answer."""
    if not (steps := facts.steps.get(head.place)):
        return None
    step = asked_of(steps, [one for one in attention if one.site == head.site and one.kind in CHASED])
    return None if step is None else {"kind": step.kind, **step_told(step)}


def _session_facts(session: SiteSession | None) -> dict[str, Any]:
    """How many rooms are planned, and what a person last commanded, who, when and why: beside what entries say."""
    if session is None or session.commanded_at is None:
        return {"commanded": None, "rooms_planned": session and session.rooms}
    at = as_rfc3339_or_none(micros_of(session.commanded_at))
    commanded = {"state": session.state.value, "by": session.commanded_by, "at": at, "reason": session.reason}
    return {"commanded": commanded, "rooms_planned": session.rooms}


async def _failed_checks(tx: Tx, day: str, scope: Range) -> dict[int, list[rules.Failed]]:
    """The incidents that have not ended, by place."""
    found: dict[int, list[rules.Failed]] = {}
    for one in await open_incidents(tx, day, scope):
        found.setdefault(one.place, []).append(rules.Failed(one.opened_at, is_owned=one.owner is not None))
    return found


async def _longest_waits(tx: Tx, day: str, scope: Range) -> dict[int, int]:
    """Since when the longest waiting matter of each site waits."""
    waiting = (Matter.day == day, Matter.place.between(*scope), Matter.state == "waiting")
    rows = await tx.rows(select(Matter.place, func.min(Matter.registered_at)).where(*waiting).group_by(Matter.place))
    return {place: since for place, since in rows if since is not None}


def _figures_of_the_moment(heads: Sequence[Head], longest: Mapping[int, int]) -> dict[str, Any]:
    names = ("waiting_matters", "waiting_attendees", "in_session", "in_session_video")
    return {
        **{name: sum(getattr(head, name) for head in heads) for name in names},
        "longest_wait_from": as_rfc3339_or_none(min(longest.values(), default=None)),
    }


def _lines_lost(heads: Sequence[Head], heard: Mapping[int, datetime], moment: Moment) -> dict[int, rules.LineLost]:
    """Since when each open site that was heard today has not been, to the second of the day's clock."""
    since = {
        head.place: silence(heard.get(head.place), moment.real, begins=moment.begins, ends=moment.ends)
        for head in heads
        if head.closed_at is None
    }
    now = micros_of(moment.now)
    return {
        place: rules.LineLost(int(now - lost // MICROSECOND * moment.speed) // SECOND * SECOND, lost // MICROSECOND)
        for place, lost in since.items()
        if lost is not None
    }


def _site_facts(head: Head, longest: int | None, answered: int | None) -> dict[str, Any]:
    return {
        "site": head.site,
        "place": head.place,
        "city": city_of(head.place),
        "county": region_of(head.place),
        "state": rules.state(head),
        "opened_at": as_rfc3339_or_none(head.opened_at),
        "closed_at": as_rfc3339_or_none(head.closed_at),
        "zero_at": as_rfc3339_or_none(head.zero_at),
        "last_heard_at": as_rfc3339_or_none(rules.last_word(head, answered)),
        "matters": head.matters,
        "waiting_matters": head.waiting_matters,
        "waiting_attendees": head.waiting_attendees,
        "in_session": head.in_session,
        "longest_wait_from": as_rfc3339_or_none(longest),
        "waiting_entries": head.waiting_entries,
        "incomplete": head.incomplete,
        "late": head.late,
        "clock_ahead": head.clock_ahead,
    }
