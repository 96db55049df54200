"""What every decision goes through: booking and triage are locked, compared with what was seen, and recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from server.before.booking.model import Booking
from server.before.booking.reads import locked_booking
from server.before.booking.rules import OPEN
from server.before.triage import reads, rules, words
from server.before.triage.model import Assignment, Triage, TriageDecision
from server.before.triage.rules import AssignmentKind, AssignmentState, TriageState, Verb
from server.before.triage.states import set_assignment_state, set_triage_state
from server.before.triage.words import Said
from server.db import Tx
from server.errors import Conflict, NotFound
from server.people.audit import record
from server.people.rules import Person, require
from server.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Seen:
    """What the officer decided on: how many decisions there were, and which version of the booking."""

    decisions: int
    booking: int


@dataclass(slots=True)
class Case:
    """A booking that is decided on, and what the decision changed of it so far, for an undo."""

    tx: Tx
    sealer: Sealer
    booking: Booking
    triage: Triage
    assignments: Sequence[Assignment]
    by: Person
    now: datetime
    was_at: int = field(init=False)
    before: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        triage = self.triage
        self.was_at = self.booking.place
        known = {"decision": triage.decision, "state": triage.state.value, "refusals": triage.refusals}
        self.before = {**known, "assignments": []}

    def assign(self, kind: AssignmentKind, place: int, *, site: str | None = None, due: datetime | None = None) -> None:
        """Let a place see the booking; an undo ends it."""
        same = {"kind": kind, "place": place, "site": site, "due_at": due, "made_at": self.now}
        new = Assignment(id=uuid7(), booking_id=self.booking.id, state=AssignmentState.OPEN, **same)
        self.tx.add(new)
        self.before["assignments"].append([str(new.id), AssignmentState.ENDED.value])

    def settle(self, assignment: Assignment, state: AssignmentState) -> None:
        """Change what became of an assignment; an undo brings it back."""
        self.before["assignments"].append([str(assignment.id), assignment.state.value])
        set_assignment_state(assignment, state)

    def open(self, kind: AssignmentKind) -> Assignment:
        """The open assignment of a kind; NotFound without one."""
        found = [one for one in self.assignments if (one.kind, one.state) == (kind, AssignmentState.OPEN)]
        if not found:
            raise NotFound("not_found")
        return found[-1]


async def case_of(tx: Tx, sealer: Sealer, ident: UUID, seen: Seen, *, by: Person, now: datetime) -> Case:
    """Lock a booking for a decision. Only who may see it is told more than that it is not there.

    Conflict ``triage_closed``, ``triage_corrected``, ``triage_decided`` with the name of who decided meanwhile.
    """
    booking = await locked_booking(tx, ident)
    assignments = await reads.assignments_of(tx, ident)
    require_sight(by, booking, assignments)
    if booking.state not in OPEN:
        raise Conflict("triage_closed")
    triage = await reads.triage_of(tx, ident)
    if triage is None:
        none = {"decision": 0, "decisions": 0, "refusals": 0}
        triage = Triage(booking_id=ident, place=booking.place, state=TriageState.WAITING, **none)
    if triage.decisions != seen.decisions:
        made = await reads.decisions_of(tx, ident)
        if not made:
            raise Conflict("changed_meanwhile")
        raise Conflict("triage_decided", name=made[-1].by_name, verb=made[-1].verb.value)
    if booking.version != seen.booking:
        raise Conflict("triage_corrected")
    return Case(tx, sealer, booking, triage, assignments, by, now)


def require_sight(by: Person, booking: Booking, assignments: Sequence[Assignment]) -> None:
    """Whether a person sees a booking: it lies in their places, or is assigned to one of them. NotFound otherwise."""
    places = [one.place for one in assignments if one.state in reads.SEEN_BY_ASSIGNMENT]
    if not any(by.scope.covers(place) for place in (booking.place, *places)):
        raise NotFound("not_found")
    require(by, "triage")


async def decide(case: Case, verb: Verb, said: Said, *, place: int, **more: str | None) -> TriageDecision:
    """Bring the booking to the state after a decision, made at ``place``, and keep it; after all that it changes."""
    triage = case.triage
    state = rules.after(triage.state, verb, refusals=triage.refusals)
    triage.refusals += verb is Verb.REFUSE
    decision = await keep(case, verb, state, said, place=place, **more)
    triage.decision = decision.n
    await case.tx.flush()
    return decision


async def keep(
    case: Case, verb: Verb, state: TriageState, said: Said, *, place: int, **more: str | None
) -> TriageDecision:
    """Add a decision to what is known of a booking, and a line to the log."""
    triage, tx = case.triage, case.tx
    decision = TriageDecision(
        booking_id=case.booking.id,
        n=triage.decisions + 1,
        place=place,
        verb=verb,
        state=state,
        by=case.by.principal,
        by_name=case.by.name,
        at=case.now,
        month=case.booking.month,
        before=case.before,
        **more,
    )
    decision.words_sealed = await words.seal(tx, case.sealer, decision, said)
    set_triage_state(triage, state, verb)
    triage.decisions, triage.place = decision.n, case.booking.place
    tx.add(triage)
    tx.add(decision)
    await tx.flush()
    about = f"booking:{case.booking.id}"
    await record(tx, case.by.principal, f"triage_{verb}", about, place=place, now=case.now)
    return decision
