"""Bookings in triage as the API says them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from server.before.agenda.model import Day
from server.before.agenda.rules import ZONE
from server.before.asking.model import Question
from server.before.booking.contents import Words
from server.before.booking.rules import OPEN, Meeting
from server.before.triage import rules, words
from server.before.triage.api.beside import Beside
from server.before.triage.api.shapes import DecisionShape, SiteName, TriageInFull, TriageLine, UnitName
from server.before.triage.model import Assignment, TriageDecision
from server.before.triage.reads import Row
from server.before.triage.rules import AssignmentKind, AssignmentState, TriageState, Verb
from server.day_code import parse_day
from server.db import Tx
from server.people.rules import Person
from server.place import region_of
from server.sealing import Sealer
from server.sites.model import Site
from server.units.model import Unit

OTHERS = {Verb.ACCEPT: AssignmentKind.REFERRAL, Verb.REFUSE: AssignmentKind.REFERRAL}
"""Decisions of the place that a booking was sent to."""


def line(
    row: Row, days: Mapping[str, Day], asked: Sequence[Question], now: datetime, because: AssignmentKind | None = None
) -> TriageLine:
    booking = row.booking
    day = days.get(booking.day or "")
    due = rules.due_of(booking.made_at, None if day is None else day.date, ZONE if day is None else day.zone)
    same = ("site", "arose_in", "routing", "category", "people_count", "claimed_fen", "needs", "kind", "made_at")
    missing = [one for one in asked if one.answered_at is None]
    return TriageLine(
        booking=booking.id,
        state=row.state,
        because=because,
        due_at=due,
        is_late=row.state in {TriageState.WAITING, TriageState.RETURNED} and due < now,
        day=None if booking.day is None else parse_day(booking.day),
        asked=len(asked),
        answered=len(asked) - len(missing),
        late_answers=sum(one.due_at < now for one in missing),
        **{name: getattr(booking, name) for name in same},
    )


def site_name(site: Site) -> SiteName:
    return SiteName(site=site.code, name_zh=site.name_zh, name_en=site.name_en, region=region_of(site.place))


def in_full(
    shown: TriageLine,
    row: Row,
    said: Words | None,
    history: list[DecisionShape],
    assignments: Sequence[Assignment],
    site: Site,
    who: Person,
    units: Sequence[Unit],
    beside: Beside,
) -> TriageInFull:
    """All of it, as far as this person may: name and number only where the booking lies in their places."""
    booking = row.booking
    is_own = who.scope.covers(booking.place)
    sees_words = "see_persons" in who.scope.capabilities
    named = said if is_own and sees_words else None
    open_referral = [one for one in assignments if _is_open(one, AssignmentKind.REFERRAL)]
    told = said if sees_words else None
    return TriageInFull(
        line=shown,
        version=booking.version,
        decisions=0 if row.triage is None else row.triage.decisions,
        booking_state=booking.state,
        name=named.petitioner.name if named else None,
        phone=named.petitioner.phone if named else None,
        summary=told.summary if told else None,
        wanted=told.wanted if told else None,
        respondent=told.respondent if told else None,
        representatives=[one.name for one in named.representatives] if named else [],
        attendee_count=booking.attendee_count,
        workers=booking.workers,
        language=booking.language,
        by_video=booking.appointed_meeting is Meeting.VIDEO,
        changed_at=booking.changed_at,
        site=site_name(site),
        referral_due_at=open_referral[-1].due_at if open_referral else None,
        history=history,
        units=[UnitName(unit=one.code, name_zh=one.name_zh, name_en=one.name_en) for one in units],
        may=verbs(row, assignments, history, who),
        joined_to=booking.joined_to,
        joined=list(beside.joined),
        alike=list(beside.alike),
        joinings=list(beside.joinings),
    )


def verbs(row: Row, assignments: Sequence[Assignment], history: Sequence[DecisionShape], who: Person) -> list[Verb]:
    """The decisions that a person may make on a booking now."""
    if row.booking.state not in OPEN:
        return []
    found = [verb for state, verb in rules.TRANSITIONS if state is row.state and _may(verb, row, assignments, who)]
    decision = 0 if row.triage is None else row.triage.decision
    return [*found, *(Verb.UNDO for one in history if one.n == decision and one.mine)]


def _may(verb: Verb, row: Row, assignments: Sequence[Assignment], who: Person) -> bool:
    if verb in rules.UNDONE_BY_OWN:
        return who.scope.covers(row.booking.place)
    kind = OTHERS.get(verb, AssignmentKind.NAMING)
    return any(_is_open(one, kind) and who.scope.covers(one.place) for one in assignments)


def _is_open(one: Assignment, kind: AssignmentKind) -> bool:
    return (one.kind, one.state) == (kind, AssignmentState.OPEN)


async def history_of(
    tx: Tx, sealer: Sealer, row: Row, decisions: Sequence[TriageDecision], sites: Mapping[str, Site], who: Person
) -> list[DecisionShape]:
    """Every decision, the first one first, with what was said."""
    holding = holding_of(row, decisions)
    found = []
    for one in decisions:
        said = await words.said_in(tx, sealer, one)
        site = sites.get(one.site or "")
        found.append(
            DecisionShape(
                n=one.n,
                verb=one.verb,
                state=one.state,
                by=one.by_name,
                at=one.at,
                reason=said.reason if said else None,
                where=said.where if said else None,
                limit=said.limit if said else None,
                route=one.route,
                site=None if site is None else site_name(site),
                unit=one.unit,
                unit_zh=one.unit_zh,
                holds=one.n in holding,
                mine=who.scope.covers(one.place),
            )
        )
    return found


def holding_of(row: Row, decisions: Sequence[TriageDecision]) -> set[int]:
    """The numbers of the decisions that were not taken back: each has what held before it."""
    before = {one.n: int(one.before["decision"]) for one in decisions}
    n, found = 0 if row.triage is None else row.triage.decision, set[int]()
    while n:
        found.add(n)
        n = before[n]
    return found
