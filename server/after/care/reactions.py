"""What care does after something was done in a case, and after cases were opened."""

import datetime as dt
from typing import Final

from sqlalchemy import select

from server.after.care.looking_after import is_rehearsed, look_after, plan
from server.after.care.rules import CALL_BACK_DAYS
from server.after.case.messages import CaseChanged, CasesFollowed
from server.after.case.model import Case
from server.after.case.reads import find_case
from server.after.case.rules import CaseState
from server.db import Tx

_DAY: Final = dt.timedelta(days=1)


async def follow_change(tx: Tx, changed: CaseChanged) -> None:
    """Bring the tasks of a case up to date with what was done in it."""
    case = await find_case(tx, changed.case)
    following = await look_after(tx, case, today=changed.today, now=changed.at)
    if following is not None and not await is_rehearsed(tx, case.day):
        await plan(tx, (case.place, case.place), {case.id: following})


async def follow_cases(tx: Tx, followed: CasesFollowed) -> None:
    """Have cases looked after at the earliest date that may ask for it: a call-back, or the day after they are due."""
    if await is_rehearsed(tx, followed.day):
        return
    found = await tx.scalars(select(Case).where(Case.id.in_(followed.cases), Case.state != CaseState.VOID))
    first = dt.timedelta(days=CALL_BACK_DAYS[0])
    dates = {one.id: min(one.opened_on + first, (one.due_on or dt.date.max - _DAY) + _DAY) for one in found}
    await plan(tx, (followed.place, followed.place), dates)
