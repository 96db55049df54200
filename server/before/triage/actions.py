"""The decisions: of the place of a booking, of the place that it is sent to, and of the level above both.

Each runs in a transaction over all places, because two places take part; who may decide is judged by the place that
decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from server.before.asking.model import Question
from server.before.booking.actions import keep_version
from server.before.booking.moving import move_booking
from server.before.booking.reads import joined_to
from server.before.booking.rules import Happening, Kind, Meeting
from server.before.booking.states import set_booking_state
from server.before.calendar.actions import official_days
from server.before.triage import joining, reads, rules
from server.before.triage.deciding import Case, decide
from server.before.triage.model import TriageDecision
from server.before.triage.rules import ACCEPTED_WITHIN, AssignmentKind, AssignmentState, TriageState, Verb
from server.before.triage.words import Said
from server.db import Tx
from server.entries.fields import MAX_REPRESENTATIVES
from server.errors import Conflict, Invalid
from server.people.rules import require
from server.place import own_range, place_of, province_of, range_of_region
from server.sites.model import Site
from server.units.model import Unit
from server.units.reads import told_of
from server.units.rules import is_valid, today


@dataclass(frozen=True, slots=True)
class Details:
    """What an officer notes of a booking: needs, a leader by video, and of a group how many there are and come."""

    needs: Sequence[str]
    by_video: bool
    people_count: int
    attendee_count: int


async def take(case: Case, said: Said) -> TriageDecision:
    """Receive it here; where the problem arose elsewhere, that place sees it from now on."""
    require(case.by, "triage", case.booking.place)
    home = place_of(case.booking.arose_in)
    if not _is_of(case.booking.place, case.booking.arose_in) and not _sees(case, home):
        case.assign(AssignmentKind.CONCERN, home)
    return await decide(case, Verb.TAKE, said, place=case.booking.place)


async def guide(case: Case, said: Said, route: str) -> TriageDecision:
    """Tell the written route of a matter that belongs to court, arbitration or an agency: the person need not come."""
    require(case.by, "triage", case.booking.place)
    return await decide(case, Verb.GUIDE, said, place=case.booking.place, route=route)


async def send_on(case: Case, said: Said, site: str) -> TriageDecision:
    """Ask another site to accept it; the place of the booking stays responsible until it does."""
    require(case.by, "triage", case.booking.place)
    to = await _other_site(case, site)
    case.assign(AssignmentKind.REFERRAL, to.place, site=to.code, due=await _accepted_by(case))
    return await decide(case, Verb.SEND_ON, said, place=case.booking.place, site=to.code)


async def note_details(case: Case, said: Said, details: Details) -> TriageDecision:
    """Note what was found out about needs and the group, or that a leader by video is asked for."""
    require(case.by, "triage", case.booking.place)
    rules.after(case.triage.state, Verb.NOTE_DETAILS)
    case.before["details"] = details_of(case)
    await write_details(case, details)
    return await decide(case, Verb.NOTE_DETAILS, said, place=case.booking.place)


async def accept(case: Case, said: Said) -> TriageDecision:
    """Become responsible for a booking that was sent on: it lies here from now on, and its former place is told so."""
    asked = case.open(AssignmentKind.REFERRAL)
    require(case.by, "triage", asked.place)
    rules.after(case.triage.state, Verb.ACCEPT)
    case.settle(asked, AssignmentState.ACCEPTED)
    await bring_to(case, await reads.site_to_send_to(case.tx, asked.site or ""))
    return await decide(case, Verb.ACCEPT, said, place=asked.place, site=asked.site)


async def refuse(case: Case, said: Said, unit: str) -> TriageDecision:
    """Send it back and name the competent unit; the second time the level above both names the place."""
    asked = case.open(AssignmentKind.REFERRAL)
    require(case.by, "triage", asked.place)
    competent = await _unit(case.tx, unit, today(case.now))
    if rules.after(case.triage.state, Verb.REFUSE, refusals=case.triage.refusals) is TriageState.DISPUTED:
        case.assign(AssignmentKind.NAMING, place_of(province_of(case.booking.place)))
    case.settle(asked, AssignmentState.REFUSED)
    named = {"unit": competent.code, "unit_zh": competent.name_zh}
    return await decide(case, Verb.REFUSE, said, place=asked.place, site=asked.site, **named)


async def name_place(case: Case, said: Said, site: str) -> TriageDecision:
    """Name the site that receives a booking which two places refused; it need not accept."""
    asked = case.open(AssignmentKind.NAMING)
    require(case.by, "triage", asked.place)
    to = await reads.site_to_send_to(case.tx, site)
    rules.after(case.triage.state, Verb.NAME_PLACE)
    case.settle(asked, AssignmentState.ACCEPTED)
    if to.code != case.booking.site:
        await bring_to(case, to)
    return await decide(case, Verb.NAME_PLACE, said, place=asked.place, site=to.code)


async def bring_to(case: Case, site: Site, *, day: str | None = None, is_undo: bool = False) -> None:
    """Move a booking, those heard with it and what hangs on them; the place where it was goes on seeing it."""
    booking, tx = case.booking, case.tx
    if not is_undo:
        case.before |= {"site": booking.site, "day": booking.day}
        case.assign(AssignmentKind.SENT, booking.place)
    by, kept = case.by.principal, day if is_undo else booking.day
    for one in (booking, *await joined_to(tx, [booking.id])):
        await move_booking(tx, case.sealer, one, site, day=kept, by=by, now=case.now)
        for question in await tx.scalars(select(Question).where(Question.booking_id == one.id)):
            question.place = site.place
        await joining.move(tx, one.id, site.place)


def details_of(case: Case) -> dict[str, object]:
    booking = case.booking
    return {
        "needs": list(booking.needs),
        "by_video": booking.appointed_meeting is Meeting.VIDEO,
        "people_count": booking.people_count,
        "attendee_count": booking.attendee_count,
        "kind": booking.kind.value,
    }


async def write_details(case: Case, details: Details, *, kind: Kind | None = None) -> None:
    """Write into a booking what an officer noted, as a version of its own. Invalid ``triage_people``."""
    booking = case.booking
    most = min(details.people_count, MAX_REPRESENTATIVES)
    if details.attendee_count > most or details.people_count < booking.workers:
        raise Invalid("triage_people", most=MAX_REPRESENTATIVES)
    set_booking_state(booking, Happening.CORRECT)
    booking.needs = sorted(set(details.needs))
    booking.people_count, booking.attendee_count = details.people_count, details.attendee_count
    booking.kind = kind or (Kind.APPOINTMENT if details.by_video else booking.kind)
    if booking.appointed_at is None:
        booking.appointed_meeting = Meeting.VIDEO if details.by_video else None
    booking.changed_at = case.now
    await case.tx.flush()
    await keep_version(case.tx, booking, Happening.CORRECT, by=case.by.principal, now=case.now)


async def _other_site(case: Case, code: str) -> Site:
    if code == case.booking.site:
        raise Invalid("triage_same_site")
    return await reads.site_to_send_to(case.tx, code)


async def _unit(tx: Tx, code: str, on: date) -> Unit:
    """A unit that there is today, wherever it lies; Conflict ``unit_gone``."""
    found = await tx.one_or_none(select(Unit).where(Unit.code == code))
    if found is None or not is_valid(told_of(found), on):
        raise Conflict("unit_gone")
    return found


async def _accepted_by(case: Case) -> datetime:
    """Five working days from now, and no later than the evening before the reception day, but four hours at least."""
    day, zone = await reads.zone_of(case.tx, case.booking)
    official = await official_days(case.tx)
    latest, left = case.now, ACCEPTED_WITHIN
    while left:
        latest += timedelta(days=1)
        left -= not official.is_off(today(latest))
    if day is not None:
        latest = min(latest, rules.evening_before(day.date, zone).astimezone(case.now.tzinfo))
    return max(latest, case.now + timedelta(hours=4))


def _is_of(place: int, region: str) -> bool:
    """Whether a site belongs to the region itself; that of the level above does not."""
    lo, hi = own_range(region)
    return lo <= place <= hi or range_of_region(region)[0] <= place <= range_of_region(region)[1]


def _sees(case: Case, place: int) -> bool:
    return any(one.place == place and one.state is AssignmentState.OPEN for one in case.assignments)
