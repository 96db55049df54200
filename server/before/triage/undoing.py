"""A decision is taken back: what was before it holds again."""

from collections.abc import Collection
from uuid import UUID

from server.before.booking.rules import Kind
from server.before.triage import reads
from server.before.triage.actions import Details, bring_to, write_details
from server.before.triage.deciding import Case, keep
from server.before.triage.model import Assignment, TriageDecision
from server.before.triage.rules import AssignmentState, TriageState, Verb
from server.before.triage.states import set_assignment_state
from server.before.triage.words import Said
from server.errors import Conflict
from server.people.rules import require


async def undo(case: Case, said: Said) -> TriageDecision:
    """Take back the decision that holds, by the place that made it.

    Conflict ``triage_nothing_to_undo``; ``triage_passed_on`` where another place has decided since.
    """
    decision = await _holding(case)
    if not case.by.scope.covers(decision.place):
        raise Conflict("triage_passed_on")
    require(case.by, "triage", decision.place)
    was = decision.before
    await _bring_back(case, decision)
    state = TriageState(was["state"])
    case.before["assignments"] = []
    undone = await keep(case, Verb.UNDO, state, said, place=decision.place, site=decision.site)
    case.triage.decision, case.triage.refusals = was["decision"], was["refusals"]
    await case.tx.flush()
    return undone


async def _holding(case: Case) -> TriageDecision:
    found = [one for one in await reads.decisions_of(case.tx, case.booking.id) if one.n == case.triage.decision]
    if not found:
        raise Conflict("triage_nothing_to_undo")
    return found[0]


async def _bring_back(case: Case, decision: TriageDecision) -> None:
    was = decision.before
    if "details" in was:
        details = dict(was["details"])
        kind = Kind(details.pop("kind"))
        await write_details(case, Details(**details), kind=kind)
    if "site" in was:
        site = await reads.site_to_send_to(case.tx, was["site"])
        await bring_to(case, site, day=was["day"], is_undo=True)
    _reopen(case.assignments, was["assignments"])


def _reopen(assignments: Collection[Assignment], was: Collection[tuple[str, str]]) -> None:
    known = {one.id: one for one in assignments}
    for ident, state in was:
        set_assignment_state(known[UUID(ident)], AssignmentState(state))
