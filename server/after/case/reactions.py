"""What becomes of cases when a site records, amends or withdraws an outcome.

A case is opened for each matter whose effective outcome is not an end, or names a sum: a promise is not money received
(schedules/reference/outcomes.csv, "payment follow-up if amount > 0"). While no person has done anything in it, it goes
with the outcome; after that it says that the outcome changed, and a person decides: money is never changed silently.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from uuid_utils.compat import uuid7

from server import fold
from server.after.case.deadlines import Counting, counting_now
from server.after.case.ledger import MoneyKind
from server.after.case.merging import plan_asking
from server.after.case.messages import CasesFollowed
from server.after.case.model import Case, CaseClock, CaseLine, CaseMatter, CaseMoney
from server.after.case.rules import PAID_BY, PROMISED, CaseState, Happening, first_clock
from server.after.case.states import set_case_state
from server.after.case.timeline import add_line, put_figures, standing
from server.before.agenda.rules import ZONE
from server.db import Tx
from server.instants import moment_of
from server.journal.model import Accepted, Head, Matter
from server.journal.readers import AfterEntry
from server.people.audit import MACHINE
from server.sites.reference import shipped

READER: Final = "cases"
"""A reader of its own: an older database, whose outcomes the other readers have passed, gets its cases too."""
OTHER_ROUTE = "petition"
"""The route of a category whose usual one is not among schedules/reference/routes.csv."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the outcome of a matter says of the time after it; ``outcome`` is None where none is effective."""

    outcome: str | None
    amount_fen: int = 0
    due_on: dt.date | None = None
    unit: str | None = None
    in_words: bool = False

    @property
    def is_end(self) -> bool:
        return self.outcome is None or shipped().outcomes[self.outcome].terminal

    @property
    def opens(self) -> bool:
        return not self.is_end or self.amount_fen > 0


async def follow_outcomes(tx: Tx, entries: Sequence[Accepted]) -> None:
    """Open the cases of these entries' matters, or bring them in line; reading the entries again changes nothing."""
    last = {entry.matter: entry for entry in entries if entry.matter is not None}
    if not last:
        return
    day, place = entries[0].day, entries[0].place
    same = (Matter.day == day, Matter.place == place, Matter.matter.in_(last))
    matters = await tx.scalars(select(Matter).where(*same))
    own = (CaseMatter.day == day, CaseMatter.place == place, CaseMatter.matter.in_(last))
    known = {one.matter: one for one in await tx.scalars(select(CaseMatter).where(*own).with_for_update())}
    cases = await _cases_of(tx, known.values())
    head = await tx.get(Head, (day, place))
    counting = await counting_now(tx)
    opened = []
    for matter in matters:
        said, entry = _said(matter), last[matter.matter]
        now, on = moment_of(entry.received_at), _date(moment_of(entry.at))
        link = known.get(matter.matter)
        if link is not None:
            await _follow(tx, cases[link.case_id], link, said, counting, now=now, on=on)
        elif said.opens:
            opened.append((_case_of(matter, head.site, said, on), matter, said, now))
    for case, *_rest in opened:
        tx.add(case)
    await tx.flush()
    for case, matter, said, now in opened:
        tx.add(_link(case, matter, said))
        add_line(tx, case, Happening.OPEN, by=MACHINE, now=now, **_told(said))
        claimed = matter.claimed_fen or 0
        lines = [_line(case, MoneyKind.CLAIMED, claimed, case.opened_on, now)] if claimed else []
        _derive(tx, case, said, lines, now, counting)
    await tx.flush()
    followed = [*cases, *(case.id for case, *_rest in opened)]
    if followed:
        tx.tell(CasesFollowed(day, place, followed, moment_of(entries[-1].received_at)))


async def _cases_of(tx: Tx, links: Iterable[CaseMatter]) -> Mapping[UUID, Case]:
    wanted = {link.case_id for link in links}
    found = await tx.scalars(select(Case).where(Case.id.in_(wanted)).with_for_update()) if wanted else ()
    return {one.id: one for one in found}


def _said(matter: Matter) -> Said:
    if matter.state == "void" or matter.outcome is None or matter.outcome not in shipped().outcomes:
        return Said(None)
    due_on = dt.date.fromisoformat(matter.due_on) if matter.due_on else None
    return Said(matter.outcome, matter.amount_fen, due_on, matter.owner_unit_code, bool(matter.owner_unit))


def _case_of(matter: Matter, site: str, said: Said, on: dt.date) -> Case:
    category = matter.category or ""
    usual = shipped().categories[category].usual_route if category in shipped().categories else OTHER_ROUTE
    return Case(
        id=uuid7(),
        place=matter.place,
        day=matter.day,
        site=site,
        category=category,
        people_count=matter.involved,
        state=CaseState.OPEN,
        route=usual if usual in shipped().routes else OTHER_ROUTE,
        owner_unit=said.unit,
        owner_in_words=said.in_words,
        outcome_changed=False,
        refusals=0,
        claimed_fen=0,
        confirmed_fen=0,
        agreed_fen=0,
        paid_fen=0,
        received_fen=0,
        opened_on=on if matter.outcome_at is None else _date(moment_of(matter.outcome_at)),
    )


