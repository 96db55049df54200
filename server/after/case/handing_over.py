"""Who answers for a case: the unit that first received it, until another accepts it (首接首办)."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from server.after.case.actions import Doing, kept, running
from server.after.case.clocks import last_day
from server.after.case.model import Case, CaseOffer
from server.after.case.rules import REFUSALS_TO_ORGANISER, TO_OBJECT, Happening, OfferState
from server.after.case.states import set_offer_state
from server.after.case.timeline import add_line, add_reasoned
from server.before.calendar.actions import official_days
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.sealing import Sealer
from server.sites.reference import shipped


async def offer(tx: Tx, sealer: Sealer, doing: Doing, unit: str, reason: str, *, valid: Collection[str]) -> Case:
    """Offer a case to a unit, which has five working days to object; ``valid`` are the units that exist today.

    After two refusals only those who manage days decide, and their choice is final. Conflict ``case_offered``,
    ``case_with_organiser``, ``unit_gone``; Invalid ``unit_same``.
    """
    case = await running(tx, doing)
    decides = case.refusals >= REFUSALS_TO_ORGANISER
    if decides and "manage_days" not in doing.by.scope.capabilities:
        raise Conflict("case_with_organiser")
    if await waiting(tx, case) is not None:
        raise Conflict("case_offered")
    _check_unit(unit, valid)
    if unit == case.owner_unit:
        raise Invalid("unit_same")
    end = last_day(shipped().time_limits[TO_OBJECT], doing.today, await official_days(tx))
    made = CaseOffer(
        case_id=case.id,
        place=case.place,
        unit=unit,
        state=OfferState.ACCEPTED if decides else OfferState.OFFERED,
        offered_at=doing.now,
        object_until=end.day,
        answered_at=doing.now if decides else None,
    )
    tx.add(made)
    told = {"unit": unit, "until": str(end.day), "decided": decides}
    await add_reasoned(tx, sealer, case, Happening.OFFER, reason, by=doing.by.principal, now=doing.now, **told)
    if decides:
        case.owner_unit, case.refusals = unit, 0
    return await kept(tx, case, doing, "case_offered")


async def accept(tx: Tx, doing: Doing, ident: UUID) -> Case:
    """Accept a case for the unit that it is offered to, which answers for it from now on."""
    case = await running(tx, doing)
    found = await _offered(tx, case, ident)
    set_offer_state(found, OfferState.ACCEPTED)
    found.answered_at = doing.now
    case.owner_unit, case.refusals = found.unit, 0
    add_line(tx, case, Happening.ACCEPT, by=doing.by.principal, now=doing.now, unit=found.unit)
    return await kept(tx, case, doing, "case_accepted")


async def refuse(
    tx: Tx, sealer: Sealer, doing: Doing, ident: UUID, reason: str, competent: str, *, valid: Collection[str]
) -> Case:
    """Refuse a case with the reason and the unit that is competent; Conflict ``objection_late`` after the time."""
    case = await running(tx, doing)
    found = await _offered(tx, case, ident)
    if doing.today > found.object_until:
        raise Conflict("objection_late", day=str(found.object_until))
    _check_unit(competent, valid)
    if competent == found.unit:
        raise Invalid("unit_same")
    set_offer_state(found, OfferState.REFUSED)
    found.answered_at, found.competent_unit = doing.now, competent
    case.refusals += 1
    told = {"unit": found.unit, "competent": competent, "refusals": case.refusals}
    await add_reasoned(tx, sealer, case, Happening.REFUSE, reason, by=doing.by.principal, now=doing.now, **told)
    return await kept(tx, case, doing, "case_refused")


async def waiting(tx: Tx, case: Case) -> CaseOffer | None:
    """The hand-over that is not answered yet."""
    own = (CaseOffer.case_id == case.id, CaseOffer.state == OfferState.OFFERED)
    return await tx.one_or_none(select(CaseOffer).where(*own))


async def _offered(tx: Tx, case: Case, ident: UUID) -> CaseOffer:
    found = await tx.one_or_none(select(CaseOffer).where(CaseOffer.id == ident, CaseOffer.case_id == case.id))
    if found is None:
        raise NotFound("not_found")
    if found.state is not OfferState.OFFERED:
        raise Conflict("case_offer_answered")
    return found


def _check_unit(code: str, valid: Collection[str]) -> None:
    if code not in valid:
        raise Conflict("case_unit_gone", unit=code)
