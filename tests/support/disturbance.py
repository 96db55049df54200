"""Everything that can happen at one place of the province, so that others may be shown to notice nothing of it."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from server.after.care.model import CaseTask
from server.after.case.model import Case
from server.before.agenda import actions as agenda
from server.before.agenda import origins, planning
from server.before.agenda.commanding import Given, command_site
from server.before.agenda.model import SiteSession
from server.before.agenda.planning import put_site
from server.before.agenda.plans import SitePlan
from server.before.agenda.rules import DayHappening, SiteHappening
from server.before.booking import actions as booking
from server.before.booking import reads as booking_reads
from server.before.booking.attachments import attach
from server.before.booking.model import Booking
from server.before.booking.rules import OPEN
from server.before.calendar import actions as calendar
from server.before.calendar.model import Series
from server.before.roster.absences import LeaveParts, RecusalParts, say_leave, say_recusal
from server.before.roster.rules import DutyKind, RecusalKind
from server.before.roster.settling import new_duty
from server.day_code import parse_day
from server.db import EVERYWHERE
from server.files.papers import Paper
from server.files.pictures import Picture
from server.keys import SEALER
from server.notices.actions import Draft, enqueue
from server.people import actions as people
from server.people import invitations, sessions
from server.people.positions import PostKind
from server.people.posts import NewPost, give_post
from server.people.rules import Person, Role
from server.place import range_of_region
from server.sites import actions as sites
from server.sites import applying, linking, registering
from server.sites.model import Site, SiteRegistration
from tests.support.afterwards import change_afterwards
from tests.support.bookings import made as booked_at
from tests.support.cases import pay
from tests.support.coordinators import registered
from tests.support.people import clock_of, new_account
from tests.support.plan import THE_NINTH, make_day, site
from tests.support.questions import ask
from tests.support.world import (
    HERE,
    MATTER,
    NUMBERS,
    OWN_DAYS,
    SITES,
    World,
    a_uuid,
    entry,
    outcome,
    plain,
    registration,
    unit_of,
)

LATER = timedelta(days=400)


async def disturb(world: World, code: str) -> None:
    """Let entries, people, devices, sites and days of this site's county come, change and go."""
    county = range_of_region(code[-6:])
    boss = (await new_account(world.database, "organiser", county, clock=clock_of(world.client))).person
    await _entries(world, code)
    await _turns(world, code)
    await _meetings(world, code)
    await _people(world, code, boss)
    await _devices(world, code, boss)
    await _site_registration(world, code, boss)
    await _booking(world, code)
    await _later(world, code)
    await _look(world, code)
    await _sites_and_days(world, code, boss)
    await _series(world, code, boss)
    await _notice(world, code)
    await _unit(world, code)
    await _duty(world, code, boss)
    await change_afterwards(world.client.app, county)


async def _duty(world: World, code: str, boss: Person) -> None:
    """An official is put on duty there, on the day that its region holds alone."""
    places = (SITES[code], SITES[code])
    official = await world.account("department", places)
    async with world.database.transaction(EVERYWHERE) as tx:
        tx.add(new_duty(str(OWN_DAYS[code]), DutyKind.DEPARTMENT, UUID(official.ident), places, code))
    await _absences(world, code, boss, UUID(official.ident))


async def _absences(world: World, code: str, boss: Person, official: UUID) -> None:
    """The official is away for a month, and recused from their own county."""
    sealer, now = world.client.app[SEALER], clock_of(world.client).now()
    leave = LeaveParts(now.date(), now.date() + timedelta(days=30), "公务")
    recusal = RecusalParts(RecusalKind.PLACE, None, None, code[-6:], "亲属任职")
    async with world.database.transaction(boss.scope) as tx:
        await say_leave(tx, sealer, official, leave, by=boss, now=now)
        await say_recusal(tx, sealer, official, recusal, by=boss, now=now)


async def _entries(world: World, code: str) -> None:
    say = plain(code)
    lost = entry(code, 104, "entry_amended", {"entry": a_uuid(code, 105), "changes": {"note": "x"}, "reason": "x"})
    batches = [
        [registration(code, 98, say), registration(code, 100, say), outcome(code, 102, a_uuid(code, 101), say)],
        [outcome(code, 103, a_uuid(code, 999), say), lost, registration(code, 105, say)],
        [entry(code, 107, "entry_withdrawn", {"entry": a_uuid(code, 10), "reason": "x"}), {"id": "none"}],
        [entry(code, 108, "zero_reported", {}, minute=40), entry(code, 109, "site_closed", {}, minute=41)],
        [registration(code, 100, say), {**registration(code, 110, say), "at": "2023-11-09T18:00:00+08:00"}],
    ]
    assert await world.send(code, batches) == [
        ["accepted", "accepted", "accepted"],
        ["waiting", "refused", "accepted"],
        ["accepted", "refused"],
        ["accepted", "accepted"],
        ["duplicate", "accepted"],
    ]


