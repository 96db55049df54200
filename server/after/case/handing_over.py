"""Who answers for a case: the unit that first received it, until another accepts it (首接首办)."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from server.after.case.actions import Doing, kept, running, say
from server.after.case.deadlines import counting_now
from server.after.case.model import Case, CaseMatter, CaseOffer
from server.after.case.rules import REFUSALS_TO_ORGANISER, TO_OBJECT, Happening, OfferState
from server.after.case.states import set_offer_state
from server.after.case.timeline import add_line
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.sealing import Sealer
from server.sites.reference import shipped


async def offer(tx: Tx, sealer: Sealer, doing: Doing, unit: str, reason: str, *, valid: Collection[str]) -> Case:
    """Offer a case to a unit, which has five working days to object; ``valid`` are the units that exist today.

    After two refusals, and where the unit had the case before, only those who manage days decide, and their choice is
    final. Conflict ``case_offered``, ``case_with_organiser``, ``unit_gone``; Invalid ``unit_same``.
    """
    case = await running(tx, doing)
    organises = "manage_days" in doing.by.scope.capabilities
    decides = case.refusals >= REFUSALS_TO_ORGANISER
    if decides and not organises:
        raise Conflict("case_with_organiser")
    if await waiting(tx, case) is not None:
        raise Conflict("case_offered")
    _check_unit(unit, valid)
    if unit == case.owner_unit:
        raise Invalid("unit_same")
    if not decides and unit in await _had_before(tx, case):
        if not organises:
            return await _to_organiser(tx, sealer, case, doing, unit, reason)
        decides = True
    end = (await counting_now(tx)).last_day(shipped().time_limits[TO_OBJECT], doing.today)
    made = CaseOffer(
        case_id=case.id,
        place=case.place,
        unit=unit,
        from_unit=case.owner_unit,
        offered_on=doing.today,
        state=OfferState.ACCEPTED if decides else OfferState.OFFERED,
        offered_at=doing.now,
        object_until=end.day,
        answered_at=doing.now if decides else None,
    )
    tx.add(made)
    told = {"unit": unit, "until": str(end.day), "decided": decides}
    await say(tx, sealer, case, doing, Happening.OFFER, reason, **told)
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
    await say(tx, sealer, case, doing, Happening.REFUSE, reason, **told)
    return await kept(tx, case, doing, "case_refused")


async def waiting(tx: Tx, case: Case) -> CaseOffer | None:
    """The hand-over that is not answered yet."""
    own = (CaseOffer.case_id == case.id, CaseOffer.state == OfferState.OFFERED)
    return await tx.one_or_none(select(CaseOffer).where(*own))


async def _had_before(tx: Tx, case: Case) -> set[str | None]:
    """The units that answered for the case once: to hand it back to one is a loop, which the organiser ends."""
    accepted = select(CaseOffer).where(CaseOffer.case_id == case.id, CaseOffer.state == OfferState.ACCEPTED)
    named = {one for offer in await tx.scalars(accepted) for one in (offer.unit, offer.from_unit)}
    return named | set(await tx.scalars(select(CaseMatter.unit).where(CaseMatter.case_id == case.id)))


async def _to_organiser(tx: Tx, sealer: Sealer, case: Case, doing: Doing, unit: str, reason: str) -> Case:
    case.refusals = REFUSALS_TO_ORGANISER
    await say(tx, sealer, case, doing, Happening.TO_ORGANISER, reason, unit=unit)
    return await kept(tx, case, doing, "case_to_organiser")


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
