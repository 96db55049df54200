"""What can be done: take what a device checked, mark a check by hand, lead an incident, ask for a new line test."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from server.before.agenda.actions import find_day
from server.before.agenda.messages import HoursChanged
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayState
from server.before.readiness import incidents, measures, reads, rules
from server.before.readiness.board import schedule_on
from server.before.readiness.escalation import IncidentHappening
from server.before.readiness.measures import LineNumbers
from server.before.readiness.messages import ReadinessChanged
from server.before.readiness.model import CheckResult, Incident, ReadinessCount, SiteReadiness
from server.before.readiness.rules import Check
from server.db import Tx
from server.errors import Conflict, Invalid
from server.http.ask import Ask
from server.people.audit import record
from server.people.rules import Person, require
from server.sealing import Sealer
from server.sites.actions import find_site
from server.sites.model import Site

IS_CHECKED: Final = frozenset({DayState.ANNOUNCED, DayState.LINE_CHECK, DayState.LIVE, DayState.CLOSING})
"""The states of a day for which sites are checked."""


@dataclass(frozen=True, slots=True)
class Result:
    """One check of one room, as it came; ``at`` is microseconds by the day's clock."""

    check: Check
    room: int
    is_passed: bool
    at: int
    said: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """What a device found in its room; ``id`` names it, so that it counts once. None: was not checked this time."""

    id: UUID
    room: int
    camera: str
    picture_height: int
    microphone: str
    loudness: float
    sees_chair: bool
    hears_chime: bool
    at_mains: bool | None
    battery: float | None
    has_forms: bool | None
    line: UUID | None


async def hand_in(tx: Tx, day: str, code: str, report: Report, *, ask: Ask[Person]) -> SiteReadiness:
    """Take what a device of a site checked in one of its rooms.

    NotFound for another site's; Invalid ``no_such_room``; Conflict ``check_replayed`` for a report that was handed in
    already, ``line_not_tested`` for a line test that is not this device's or was reported before.
    """
    found, site, session = await _checked(tx, day, code)
    require(ask.person, "record_entries", site.place)
    rooms = max(1, session.rooms or site.rooms)
    if not 1 <= report.room <= rooms:
        raise Invalid("no_such_room", rooms=rooms)
    if await reads.is_handed_in(tx, report.id):
        raise Conflict("check_replayed")
    now = ask.on(found).micros
    results = _found_by_device(report, now)
    if report.line is not None:
        results.append(await _line_result(tx, found, report, device=UUID(ask.person.id)))
    kept = await keep(tx, found, site, results, report=report.id, by=ask.person, now=now)
    await record(tx, ask.person.principal, "room_checked", f"day:{found.day}", place=site.place, now=ask.now)
    return kept


def _found_by_device(report: Report, at: int) -> list[Result]:
    room, power = report.room, measures.has_power(at_mains=report.at_mains, battery=report.battery)
    found = [
        Result(Check.ROOM, room, report.sees_chair, at),
        Result(
            Check.CAMERA, room, report.camera == "works", at, {"camera": report.camera, "height": report.picture_height}
        ),
        Result(
            Check.MICROPHONE,
            room,
            report.microphone == "works",
            at,
            {"microphone": report.microphone, "loudness": report.loudness},
        ),
        Result(Check.SPEAKER, room, report.hears_chime, at),
        Result(Check.POWER, rules.SITE, power, at, {"at_mains": report.at_mains, "battery": report.battery}),
    ]
    return found if report.has_forms is None else [*found, Result(Check.FORMS, rules.SITE, report.has_forms, at)]


async def _line_result(tx: Tx, day: Day, report: Report, *, device: UUID) -> Result:
    test = None if report.line is None else await reads.unused_test(tx, report.line, day=day.day, device=device)
    if test is None:
        raise Conflict("line_not_tested")
    test.report = report.id
    is_passed = not measures.faults_of(LineNumbers(**test.numbers))
    return Result(Check.LINE, report.room, is_passed, test.at, test.numbers)


async def mark(tx: Tx, day: str, code: str, result: Result, *, ask: Ask[Person]) -> SiteReadiness:
    """Say by hand whether a check is passed; ``result.at`` is not looked at. What follows from the plan only fails."""
    found, site, session = await _checked(tx, day, code)
    require(ask.person, "run_site", site.place)
    rooms = max(1, session.rooms or site.rooms)
    if (result.check in rules.BY_ROOM) != (1 <= result.room <= rooms):
        raise Invalid("no_such_room", rooms=rooms)
    if result.check in rules.FACTS and result.is_passed:
        raise Invalid("fact_not_checked", check=result.check)
    now = ask.on(found).micros
    said = Result(result.check, result.room, result.is_passed, now, {"by_hand": True})
    kept = await keep(tx, found, site, [said], report=uuid7(), by=ask.person, now=now)
    await record(tx, ask.person.principal, "check_marked", f"day:{found.day}", place=site.place, now=ask.now)
    return kept