def _derive(tx: Tx, case: Case, said: Said, lines: Sequence[CaseMoney], now: dt.datetime, counting: Counting) -> None:
    """Give a case the clock and the agreed sum that its outcome names."""
    clocks = [] if said.is_end else [_clock(case, said, counting)]
    added = [one for one in lines if one.struck_at is None]
    if said.amount_fen:
        due_on = said.due_on or (case.opened_on + PAID_BY if said.is_end else clocks[0].due_on)
        added.append(_line(case, MoneyKind.AGREED, said.amount_fen, due_on, now))
    for row in (*clocks, *added):
        tx.add(row)
    put_figures(case, clocks, standing(added))


def _clock(case: Case, said: Said, counting: Counting) -> CaseClock:
    own = {
        "case_id": case.id,
        "place": case.place,
        "started_on": case.opened_on,
        "is_extended": False,
        "table_version": counting.version,
    }
    if said.due_on is not None:
        return CaseClock(limit=PROMISED, due_on=said.due_on, is_certain=True, **own)
    limit = first_clock(said.outcome or "", case.route)
    end = counting.last_day(shipped().time_limits[limit], case.opened_on)
    return CaseClock(limit=limit, due_on=end.day, is_certain=end.is_certain, **own)


def _line(case: Case, kind: MoneyKind, fen: int, on: dt.date, now: dt.datetime) -> CaseMoney:
    return CaseMoney(id=uuid7(), case_id=case.id, place=case.place, kind=kind, fen=fen, on=on, by=MACHINE, at=now)


def _link(case: Case, matter: Matter, said: Said) -> CaseMatter:
    return CaseMatter(
        day=matter.day,
        place=matter.place,
        matter=matter.matter,
        case_id=case.id,
        outcome=said.outcome,
        amount_fen=said.amount_fen,
        due_on=said.due_on,
        unit=said.unit,
    )


async def _follow(
    tx: Tx, case: Case, link: CaseMatter, said: Said, counting: Counting, *, now: dt.datetime, on: dt.date
) -> None:
    was = Said(link.outcome, link.amount_fen, link.due_on, link.unit, said.in_words)
    if was == said:
        return
    link.outcome, link.amount_fen, link.due_on, link.unit = said.outcome, said.amount_fen, said.due_on, said.unit
    if not await _is_untouched(tx, case):
        line = add_line(tx, case, Happening.OUTCOME_CHANGED, by=MACHINE, now=now, before=_told(was), after=_told(said))
        case.outcome_changed = case.merged_into is None
        if case.merged_into is not None:
            await plan_asking(tx, line, now=now)
        return
    await _end_derived(tx, case, now=now, on=on)
    if said.opens:
        if case.state is CaseState.VOID:
            set_case_state(case, Happening.RESTORE)
            case.ended_on = None
        case.owner_unit, case.owner_in_words = said.unit, said.in_words
        add_line(tx, case, Happening.OUTCOME_CHANGED, by=MACHINE, now=now, before=_told(was), after=_told(said))
        own = select(CaseMoney).where(CaseMoney.case_id == case.id, CaseMoney.kind == MoneyKind.CLAIMED)
        _derive(tx, case, said, await tx.scalars(own), now, counting)
    elif case.state is not CaseState.VOID:
        set_case_state(case, Happening.VOID)
        add_line(tx, case, Happening.VOID, by=MACHINE, now=now, before=_told(was), after=_told(said))
        case.due_on, case.ended_on = None, on


async def _is_untouched(tx: Tx, case: Case) -> bool:
    """Whether the service alone has written into the timeline."""
    by_others = select(CaseLine.id).where(CaseLine.case_id == case.id, CaseLine.by != MACHINE)
    return not await tx.scalars(by_others.limit(1))


async def _end_derived(tx: Tx, case: Case, *, now: dt.datetime, on: dt.date) -> None:
    """End the clocks and strike the agreed sums that the earlier outcome named; they stay to be read."""
    for clock in await tx.scalars(select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.ended_on.is_(None))):
        clock.ended_on = on
    agreed = (CaseMoney.case_id == case.id, CaseMoney.kind == MoneyKind.AGREED, CaseMoney.struck_at.is_(None))
    for line in await tx.scalars(select(CaseMoney).where(*agreed)):
        line.struck_at = now


def _date(moment: dt.datetime) -> dt.date:
    """The date where the days are held."""
    return moment.astimezone(ZoneInfo(ZONE)).date()


def _told(said: Said) -> dict[str, str | int | None]:
    due_on = str(said.due_on) if said.due_on else None
    return {"outcome": said.outcome, "amount_fen": said.amount_fen, "due_on": due_on, "unit": said.unit}


AFTER_ENTRY: Final[AfterEntry] = dict.fromkeys((fold.OUTCOME, fold.AMENDED, fold.WITHDRAWN), (follow_outcomes,))
"""What follows an entry in ``READER``."""
