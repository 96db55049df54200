"""The support plan of a petitioner (一人一策): help for the person, who wants it or not, and who alone may read it.

It may be read by the petition officers of the level that received the matter, and by the officer who is named to take
care of it; each reading is a line of the log. To everyone else, at every level, there is none. No line of the timeline
and no figure tells of it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from server.after.care import reads
from server.after.care.model import SupportMeasure, SupportPlan
from server.after.care.rules import MeasureState, Need, SupportChoice, is_of_level
from server.after.care.states import set_measure_state
from server.after.case.actions import Doing
from server.after.case.model import Case
from server.after.case.reads import find_case, locked
from server.after.case.sealing import LONGEST, SHORTEST, seal, unsealed_words
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.people.audit import record
from server.people.model import Account
from server.people.rules import Person, Role
from server.sealing import Sealer


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure as it is entered; its id is made by the page, so that it is entered once."""

    id: UUID
    need: Need
    what: str
    unit: str | None
    is_referral: bool
    has_agreed: bool
    due_on: dt.date


async def may_open(tx: Tx, person: Person, case: Case) -> bool:
    """Whether a person may read the support plan of a case: the one place that judges it."""
    if "give_support" not in person.scope.capabilities:
        return False
    if is_of_level((person.scope.lo, person.scope.hi), case.place):
        return True
    plan = await reads.plan_of(tx, case.id)
    return plan is not None and f"account:{plan.carer}" == person.principal


async def open_plan(tx: Tx, doing: Doing) -> tuple[Case, SupportPlan | None]:
    """The case and its plan, for who may read it, with a line of the log; NotFound for everyone else."""
    case = await find_case(tx, doing.case)
    if not await may_open(tx, doing.by, case):
        raise NotFound("not_found")
    await _record(tx, doing, case, "support_opened")
    return case, await reads.plan_of(tx, case.id)


async def decide(tx: Tx, doing: Doing, choice: SupportChoice, carer: UUID | None) -> None:
    """Note whether the person wants support, and who takes care of it. A refusal drops the measures that are open.

    Conflict ``support_changed``; Invalid ``support_carer``.
    """
    case, plan = await _seen(tx, doing)
    if choice is SupportChoice.REFUSED:
        carer = None
    elif carer not in {one.id for one in await officers(tx)}:
        raise Invalid("support_carer")
    if plan is None:
        told = {"choice": choice, "carer": carer, "changes": 0, "by": doing.by.principal, "at": doing.now}
        tx.add(SupportPlan(case_id=case.id, place=case.place, **told))
    else:
        plan.choice, plan.carer, plan.by, plan.at = choice, carer, doing.by.principal, doing.now
        plan.changes += 1
    if choice is SupportChoice.REFUSED:
        for one in await reads.measures_of(tx, case.id):
            if one.state is MeasureState.OPEN:
                _end(one, MeasureState.DROPPED, doing)
    await tx.flush()
    await _record(tx, doing, case, "support_decided")


async def add_measure(tx: Tx, sealer: Sealer, doing: Doing, measure: Measure) -> None:
    """Enter a measure; the same sent again is the one that is there.

    Conflict ``support_changed``, ``support_not_wanted``; Invalid ``support_consent``, ``support_date``, ``case_words``.
    """
    case, plan = await _seen(tx, doing, again=measure.id)
    if any(one.id == measure.id for one in await reads.measures_of(tx, case.id)):
        return
    if plan is None or plan.choice is not SupportChoice.WANTED:
        raise Conflict("support_not_wanted")
    if measure.is_referral and not (measure.has_agreed and measure.unit):
        raise Invalid("support_consent")
    if len(measure.what.strip()) < SHORTEST:
        raise Invalid("case_words", least=SHORTEST, most=LONGEST)
    if measure.due_on < doing.today:
        raise Invalid("support_date")
    told = {"id": measure.id, "unit": measure.unit, "state": MeasureState.OPEN}
    row = SupportMeasure(case_id=case.id, place=case.place, **told)
    row.what_sealed = await seal(tx, sealer, case, row.id, f"{measure.need.value} {measure.what.strip()}")
    row.is_referral, row.due_on = measure.is_referral, measure.due_on
    row.agreed_on = doing.today if measure.is_referral else None
    row.by, row.at = doing.by.principal, doing.now
    tx.add(row)
    plan.changes += 1
    await tx.flush()
    await _record(tx, doing, case, "support_measure_entered")


async def end_measure(tx: Tx, doing: Doing, ident: UUID, state: MeasureState) -> None:
    """End a measure as done or dropped. Conflict ``support_changed``, ``support_ended``; NotFound."""
    case, plan = await _seen(tx, doing)
    found = next((one for one in await reads.measures_of(tx, case.id) if one.id == ident), None)
    if plan is None or found is None:
        raise NotFound("not_found")
    _end(found, state, doing)
    plan.changes += 1
    await tx.flush()
    await _record(tx, doing, case, "support_measure_ended")


async def officers(tx: Tx) -> Sequence[Account]:
    """The petition officers within one's places, one of whom may be named to take care of a plan."""
    found = await tx.scalars(select(Account).where(Account.suspended_at.is_(None)).order_by(Account.name, Account.id))
    return [one for one in found if Role.OFFICER in one.roles]


async def need_of(tx: Tx, sealer: Sealer, case: Case, measure: SupportMeasure) -> tuple[Need | None, str | None]:
    """For which need a measure is, and what; nothing where it was erased by law."""
    words = await unsealed_words(tx, sealer, case, measure.id, measure.what_sealed)
    if words is None:
        return None, None
    need, _, what = words.partition(" ")
    return Need(need), what


def _end(measure: SupportMeasure, state: MeasureState, doing: Doing) -> None:
    set_measure_state(measure, state)
    measure.ended_on = doing.today


async def _seen(tx: Tx, doing: Doing, again: UUID | None = None) -> tuple[Case, SupportPlan | None]:
    """The case, locked, and its plan as it was seen; ``again`` is a measure that may have been entered by then."""
    case = await locked(tx, doing.case)
    if not await may_open(tx, doing.by, case):
        raise NotFound("not_found")
    plan = await reads.plan_of(tx, case.id)
    is_sent_again = again is not None and any(one.id == again for one in await reads.measures_of(tx, case.id))
    if not is_sent_again and doing.seen != (0 if plan is None else plan.version):
        raise Conflict("support_changed")
    return case, plan


async def _record(tx: Tx, doing: Doing, case: Case, what: str) -> None:
    await record(tx, doing.by.principal, what, f"case:{case.id}", place=case.place, now=doing.now)
