"""Cases that are entered by hand (积案): one by a form, or a whole list from a workbook, all of it or nothing."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from server.after.case.deadlines import Counting, counting_now
from server.after.case.ledger import MoneyKind
from server.after.case.model import NUMBER_LENGTH, Case, CaseClock, CaseMoney
from server.after.case.rules import PROMISED, CaseState, Happening, first_clock
from server.after.case.sealing import LONGEST, SHORTEST, seal
from server.after.case.timeline import add_reasoned, settle
from server.db import Tx
from server.entries.fields import MAX_COUNT, MAX_FEN
from server.errors import Conflict, Invalid, NotFound, Refused
from server.people.audit import record
from server.people.rules import Person
from server.people.spelling import is_visible
from server.sealing import Sealer
from server.sites.model import Site
from server.sites.reference import shipped
from server.units.rules import CODE_LENGTH
from server.workbooks.columns import Column, Kind
from server.workbooks.rows import Sheet

# fmt: off
COLUMNS: Final = (
    Column(key="number", zh="案件编号", en="File number", required=True, most=NUMBER_LENGTH),
    Column(key="site", zh="接访点代码", en="Site code", kind=Kind.CODE, required=True, most=32),
    Column(key="received_on", zh="收到日期", en="Received", kind=Kind.DATE, required=True),
    Column(
        key="category", zh="类别", en="Category", kind=Kind.CHOICE, required=True,
        choices={code: (one.zh, one.en) for code, one in shipped().categories.items()},
    ),
    Column(key="people", zh="涉及人数", en="People", kind=Kind.WHOLE, required=True, lowest=1, highest=MAX_COUNT),
    Column(
        key="route", zh="办理途径", en="Route", kind=Kind.CHOICE, required=True,
        choices={code: (one.zh, one.en) for code, one in shipped().routes.items()},
    ),
    Column(key="unit", zh="责任单位代码", en="Unit code", kind=Kind.CODE, required=True, most=CODE_LENGTH),
    Column(key="responsible", zh="责任人", en="Responsible person", most=LONGEST),
    Column(key="due_on", zh="期限", en="Due", kind=Kind.DATE),
    Column(key="claimed_fen", zh="主张（分）", en="Claimed, fen", kind=Kind.WHOLE, highest=MAX_FEN),
    Column(key="agreed_fen", zh="约定（分）", en="Agreed, fen", kind=Kind.WHOLE, highest=MAX_FEN),
    Column(key="words", zh="诉求摘要", en="What is asked for", required=True, most=LONGEST),
)
# fmt: on
KEYS: Final[Mapping[str, str]] = {
    "case_number_taken": "number",
    "case_number_twice": "number",
    "case_number_form": "number",
    "unknown_site": "site",
    "case_date": "received_on",
    "case_due": "due_on",
    "case_unit_gone": "unit",
    "case_words": "words",
}
"""Which column a refusal is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A case as it is entered by hand; without ``due_on`` the clock of its route runs from the day it was received."""

    number: str
    site: str
    received_on: dt.date
    category: str
    people: int
    route: str
    unit: str
    words: str
    responsible: str | None = None
    due_on: dt.date | None = None
    claimed_fen: int | None = None
    agreed_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What a case may name: the sites within one's places, the units that exist today, the numbers that are taken."""

    sites: Mapping[str, int]
    units: Collection[str]
    numbers: Collection[tuple[int, str]]
    today: dt.date


async def find_known(tx: Tx, numbers: Collection[str], *, units: Collection[str], today: dt.date) -> Known:
    sites = {one.code: one.place for one in await tx.scalars(select(Site).where(Site.ended_at.is_(None)))}
    taken = await tx.rows(select(Case.place, Case.number).where(Case.number.in_(numbers)))
    return Known(sites, units, {(place, number or "") for place, number in taken}, today)


