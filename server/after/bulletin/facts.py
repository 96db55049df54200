"""Reads what a bulletin tells: its figures, frozen where they are signed, and what the day and its cases show."""

import datetime as dt
import unicodedata
from collections import Counter as CounterOf
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from server.after.bulletin.contents import (
    Chosen,
    Facts,
    FollowUp,
    Happened,
    LateSite,
    LeadersAt,
    Problems,
    Quarter,
    TypicalCase,
)
from server.after.bulletin.figures import Adjusted, Figures, made_of
from server.after.case import reads as cases
from server.after.case.ledger import MoneyKind
from server.after.case.model import Case, CaseMoney
from server.before.agenda.actions import find_day
from server.before.agenda.hours import hour_of
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayState
from server.before.readiness.model import Incident
from server.before.readiness.rules import Check
from server.before.roster.model import Duty
from server.before.roster.rules import Attendance, DutyKind
from server.day.sign_off import reads as sign_off
from server.day.sign_off.copies import moved_by
from server.day.sign_off.frozen import Frozen, frozen
from server.day.tally import figures as tally
from server.day.tally import rules
from server.db import Tx
from server.errors import Invalid, NotFound
from server.instants import micros_of, with_offset
from server.journal.model import Head
from server.people.spelling import BLANK, INVISIBLE
from server.place import Range, city_of, level_of, region_of

LOOKED_BACK = 3
"""Reception days before this one among which a signed one is looked for."""
ON_LINES = frozenset({Check.LINE, Check.CAMERA, Check.MICROPHONE, Check.SPEAKER})


async def facts_of(tx: Tx, code: str, level: Range, chosen: Sequence[Chosen], *, today: dt.date) -> Facts:
    """All that a bulletin of a level of a day tells, as it is now; NotFound for a level without a site of the day."""
    day = await find_day(tx, code)
    figures, live = await figures_of(tx, code, level)
    if not figures.total.sites:
        raise NotFound("not_found")
    return Facts(
        figures=figures,
        before=await _before(tx, day, level),
        leaders=await _leaders(tx, code, level),
        problems=await _problems(tx, day, level),
        follow_up=await _follow_up(tx, code, level, today),
        cases=tuple([await _case(tx, code, level, UUID(one.case)) for one in chosen]),
        curve=await _curve(tx, code, level),
        unadjusted=live - figures.version if figures.is_signed else 0,
    )


async def figures_of(tx: Tx, day: str, level: Range) -> tuple[Figures, int]:
    """The figures of a level with all signed adjustments, and how many entries there are by now.

    Before the level that holds the day has signed they are the figures as they stand, and say so.
    """
    sites = {
        place: site for place, site in (await sign_off.places_of(tx, day)).items() if level[0] <= place <= level[1]
    }
    live = await sign_off.live_copy(tx, day, level, sites)
    still = await frozen(tx, day, level)
    if still is None or not still.is_final:
        return _figures(day, level, live.cells, sites, None), live.version(level)
    copy = moved_by(still.copy, (await sign_off.moves_of(tx, day, level)).values())
    return _figures(day, level, copy.cells, sites, still), live.version(level)


def _figures(
    day: str,
    level: Range,
    cells: Mapping[tuple[int, int, str], tuple[int, ...]],
    sites: Mapping[int, str],
    still: Frozen | None,
) -> Figures:
    signed = None if still is None else still.signed
    adjustments = () if still is None else still.adjustments
    return Figures(
        day=day,
        place=region_of(level[0]),
        is_signed=still is not None,
        signed_by=None if signed is None else signed.by,
        signed_at=None if signed is None else with_offset(signed.at),
        adjusted=tuple(Adjusted(one.number, plain(one.reason), f"{one.at:%Y-%m-%d}") for one in adjustments),
        **made_of(level, cells, sites),  # type: ignore[arg-type]  # one dict of the counted parts
    )


def plain(text: str) -> str:
    """A text of another room on one line, without signs that are invisible or turn the direction of writing."""
    seen = "".join(" " if unicodedata.category(sign) in INVISIBLE else sign for sign in BLANK.sub("", text))
    return " ".join(seen.split())


