"""The leader in charge of a case (包案): who, since when, the monthly visits, and the closing that another approves."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from uuid_utils.compat import uuid7

from server.after.case.actions import Doing, end, kept, running, say, seen
from server.after.case.model import Case, CaseLead, CaseVisit
from server.after.case.rules import ClosingCheck, Happening, next_visit
from server.after.case.sealing import SHORTEST, seal
from server.after.case.timeline import add_line
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.people.model import Account, Post
from server.people.positions import PostKind
from server.place import level_of, region_of
from server.sealing import Sealer

LEADERS = frozenset({PostKind.RECEIVING_LEADER, PostKind.SUBSTITUTE})


@dataclass(frozen=True, slots=True)
class Leader:
    """An account that holds the post of a leader now; ``level`` is that of the post."""

    account: UUID
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as it is entered."""

    on: dt.date
    where: str
    what: str


async def leaders_at(tx: Tx, place: int, now: dt.datetime) -> Sequence[Leader]:
    """The leaders whose posts cover a place now, those of the narrowest first; to be asked in every place at once."""
    held = (Post.since <= now, or_(Post.until.is_(None), Post.until > now), Post.lo <= place, Post.hi >= place)
    wanted = select(Account, Post).join(Post, Post.account_id == Account.id)
    wanted = wanted.where(Post.kind.in_(LEADERS), Account.suspended_at.is_(None), *held)
    rows = sorted(await tx.rows(wanted), key=lambda row: (row[1].hi - row[1].lo, row[0].name, row[0].id))
    found: dict[UUID, Leader] = {}
    for account, post in rows:
        found.setdefault(account.id, Leader(account.id, account.name, level_of(region_of(post.lo))))
    return list(found.values())


async def take_charge(tx: Tx, sealer: Sealer, doing: Doing, leader: Leader, reason: str) -> Case:
    """Put a leader in charge, who relieves the one before; from now on the case has one until it is closed.

    Conflict ``lead_same``.
    """
    case = await running(tx, doing)
    before = await leads_now(tx, case)
    if before is not None and before.account_id == leader.account:
        raise Conflict("lead_same")
    if before is not None:
        before.ended_on = doing.today
    said = {"account": str(leader.account), "level": leader.level}
    await say(tx, sealer, case, doing, Happening.TAKE_CHARGE, reason, **said)
    told = {"account_id": leader.account, "level": leader.level, "started_on": doing.today}
    tx.add(CaseLead(case_id=case.id, place=case.place, **told))
    case.visit_due_on = next_visit(doing.today)
    return await kept(tx, case, doing, "case_lead_taken")


async def enter_visit(tx: Tx, sealer: Sealer, doing: Doing, visit: Visit) -> Case:
    """Enter a visit of the leader in charge; the next is due a month after the latest. Invalid ``visit_date``."""
    case = await running(tx, doing)
    lead = await _lead(tx, case)
    if not lead.started_on <= visit.on <= doing.today:
        raise Invalid("visit_date")
    row = CaseVisit(id=uuid7(), case_id=case.id, place=case.place, account_id=lead.account_id, on=visit.on)
    row.by, row.at = doing.by.principal, doing.now
    row.where_sealed = await seal(tx, sealer, case, row.id, visit.where)
    row.what_sealed = await seal(tx, sealer, case, row.id, visit.what)
    tx.add(row)
    add_line(tx, case, Happening.VISIT, by=doing.by.principal, now=doing.now, on=str(visit.on))
    await tx.flush()
    since = select(CaseVisit.on).where(CaseVisit.case_id == case.id, CaseVisit.on >= lead.started_on)
    case.visit_due_on = next_visit(max(await tx.scalars(since)))
    return await kept(tx, case, doing, "case_visit_entered")


@dataclass(frozen=True, slots=True)
class Closing:
    """Why a case is to be closed, what was checked before, and why the rest was not."""

    reason: str
    checked: Collection[ClosingCheck]
    why_not: str

    def words(self) -> str:
        """The words of the line; Invalid ``closing_checks`` where something is neither ticked nor accounted for."""
        if set(ClosingCheck) <= set(self.checked):
            return self.reason
        if len(self.why_not.strip()) < SHORTEST:
            raise Invalid("closing_checks")
        return f"{self.reason.strip()}（{self.why_not.strip()}）" if self.reason.strip() else ""

    def told(self) -> list[str]:
        return [one.value for one in ClosingCheck if one in self.checked]


async def ask_closing(tx: Tx, sealer: Sealer, doing: Doing, closing: Closing) -> Case:
    """Ask that a case under a leader in charge be closed; another person decides.

    Conflict ``closing_asked``; Invalid ``closing_checks``.
    """
    case = await running(tx, doing)
    lead = await _lead(tx, case)
    if lead.closing_asked_by is not None:
        raise Conflict("closing_asked")
    lead.closing_asked_by = doing.by.principal
    await say(tx, sealer, case, doing, Happening.ASK_CLOSING, closing.words(), checked=closing.told())
    return await kept(tx, case, doing, "case_closing_asked")


async def decide_closing(tx: Tx, sealer: Sealer, doing: Doing, reason: str, *, approves: bool) -> Case:
    """Approve the closing, or refuse it; never who asked for it, and never the leader in charge.

    Conflict ``closing_not_asked``, ``closing_own``; NotFound without a leader in charge.
    """
    case = await running(tx, doing)
    lead = await _lead(tx, case)
    if lead.closing_asked_by is None:
        raise Conflict("closing_not_asked")
    if doing.by.principal in {lead.closing_asked_by, f"account:{lead.account_id}"}:
        raise Conflict("closing_own")
    lead.closing_asked_by = None
    if not approves:
        await say(tx, sealer, case, doing, Happening.REFUSE_CLOSING, reason)
        return await kept(tx, case, doing, "case_closing_refused")
    closed = await end(tx, sealer, doing, Happening.FINISH, reason)
    closed.visit_due_on = None
    return closed


async def finish(tx: Tx, sealer: Sealer, doing: Doing, closing: Closing) -> Case:
    """Finish a case that no leader is in charge of.

    Conflict ``closing_needs_approval`` for any other; Invalid ``closing_checks``.
    """
    case = await seen(tx, doing)
    if await leads_now(tx, case) is not None:
        raise Conflict("closing_needs_approval")
    return await end(tx, sealer, doing, Happening.FINISH, closing.words(), checked=closing.told())


async def reopen(tx: Tx, sealer: Sealer, doing: Doing, reason: str) -> Case:
    """Open a case again; its leader is in charge again and visits within a month."""
    case = await end(tx, sealer, doing, Happening.REOPEN, reason)
    if await leads_now(tx, case) is not None:
        case.visit_due_on = next_visit(doing.today)
    return case


async def leads_now(tx: Tx, case: Case) -> CaseLead | None:
    """Who is in charge of a case now."""
    return await tx.one_or_none(select(CaseLead).where(CaseLead.case_id == case.id, CaseLead.ended_on.is_(None)))


async def _lead(tx: Tx, case: Case) -> CaseLead:
    found = await leads_now(tx, case)
    if found is None:
        raise NotFound("no_lead")
    return found