async def keep(
    tx: Tx, day: Day, site: Site, results: Sequence[Result], *, report: UUID, by: Person, now: int
) -> SiteReadiness:
    """Add results, and bring marks and incidents of the site up to date."""
    row, schedule = await row_to_change(tx, day.day, site.place), schedule_on(day)
    device = UUID(by.id) if by.kind == "device" else None
    for one in results:
        tx.add(
            CheckResult(
                id=uuid7(),
                report=report,
                day=day.day,
                place=site.place,
                check=one.check,
                room=one.room,
                is_passed=one.is_passed,
                said=one.said,
                at=one.at,
                by=by.principal,
                device=device,
            )
        )
        row.marks = rules.with_result(
            row.marks, one.check, one.room, is_passed=one.is_passed, at=one.at, schedule=schedule
        )
        if one.check is Check.LINE and "udp" in one.said:
            row.line = one.said
        signs = row.marks.get(one.check, {}).values()
        is_failed = any(each.get(schedule.current(now)) == "x" for each in signs)
        await incidents.judge(tx, day, site.code, site.place, one.check, is_failed=is_failed, by=by.principal, at=now)
    return row


async def row_to_change(tx: Tx, day: str, place: int) -> SiteReadiness:
    """The row of a site, locked and with the next version of the day; made where there is none."""
    version = await _next_version(tx, day)
    row = await reads.readiness_of(tx, day, place)
    if row is None:
        row = SiteReadiness(day=day, place=place, version=version, marks={}, line=None, asked_at=None, reminded_at=None)
        tx.add(row)
    row.version = version
    tx.tell(ReadinessChanged(day, place))
    return row


async def _next_version(tx: Tx, day: str) -> int:
    """Count one more change of a day. Other changes of the day wait for this transaction."""
    await tx.scalars(select(Day.day).where(Day.day == day).with_for_update())
    counted = await tx.one_or_none(select(ReadinessCount).where(ReadinessCount.day == day))
    if counted is None:
        counted = ReadinessCount(day=day, version=0)
        tx.add(counted)
    counted.version += 1
    return counted.version


async def lead_incident(
    tx: Tx, sealer: Sealer, day: str, ident: UUID, happening: IncidentHappening, text: str | None, *, ask: Ask[Person]
) -> Incident:
    """Take an incident, note something about it, or end it; a note says what was done when it ends."""
    found = await find_day(tx, day)
    incident = await incidents.find_incident(tx, ident, day=found.day)
    require(ask.person, "run_site", incident.place)
    now = ask.on(found).micros
    if happening is not IncidentHappening.TAKE and not (text or "").strip():
        raise Invalid("note_missing")
    if text and text.strip():
        await incidents.add_note(tx, sealer, incident, text.strip(), by=ask.person, at=now)
    if happening is IncidentHappening.TAKE:
        incidents.take(incident, by=ask.person, at=now)
    elif happening is IncidentHappening.END:
        incidents.end(incident, happening, by=ask.person.principal, at=now)
        await _pass_by_hand(tx, found, incident, by=ask.person, now=now)
    await row_to_change(tx, found.day, incident.place)
    what = f"incident_{happening}"
    await record(tx, ask.person.principal, what, f"incident:{incident.id}", place=incident.place, now=ask.now)
    return incident


async def _pass_by_hand(tx: Tx, day: Day, incident: Incident, *, by: Person, now: int) -> None:
    """The check of an incident that a person ended counts as passed in each room in which it had failed."""
    row = await reads.readiness_of(tx, day.day, incident.place)
    rooms = {} if row is None else row.marks.get(incident.check, {})
    failed = [int(room) for room, signs in rooms.items() if "x" in signs.values()]
    said = [Result(incident.check, room, is_passed=True, at=now, said={"by_hand": True}) for room in failed]
    if said:
        await tx.flush()
        await keep(tx, day, await find_site(tx, incident.site), said, report=uuid7(), by=by, now=now)


async def ask_again(tx: Tx, day: str, code: str, *, ask: Ask[Person]) -> SiteReadiness:
    """Ask the desk of a site to test its line once more."""
    found, site, _ = await _checked(tx, day, code)
    require(ask.person, "run_site", site.place)
    row = await row_to_change(tx, found.day, site.place)
    row.asked_at = ask.on(found).micros
    await record(tx, ask.person.principal, "line_test_asked", f"day:{found.day}", place=site.place, now=ask.now)
    return row


async def _checked(tx: Tx, day: str, code: str) -> tuple[Day, Site, SiteSession]:
    """A day for which is checked, and a site of it; Conflict ``day_without_checks``."""
    site = await find_site(tx, code)
    found = await find_day(tx, day)
    session = await tx.get(SiteSession, (found.day, site.place))
    if found.state not in IS_CHECKED or found.moved_to is not None:
        raise Conflict("day_without_checks")
    return found, site, session


async def recount(tx: Tx, changed: HoursChanged) -> None:
    """Count all results of a day anew: with other hours the rounds are due at other times."""
    day = await tx.one_or_none(select(Day).where(Day.day == changed.day))
    if day is None:
        return
    schedule = schedule_on(day)
    for place in await tx.scalars(select(SiteReadiness.place).where(SiteReadiness.day == day.day)):
        row = await row_to_change(tx, day.day, place)
        marks: rules.Marks = {}
        for one in await reads.results_of(tx, day.day, place):
            marks = rules.with_result(marks, one.check, one.room, is_passed=one.is_passed, at=one.at, schedule=schedule)
        row.marks = dict(marks)