async def _before(tx: Tx, day: Day, level: Range) -> Figures | None:
    """The figures of the reception day before, of the same holder, if the last days have a signed one."""
    same = (Day.holder == day.holder, Day.holder_last == day.holder_last, Day.date < day.date)
    stands = (Day.state.not_in([DayState.DRAFT, DayState.CANCELLED]), Day.moved_to.is_(None))
    for one in await tx.scalars(select(Day).where(*same, *stands).order_by(Day.date.desc()).limit(LOOKED_BACK)):
        found, _ = await figures_of(tx, one.day, level)
        if found.is_signed and found.total.sites:
            return found
    return None


async def _leaders(tx: Tx, day: str, level: Range) -> tuple[LeadersAt, ...]:
    within = (Duty.lo >= level[0], Duty.hi <= level[1], Duty.kind == DutyKind.LEADER)
    planned, present, stood_in = CounterOf[str](), CounterOf[str](), CounterOf[str]()
    for one in await tx.scalars(select(Duty).where(Duty.day == day, *within)):
        at = level_of(region_of(one.lo))
        planned[at] += 1
        present[at] += one.attendance is Attendance.PRESENT
        stood_in[at] += one.stands_in
    levels = ("province", "city", "county")
    return tuple(LeadersAt(at, planned[at], present[at], stood_in[at]) for at in levels if planned[at])


async def _problems(tx: Tx, day: Day, level: Range) -> Problems:
    heads = await tx.scalars(select(Head).where(Head.day == day.day, Head.place.between(*level)).order_by(Head.place))
    within = (SiteSession.day == day.day, SiteSession.place.between(*level))
    sessions = {one.place: one for one in await tx.scalars(select(SiteSession).where(*within))}
    late = []
    for head in heads:
        session = sessions.get(head.place)
        opens = micros_of(hour_of(day, (session and session.opens_at) or day.opens_at))
        if head.opened_at is not None and head.opened_at - opens >= rules.LATE_TO_OPEN * rules.MINUTE:
            late.append(LateSite(head.site, (head.opened_at - opens) // rules.MINUTE))
    faults = select(Incident.id).where(
        Incident.day == day.day, Incident.place.between(*level), Incident.check.in_(ON_LINES)
    )
    return Problems(
        unopened=tuple(one.site for one in heads if one.opened_at is None and one.zero_at is None),
        late=tuple(sorted(late, key=lambda one: -one.minutes)),
        line_faults=len(await tx.scalars(faults)),
        incomplete=sum(one.incomplete for one in heads),
        late_entries=sum(one.late for one in heads),
    )


async def _follow_up(tx: Tx, day: str, level: Range, today: dt.date) -> FollowUp:
    found = await cases.totals(tx, cases.AskedCases(today=today, day=day, places=level))
    counts, money = found.counts, found.money
    return FollowUp(
        today,
        agreed_fen=money["agreed"],
        paid_fen=money["paid"],
        received_fen=money["received"],
        running=counts["overdue"] + counts["soon"] + counts["on_time"],
        overdue=counts["overdue"],
    )


async def _case(tx: Tx, day: str, level: Range, ident: UUID) -> TypicalCase:
    case = await tx.one_or_none(select(Case).where(Case.id == ident, Case.day == day, Case.place.between(*level)))
    if case is None:
        raise Invalid("bulletin_case")
    wanted = (MoneyKind.AGREED, MoneyKind.PAID, MoneyKind.RECEIVED)
    lines = select(CaseMoney).where(
        CaseMoney.case_id == case.id, CaseMoney.struck_at.is_(None), CaseMoney.kind.in_(wanted)
    )
    first = dt.date.fromisoformat(day[:10])
    happened = [Happened(0, "reception", 0)]
    for one in sorted(await tx.scalars(lines), key=lambda line: (wanted.index(line.kind), line.on)):
        at = 0 if one.kind is MoneyKind.AGREED else max(0, (one.on - first).days)
        happened.append(Happened(at, one.kind.value, one.fen))
    return TypicalCase(
        case.category,
        city_of(case.place),
        case.people_count,
        tuple(sorted(happened, key=lambda one: one.after_days)),
        is_paid=case.paid_fen > 0 and case.paid_fen >= case.agreed_fen,
    )


async def _curve(tx: Tx, day: str, level: Range) -> tuple[Quarter, ...]:
    found = rules.curve(await tally.own(tx, day, level))
    return tuple(Quarter(at, one["matters"], one["resolved_on_site"]) for at, one in found.items())
