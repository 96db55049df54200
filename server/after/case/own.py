"""The cases of the units that a person answers for: those that a unit owns, and those that are offered to it.

A case lies at the place of its site, which may be another than the unit's: it is seen by the post or the duty at the
unit, judged at each use, as questions to a unit are. Deciding above the unit stays with those who follow cases there.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select

from server.after.case.ledger import MoneyKind
from server.after.case.model import Case, CaseOffer
from server.after.case.rules import COUNTED, RUNNING, OfferState
from server.db import Tx
from server.errors import NotAllowed, NotFound
from server.people.rules import Person
from server.place import Scope

ENDED_SINCE: Final = dt.timedelta(days=90)
"""So long a case that has ended stays on the unit's page."""
MOST: Final = 500
KINDS: Final = frozenset({MoneyKind.CONFIRMED, MoneyKind.AGREED, MoneyKind.PAID})
"""What a unit may enter of money: what is claimed and what has arrived are the petitioner's to say."""


class Standing(NamedTuple):
    """What one's units are to a case: ``owns`` it, or it ``is_offered`` to one; and where it lies."""

    place: int
    owns: bool
    is_offered: bool


async def cases_of(tx: Tx, units: Collection[str], *, today: dt.date) -> Sequence[Case]:
    """The cases of these units, the next due first; to be asked in every place at once."""
    offered = select(CaseOffer.case_id).where(CaseOffer.unit.in_(units), CaseOffer.state == OfferState.OFFERED)
    mine = or_(Case.owner_unit.in_(units), Case.id.in_(offered))
    recent = or_(Case.state.in_(RUNNING), Case.ended_on >= today - ENDED_SINCE)
    found = select(Case).where(Case.state.in_(COUNTED), recent, mine)
    return await tx.scalars(found.order_by(Case.due_on.is_(None), Case.due_on, Case.id).limit(MOST))


async def standing_at(tx: Tx, ident: UUID, units: Collection[str]) -> Standing:
    """What these units are to a case; NotFound where they are nothing. To be asked in every place at once."""
    case = await tx.one_or_none(select(Case).where(Case.id == ident, Case.state.in_(COUNTED)))
    if case is None:
        raise NotFound("not_found")
    own = (CaseOffer.case_id == ident, CaseOffer.state == OfferState.OFFERED, CaseOffer.unit.in_(units))
    is_offered = bool(await tx.scalars(select(CaseOffer.id).where(*own)))
    owns = case.owner_unit in units
    if not (owns or is_offered):
        raise NotFound("not_found")
    return Standing(case.place, owns, is_offered)


def acting(person: Person, standing: Standing) -> Person:
    """The person as one who acts for the unit: at the place of the case alone, without a right of their account."""
    return replace(person, scope=Scope(standing.place, standing.place))


def check_money(standing: Standing, kind: MoneyKind) -> None:
    """NotAllowed of a kind that is not the unit's to say, and where the case is only offered to it."""
    if not standing.owns or kind not in KINDS:
        raise NotAllowed("not_allowed")