async def _turns(world: World, code: str) -> None:
    """The site calls a person, who does not come; another is moved and held."""
    device, day = world.devices[code], f"/api/days/{THE_NINTH}"
    called = await world.client.post(f"{day}/calls", json={"mode": "in_person"}, headers=device.headers)
    assert called.status == 201
    there = (await called.json())["turn"]["matter"]
    for matter, command in (
        (there, {"command": "no_show"}),
        (a_uuid(code, 111), {"command": "move", "tier": 1, "reason": "突发不适"}),
        (a_uuid(code, 111), {"command": "hold", "reason": "去取材料"}),
    ):
        url = f"{day}/sites/{code}/turns/{matter}/commands"
        answer = await world.client.post(url, json=command, headers=device.headers)
        assert answer.status == 200, await answer.text()


async def _meetings(world: World, code: str) -> None:
    """The person that the site has called sits down."""
    device = world.devices[code]
    listed = await world.client.get("/api/meetings?state=ringing", headers=device.headers)
    for meeting in (await listed.json())["items"]:
        url = f"/api/meetings/{meeting['id']}/commands"
        assert (await world.client.post(url, json={"command": "seat"}, headers=device.headers)).status == 200


async def _unit(world: World, code: str) -> None:
    """The county makes a unit, which its own sites may name."""
    if code[-6:] != HERE[-6:]:
        async with world.database.transaction(EVERYWHERE) as tx:
            tx.add(unit_of(code[-6:], "NEW"))


async def _people(world: World, code: str, boss: Person) -> None:
    """One is only invited, one comes and is shut out, one comes back, one gets other rights, one signs out."""
    now, county = clock_of(world.client).now(), range_of_region(code[-6:])
    others = [
        (await new_account(world.database, role, county, clock=clock_of(world.client))).person
        for role in ("leader", "officer", "coordinator", "auditor")
    ]
    shut_out, back, moved, gone = others
    async with world.database.transaction(boss.scope) as tx:
        await invitations.invite(tx, name="王五", role=Role.LEADER, places=county, site=None, by=boss, now=now)
        await people.suspend(tx, UUID(shut_out.id), by=boss, now=now)
        await people.suspend(tx, UUID(back.id), by=boss, now=now)
        await people.restore(tx, UUID(back.id), by=boss, now=now)
        post = NewPost(account_id=UUID(back.id), kind=PostKind.DUTY_OFFICER, places=county, since=now)
        await give_post(tx, post, by=boss, now=now)
        at = (await tx.get(Site, code)).place
        roles = {Role.REGISTRAR}
        await people.change_rights(tx, UUID(moved.id), roles=roles, places=(at, at), site=code, by=boss, now=now)
        await sessions.sign_out_everywhere(tx, by=gone, now=now)


async def _devices(world: World, code: str, boss: Person) -> None:
    now = clock_of(world.client).now()
    other = await world.device(code)
    async with world.database.transaction(boss.scope) as tx:
        await sites.revoke_device(tx, UUID(other.ident), by=boss, now=now)
        await sites.open_enrolment(tx, code, "三号台", code_hash=f"hash of {code}", by=boss, now=now)


async def _site_registration(world: World, code: str, boss: Person) -> None:
    """A further site is registered, what waited comes with another photograph, the site is told otherwise."""
    app, now = world.client.app, clock_of(world.client).now()
    await registered(app, code[-6:], by=boss)
    async with world.database.transaction(boss.scope) as tx:
        for known in await tx.scalars(select(SiteRegistration)):
            own = linking.own_code(app[SEALER].mac, known.id)
            await applying.put_photo(tx, app[SEALER], own, Picture(b"\xff\xd8\xff other", 1, 1), now=now)
        await registering.change_site(tx, code, {"rooms": 7, "address": "换了地方"}, seen={}, by=boss, now=now)


async def _booking(world: World, code: str) -> None:
    """One person pre-registers at the site and thinks better of it, another stays."""
    app = world.client.app
    await booked_at(app, code, SITES[code])
    gone = await booked_at(app, code, SITES[code])
    async with world.database.transaction(EVERYWHERE) as tx:
        found = await booking_reads.locked_booking(tx, gone.id)
        await booking.withdraw(tx, found, seen=1, now=clock_of(world.client).now())


