"""How petitioners rate a case, once a round, after it was answered or done.

A dissatisfied rating reopens the case once by itself; after that a person decides.
"""

import datetime as dt
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from server.after.care import reads
from server.after.care.model import CaseRating
from server.after.care.rules import Face
from server.after.case.messages import CaseChanged
from server.after.case.model import Case, CaseLine
from server.after.case.reads import locked
from server.after.case.rules import PETITIONER, CaseState, Happening
from server.after.case.sealing import seal
from server.after.case.states import set_case_state
from server.after.case.timeline import add_line, settle
from server.db import Tx
from server.errors import Conflict
from server.people.audit import MACHINE, record
from server.sealing import Sealer

RATED = frozenset({CaseState.ANSWERED, CaseState.DONE, CaseState.VERIFIED})
"""The states in which a case may be rated."""


@dataclass(frozen=True, slots=True)
class Rating:
    """The two faces, of the unit that received them and of the one that answers for the case; words are optional."""

    site: Face | None
    unit: Face | None
    words: str | None


async def rate(tx: Tx, sealer: Sealer, ident: UUID, rating: Rating, *, today: dt.date, now: datetime) -> Case:
    """Keep a rating; the same sent again is the one that is there.

    Conflict ``rating_early``, ``rating_given``.
    """
    case = await locked(tx, ident)
    number, known = await reads.round_of(tx, case.id), await reads.ratings_of(tx, case.id)
    if known and (known[-1].site_face, known[-1].unit_face) == (rating.site, rating.unit) and _is_now(known[-1], now):
        return case
    if any(one.number == number for one in known):
        raise Conflict("rating_given")
    if case.state not in RATED:
        raise Conflict("rating_early")
    row = CaseRating(case_id=case.id, place=case.place, number=number, id=uuid7(), on=today, at=now)
    row.site_face, row.unit_face = rating.site, rating.unit
    if rating.words and rating.words.strip():
        row.words_sealed = await seal(tx, sealer, case, row.id, rating.words)
    tx.add(row)
    add_line(tx, case, Happening.RATE, by=PETITIONER, now=now, round=number)
    if Face.NOT_SATISFIED in {rating.site, rating.unit} and not await _reopened_by_itself(tx, case):
        set_case_state(case, Happening.REOPEN)
        case.ended_on = None
        add_line(tx, case, Happening.REOPEN, by=MACHINE, now=now, why="dissatisfied")
    await settle(tx, case)
    await record(tx, PETITIONER, "case_rated", f"case:{case.id}", place=case.place, now=now)
    tx.tell(CaseChanged(case.id, now, today))
    return case


def _is_now(rating: CaseRating, now: datetime) -> bool:
    """Whether a rating was given so short a while ago that the same one is a second press."""
    return now - rating.at < dt.timedelta(minutes=10)


async def _reopened_by_itself(tx: Tx, case: Case) -> bool:
    own = (CaseLine.case_id == case.id, CaseLine.happening == Happening.REOPEN, CaseLine.by == MACHINE)
    return bool(await tx.scalars(select(CaseLine.id).where(*own).limit(1)))
