"""The official days and the rule by which clocks are counted now, and what becomes of clocks when either changes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, update

from server.after.case.clocks import USUAL, LastDay, Rule, last_day
from server.after.case.ledger import next_instalment
from server.after.case.model import Case, CaseClock, CaseMoney, CaseOffer, DeadlineRule
from server.after.case.rules import RUNNING, TO_OBJECT, Happening, OfferState
from server.after.case.timeline import add_line, standing
from server.before.calendar.actions import official_days
from server.before.calendar.messages import DatesChanged
from server.before.calendar.model import OfficialYear
from server.before.calendar.official import OfficialDays
from server.clock import Clock
from server.db import Tx
from server.errors import Conflict, NotFound
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler
from server.people.audit import MACHINE, record
from server.people.rules import Person, require
from server.place import Range, province_of, range_of_region
from server.sites.reference import TimeLimit, shipped

RECOMPUTE: Final = "recompute_deadlines"
BATCH: Final = 500
"""Cases that one job brings in line, so that nothing else waits long for the database."""
OFFICIAL_DAYS, RULE = "official_days", "rule"
"""Why deadlines are computed anew."""
_ONLY: Final = 1


@dataclass(frozen=True, slots=True)
class Counting:
    """``version`` grows with each change of the official days or of the rule."""

    days: OfficialDays
    rule: Rule
    version: int

    def last_day(self, limit: TimeLimit, start: dt.date, *, is_extended: bool = False) -> LastDay:
        return last_day(limit, start, self.days, is_extended=is_extended, rule=self.rule)


async def counting_now(tx: Tx) -> Counting:
    """By what clocks are counted now."""
    saved = await _saved(tx)
    entered = sum(one or 0 for one in await tx.scalars(select(func.sum(OfficialYear.version))))
    rule = USUAL if saved is None else Rule(saved.rolls_forward, saved.counts_start)
    return Counting(await official_days(tx), rule, entered + (0 if saved is None else saved.version))


async def rule_now(tx: Tx) -> tuple[Rule, int]:
    """The rule, and which version of it this is; 0 where it was never changed."""
    saved = await _saved(tx)
    return (USUAL, 0) if saved is None else (Rule(saved.rolls_forward, saved.counts_start), saved.version)


async def change_rule(tx: Tx, rule: Rule, *, seen: int, by: Person, now: dt.datetime) -> None:
    """Set the rule, and have every running clock computed anew; only an organiser of the whole province may."""
    require(by, "manage_days")
    if not by.scope.covers_range(*range_of_region(province_of(by.scope.lo))):
        raise NotFound("not_found")
    saved = await _saved(tx)
    if seen != (0 if saved is None else saved.version):
        raise Conflict("changed_meanwhile")
    if saved is None:
        tx.add(DeadlineRule(id=_ONLY, rolls_forward=rule.rolls_forward, counts_start=rule.counts_start))
    elif (saved.rolls_forward, saved.counts_start) == (rule.rolls_forward, rule.counts_start):
        return
    else:
        saved.rolls_forward, saved.counts_start = rule.rolls_forward, rule.counts_start
    await tx.flush()
    await record(tx, by.principal, "deadline_rule_changed", "deadline_rule", place=by.scope.lo, now=now)
    await _plan(tx, RULE, (by.scope.lo, by.scope.hi), now)


async def plan_recomputing(tx: Tx, changed: DatesChanged) -> None:
    """Have every running clock computed anew once the official days were changed."""
    if changed.series is None:
        await _plan(tx, OFFICIAL_DAYS, (tx.scope.lo, tx.scope.hi), changed.at)


def recomputer(clock: Clock) -> Handler:
    """Make the handler of the job: one batch of cases in the order of their ids, and a job for those behind them."""

    async def recompute(tx: Tx, job: Job) -> None:
        why, version, last = job.key.split("/")
        following = await recompute_batch(tx, why, after=UUID(last) if last else None, now=clock.now())
        if following is not None:
            key = f"{why}/{version}/{following}"
            await jobs.put(tx, RECOMPUTE, key, due=clock.now(), places=(job.lo, job.hi))

    return recompute


async def recompute_batch(tx: Tx, why: str, *, after: UUID | None, now: dt.datetime) -> UUID | None:
    """Compute the clocks of the next cases anew; the last one's id, or None where none is behind it.

    Rows are written by their new dates, which many share: one statement for each row would hold the database long.
    """
    wanted = select(Case).where(Case.state.in_(RUNNING)).order_by(Case.id).limit(BATCH)
    if after is not None:
        wanted = wanted.where(Case.id > after)
    cases = await tx.scalars(wanted.with_for_update())
    moves = await _moves(tx, {one.id: one for one in cases}, why, now=now)
    for (due_on, is_certain), clocks in moves.clocks.items():
        values = {"due_on": due_on, "is_certain": is_certain, "table_version": moves.version}
        await _write(tx, CaseClock, clocks, values)
    for until, offers in moves.offers.items():
        await _write(tx, CaseOffer, offers, {"object_until": until})
    for due, moved in moves.cases.items():
        await _write(tx, Case, moved, {"due_on": due, "version": Case.version + 1})
    return cases[-1].id if len(cases) == BATCH else None


async def recompute_case(tx: Tx, case: Case, *, now: dt.datetime) -> None:
    """Compute the clocks of a case anew that runs again: the official days may have changed meanwhile."""
    if case.state not in RUNNING:
        return
    moves = await _moves(tx, {case.id: case}, OFFICIAL_DAYS, now=now)
    dates = {ident: end for end, clocks in moves.clocks.items() for ident in clocks}
    for clock in await tx.scalars(select(CaseClock).where(CaseClock.id.in_(dates))):
        clock.due_on, clock.is_certain = dates[clock.id]
        clock.table_version = moves.version
    await tx.flush()


@dataclass(slots=True)
class _Moves:
    """Which rows get which dates, each by what many of them share."""

    version: int
    clocks: dict[tuple[dt.date, bool], list[UUID]]
    offers: dict[dt.date, list[UUID]]
    cases: dict[dt.date | None, list[UUID]]


async def _moves(tx: Tx, cases: Mapping[UUID, Case], why: str, *, now: dt.datetime) -> _Moves:
    """Compute the clocks and the times to object of running cases; each that moves gets a line of the timeline."""
    counting = await counting_now(tx)
    own = (CaseClock.case_id.in_(cases), CaseClock.ended_on.is_(None))
    found = _Moves(counting.version, defaultdict(list), defaultdict(list), defaultdict(list))
    due, dates = defaultdict[UUID, list[dt.date]](list), _Ends(counting)
    moved = set[UUID]()
    for clock in await tx.scalars(select(CaseClock).where(*own).order_by(CaseClock.id)):
        limit = shipped().time_limits.get(clock.limit)
        due_on = clock.due_on
        if limit is not None and clock.table_version != counting.version:
            end = dates.of(limit, clock.started_on, is_extended=clock.is_extended)
            found.clocks[end.day, end.is_certain].append(clock.id)
            if end.day != due_on:
                moved.add(clock.case_id)
                told = _told(clock.limit, due_on, end.day, why)
                add_line(tx, cases[clock.case_id], Happening.RECOMPUTE, by=MACHINE, now=now, **told)
            due_on = end.day
        due[clock.case_id].append(due_on)
    waiting = (CaseOffer.case_id.in_(cases), CaseOffer.state == OfferState.OFFERED)
    for offer in await tx.scalars(select(CaseOffer).where(*waiting)):
        if offer.offered_on is None:
            continue
        until = dates.of(shipped().time_limits[TO_OBJECT], offer.offered_on, is_extended=False).day
        if until != offer.object_until:
            found.offers[until].append(offer.id)
            told = _told(TO_OBJECT, offer.object_until, until, why)
            add_line(tx, cases[offer.case_id], Happening.RECOMPUTE, by=MACHINE, now=now, **told)
    money = await _money_of(tx, moved)
    for ident in moved:
        awaited = next_instalment(standing(money.get(ident, ())))
        dates_of_case = [*due[ident], *([] if awaited is None else [awaited])]
        found.cases[min(dates_of_case, default=None)].append(ident)
    return found


class _Ends:
    """Last days by limit and start: thousands of clocks share a day on which they started."""

    def __init__(self, counting: Counting) -> None:
        self._counting = counting
        self._known: dict[tuple[str, dt.date, bool], LastDay] = {}

    def of(self, limit: TimeLimit, start: dt.date, *, is_extended: bool) -> LastDay:
        key = (limit.code, start, is_extended)
        if key not in self._known:
            self._known[key] = self._counting.last_day(limit, start, is_extended=is_extended)
        return self._known[key]


async def _write(tx: Tx, model: type[Any], ids: Sequence[UUID], values: Mapping[str, Any]) -> None:
    rows = update(model).where(model.id.in_(ids)).values(**values)
    await tx.change(rows.execution_options(synchronize_session=False))


async def _money_of(tx: Tx, cases: Collection[UUID]) -> Mapping[UUID, Sequence[CaseMoney]]:
    found = defaultdict[UUID, list[CaseMoney]](list)
    if cases:
        for line in await tx.scalars(select(CaseMoney).where(CaseMoney.case_id.in_(cases))):
            found[line.case_id].append(line)
    return found


def _told(limit: str, before: dt.date, after: dt.date, why: str) -> dict[str, str]:
    return {"limit": limit, "before": str(before), "after": str(after), "why": why}


async def _saved(tx: Tx) -> DeadlineRule | None:
    return await tx.one_or_none(select(DeadlineRule).where(DeadlineRule.id == _ONLY))


async def _plan(tx: Tx, why: str, places: Range, now: dt.datetime) -> None:
    counting = await counting_now(tx)
    await jobs.put(tx, RECOMPUTE, f"{why}/{counting.version}/", due=now, places=places)