def check_filed(filed: Filed, known: Known) -> None:
    """Refuse what cannot be; the owner unit of a case is never none."""
    if not (filed.number.strip() and is_visible(filed.number)):
        raise Invalid("case_number_form")
    if filed.site not in known.sites:
        raise NotFound("unknown_site", site=filed.site)
    if (known.sites[filed.site], filed.number) in known.numbers:
        raise Conflict("case_number_taken", number=filed.number)
    if filed.received_on > known.today:
        raise Invalid("case_date")
    if filed.due_on is not None and filed.due_on < filed.received_on:
        raise Invalid("case_due")
    if filed.category not in shipped().categories:
        raise Invalid("unknown_category", category=filed.category)
    if filed.route not in shipped().routes:
        raise Invalid("unknown_route", route=filed.route)
    if filed.unit not in known.units:
        raise Conflict("case_unit_gone", unit=filed.unit)
    for words in (filed.words, filed.responsible):
        if words is not None and not (SHORTEST <= len(words.strip()) <= LONGEST and is_visible(words)):
            raise Invalid("case_words", least=SHORTEST, most=LONGEST)


def judge(sheet: Sheet, known: Known) -> Sequence[Filed]:
    """The cases that a sheet names; what is wrong with a row becomes a fault of the sheet."""
    if sheet.faults:
        return ()
    wanted, first = list[Filed](), dict[tuple[str, str], int]()
    for row in sheet.rows:
        filed = Filed(**row.values)
        try:
            check_filed(filed, known)
        except Refused as refused:
            sheet.fault(row, KEYS.get(refused.code, "number"), refused.code, **refused.params)
            continue
        before = first.setdefault((filed.site, filed.number), row.number)
        if before != row.number:
            sheet.fault(row, "number", "case_number_twice", row=before)
        wanted.append(filed)
    return wanted


async def save(
    tx: Tx, sealer: Sealer, wanted: Sequence[Filed], known: Known, *, today: dt.date, by: Person, now: datetime
) -> list[UUID]:
    """Open these cases, which were checked."""
    counting = await counting_now(tx)
    return [await _open(tx, sealer, one, known, counting, today=today, by=by, now=now) for one in wanted]


async def _open(
    tx: Tx,
    sealer: Sealer,
    filed: Filed,
    known: Known,
    counting: Counting,
    *,
    today: dt.date,
    by: Person,
    now: datetime,
) -> UUID:
    case = _case(filed, known.sites[filed.site])
    tx.add(case)
    await tx.flush()
    own = {"case_id": case.id, "place": case.place}
    tx.add(_clock(filed, case, counting))
    if filed.responsible is not None:
        case.responsible_sealed = await seal(tx, sealer, case, case.id, filed.responsible)
    for kind, fen, on in (
        (MoneyKind.CLAIMED, filed.claimed_fen, filed.received_on),
        (MoneyKind.AGREED, filed.agreed_fen, filed.due_on or today),
    ):
        if fen:
            tx.add(CaseMoney(id=uuid7(), kind=kind, fen=fen, on=on, by=by.principal, at=now, **own))
    told = {"number": filed.number, "due_on": str(filed.due_on) if filed.due_on else None, "unit": filed.unit}
    await add_reasoned(tx, sealer, case, Happening.OPEN, filed.words, by=by.principal, now=now, by_hand=True, **told)
    await settle(tx, case)
    await record(tx, by.principal, "case_filed", f"case:{case.id}", place=case.place, now=now)
    return case.id


def _case(filed: Filed, place: int) -> Case:
    return Case(
        id=uuid7(),
        place=place,
        day=str(filed.received_on),
        site=filed.site,
        number=filed.number,
        category=filed.category,
        people_count=filed.people,
        state=CaseState.OPEN,
        route=filed.route,
        owner_unit=filed.unit,
        owner_in_words=False,
        outcome_changed=False,
        refusals=0,
        claimed_fen=0,
        confirmed_fen=0,
        agreed_fen=0,
        paid_fen=0,
        received_fen=0,
        opened_on=filed.received_on,
    )


def _clock(filed: Filed, case: Case, counting: Counting) -> CaseClock:
    own: dict[str, Any] = {
        "case_id": case.id,
        "place": case.place,
        "started_on": filed.received_on,
        "is_extended": False,
        "table_version": counting.version,
    }
    if filed.due_on is not None:
        return CaseClock(limit=PROMISED, due_on=filed.due_on, is_certain=True, **own)
    limit = first_clock("", filed.route)
    end = counting.last_day(shipped().time_limits[limit], filed.received_on)
    return CaseClock(limit=limit, due_on=end.day, is_certain=end.is_certain, **own)