async def _later(world: World, code: str) -> None:
    """What was told beforehand there has a paper and a question more, and the outcome of each case changes."""
    app, place, now = world.client.app, SITES[code], clock_of(world.client).now()
    async with world.database.transaction(EVERYWHERE) as tx:
        # locked: the readers of the journal and the jobs of cases change them too
        for case in await tx.scalars(select(Case).where(Case.place == place).with_for_update()):
            case.outcome_changed, case.people_count = True, case.people_count + 1
            await pay(tx, app[SEALER], case)
        for task in await tx.scalars(select(CaseTask).where(CaseTask.place == place).with_for_update()):
            task.times_opened += 1
        bookings = await tx.scalars(select(Booking).where(Booking.place == place, Booking.state.in_(OPEN)))
        for one in bookings:
            paper = Paper("application/pdf", b"%PDF-1.7")
            await attach(tx, app[SEALER], one, uuid7(), paper, by=booking.PETITIONER, now=now)
    for one in bookings:
        await ask(app, one)


async def _look(world: World, code: str) -> None:
    """Someone of the county looks at a petitioner, by a request that is kept."""
    leader = await world.account("leader", range_of_region(code[-6:]))
    organiser = await world.account("organiser", range_of_region(code[-6:]))
    unmask, enrolments = f"/api/days/{THE_NINTH}/matters/{a_uuid(code, MATTER)}/unmask", f"/api/sites/{code}/enrolments"
    for seat, path, body in (
        (leader, unmask, {"site": code, "reason": "回访前核对"}),
        (organiser, enrolments, {"label": "四号台"}),
    ):
        answer = await world.client.post(path, json=body, headers={**seat.headers, "Idempotency-Key": "k"})
        assert answer.status in {200, 201}


async def _sites_and_days(world: World, code: str, boss: Person) -> None:
    """The site is signed off, another site joins the day, and there is a day of which only this county knows."""
    now, new = clock_of(world.client).now(), f"NEW-{code}"
    async with world.database.transaction(boss.scope) as tx:
        await command_site(tx, THE_NINTH, code, Given(SiteHappening.SIGN), by=boss, now=now)
        joining = site(code, 9)
        joining.code = new
        await sites.save_site(tx, joining)
        await tx.flush()
        await agenda.join(tx, await agenda.find_day(tx, THE_NINTH), [await tx.get(Site, new)])
    later = await make_day(world.database, code, day=THE_NINTH.date + LATER + timedelta(days=NUMBERS[code]))
    told = SitePlan(None, None, 2, None, "12-430999-001")
    async with world.database.transaction(boss.scope) as tx:
        put_site(await tx.get(SiteSession, (THE_NINTH, SITES[code])), told)
        await planning.change_site(tx, later.day, code, told, version=0, by=boss, now=now)
    async with world.database.transaction(EVERYWHERE) as tx:
        day = await agenda.find_day(tx, OWN_DAYS[code])
        agenda.move_day(tx, day, DayHappening.CLOSE, now=now)


async def _series(world: World, code: str, boss: Person) -> None:
    """Where the county holds a series, its plan changes, and a day is made from one of its dates."""
    now, series = clock_of(world.client).now(), f"of-{code[-6:]}"
    async with world.database.transaction(boss.scope) as tx:
        if not await tx.scalars(select(Series.series).where(Series.series == series)):
            return
        found = await calendar.find_series(tx, series)
        plan = replace(found.plan, rule="FREQ=MONTHLY;BYDAY=3TU")
        await calendar.change_plan(tx, series, plan, version=found.version, by=boss, now=now)
    month = date(2026, 9, 1)
    async with world.database.transaction(EVERYWHERE) as tx:
        day = parse_day(f"2026-09-15.{code[-6:]}")
        made = await agenda.create_day(tx, day, [await tx.get(Site, code)], series=series)
        await origins.keep_origin(tx, made, series, month)


async def _notice(world: World, code: str) -> None:
    """A mail to a person there is queued."""
    now, place = clock_of(world.client).now(), range_of_region(code[-6:])[0]
    draft = Draft(
        kind="day_announced",
        key=f"disturbed:{code}",
        place=place,
        to="example@example.com",
        language="zh",
        values={},
        due=now + LATER,
        until=now + 2 * LATER,
    )
    async with world.database.transaction(EVERYWHERE) as tx:
        await enqueue(tx, world.client.app[SEALER], [draft])
