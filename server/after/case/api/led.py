"""The leader in charge of a case, the visits, and the cases that were merged into it, as the API says them."""

from sqlalchemy import select

from server.after.case.api.shapes import CaseLeadAnswer, CaseVisitAnswer, MergedAnswer
from server.after.case.leading import leads_now
from server.after.case.model import Case, CaseVisit
from server.after.case.sealing import unsealed_words
from server.day_code import parse_day
from server.db import Tx
from server.people.model import Account
from server.people.rules import Person
from server.sealing import Sealer


async def lead_told(tx: Tx, person: Person, case: Case) -> CaseLeadAnswer | None:
    lead = await leads_now(tx, case)
    if lead is None:
        return None
    return CaseLeadAnswer(
        name=await tx.one_or_none(select(Account.name).where(Account.id == lead.account_id)),
        level=lead.level,
        started_on=lead.started_on,
        closing_asked=lead.closing_asked_by is not None,
        may_decide=lead.closing_asked_by is not None
        and person.principal not in {lead.closing_asked_by, f"account:{lead.account_id}"},
    )


async def visits_told(tx: Tx, sealer: Sealer, case: Case) -> list[CaseVisitAnswer]:
    """The visits, the latest first."""
    own = select(CaseVisit).where(CaseVisit.case_id == case.id).order_by(CaseVisit.on.desc(), CaseVisit.id.desc())
    visits = await tx.scalars(own)
    wanted = select(Account.id, Account.name).where(Account.id.in_({one.account_id for one in visits}))
    names = {row.id: row.name for row in await tx.rows(wanted)} if visits else {}
    return [
        CaseVisitAnswer(
            name=names.get(one.account_id),
            on=one.on,
            where=await unsealed_words(tx, sealer, case, one.id, one.where_sealed),
            what=await unsealed_words(tx, sealer, case, one.id, one.what_sealed),
        )
        for one in visits
    ]


def merged_told(case: Case) -> MergedAnswer:
    return MergedAnswer(
        id=case.id,
        day=parse_day(case.day),
        site=case.site,
        category=case.category,
        people_count=case.people_count,
        number=case.number,
    )
