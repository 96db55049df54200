"""Supervision of a case (督办): an organiser asks for a reply by a date, the unit replies, the organiser lifts it."""

import datetime as dt

from server.after.case.actions import Doing, kept, running, say
from server.after.case.model import Case
from server.after.case.rules import Happening
from server.db import Tx
from server.errors import Conflict, Invalid
from server.people.rules import require
from server.sealing import Sealer


async def supervise(tx: Tx, sealer: Sealer, doing: Doing, due_on: dt.date, reason: str) -> Case:
    """Put a case under supervision, or set another date; Invalid ``reply_date`` for one that is over."""
    require(doing.by, "manage_days")
    case = await running(tx, doing)
    if due_on < doing.today:
        raise Invalid("reply_date")
    case.reply_due_on, case.replied_on = due_on, None
    await say(tx, sealer, case, doing, Happening.SUPERVISE, reason, on=str(due_on))
    return await kept(tx, case, doing, "case_supervised")


async def reply(tx: Tx, sealer: Sealer, doing: Doing, words: str) -> Case:
    """Reply to what the supervision asks; Conflict ``not_supervised``, ``case_replied``."""
    case = await running(tx, doing)
    _check_supervised(case)
    if case.replied_on is not None:
        raise Conflict("case_replied")
    case.replied_on = doing.today
    await say(tx, sealer, case, doing, Happening.REPLY, words)
    return await kept(tx, case, doing, "case_replied")


async def lift(tx: Tx, sealer: Sealer, doing: Doing, reason: str) -> Case:
    """Lift the supervision, with a reason."""
    require(doing.by, "manage_days")
    case = await running(tx, doing)
    _check_supervised(case)
    case.reply_due_on = case.replied_on = None
    await say(tx, sealer, case, doing, Happening.LIFT, reason)
    return await kept(tx, case, doing, "case_supervision_lifted")


def _check_supervised(case: Case) -> None:
    if case.reply_due_on is None:
        raise Conflict("not_supervised")
