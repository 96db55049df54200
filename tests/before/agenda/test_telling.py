"""Leaders and coordinators of a day's sites are told by mail what becomes of it: each once, and of nothing else."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from server import keys
from server.before.agenda import actions, postponing
from server.before.agenda.rules import DayHappening
from server.before.agenda.telling import TELL_OF_DAY, TEXTS, teller
from server.db import EVERYWHERE, Database
from server.jobs.worker import Worker
from server.notices.model import Notice
from server.notices.rules import Channel, NoticeState
from server.notices.sender import Sender
from server.people.contact import seal_email
from server.people.model import Account
from server.place import Range
from server.sealing import Sealer
from tests.support.fake_clock import NINE, FakeClock
from tests.support.mail import SENDER, Mailbox
from tests.support.outbox import ended_notices, mail, notices, send_due
from tests.support.people import CITY, COUNTY, NEXT_CITY, NEXT_COUNTY, PROVINCE, SITE, browser_of, new_account
from tests.support.plan import HERE, THE_NINTH, make_day, make_sites, name_leaders, person
from tests.support.service import Start

EVENING_BEFORE = NINE - timedelta(hours=14)
LONG_BEFORE = NINE - timedelta(days=9)


@pytest.fixture
async def draft(database: Database) -> None:
    await make_sites(database)
    await make_day(database, HERE, state="draft")
    await name_leaders(database)


async def with_address(
    database: Database, sealer: Sealer, role: str, places: Range, *, language: str = "zh-CN", email: str | None = None
) -> str:
    """An account that is told at an address of its own; gives the address."""
    someone = await new_account(database, role, places, clock=FakeClock(LONG_BEFORE))
    address = email or f"{someone.login}@example.org"
    async with database.transaction(EVERYWHERE) as tx:
        account = await tx.get(Account, UUID(someone.person.id))
        account.email_sealed = seal_email(sealer, account.id, address)
        account.language = "en" if language == "en" else "zh-CN"
    return address


async def lead(database: Database, *happenings: str) -> None:
    for happening in happenings:
        async with database.transaction(EVERYWHERE) as tx:
            await actions.command_day(tx, THE_NINTH, DayHappening(happening), by=person("organiser"), now=LONG_BEFORE)


async def tell(
    database: Database, sealer: Sealer, clock: FakeClock | None = None, *, group: bool = False
) -> Sequence[Notice]:
    clock = clock or FakeClock(LONG_BEFORE)
    handler = teller(clock, sealer, "https://reception.example.org", tells_group=group)
    worker = Worker(database, {TELL_OF_DAY: handler}, clock)
    while await worker.turn():
        pass
    assert worker.counts.tries_failed == 0
    return await notices(database)


@pytest.mark.usefixtures("draft")
async def test_leaders_and_coordinators_whose_places_hold_a_site_are_told(database: Database, sealer: Sealer) -> None:
    for role, places in (
        *(("leader", where) for where in (PROVINCE, CITY, COUNTY, SITE, NEXT_COUNTY, NEXT_CITY)),
        *(("coordinator", SITE), ("registrar", SITE), ("organiser", PROVINCE), ("officer", COUNTY)),
    ):
        await with_address(database, sealer, role, places)
    await new_account(database, "leader", COUNTY, clock=FakeClock(LONG_BEFORE))  # has no address
    await lead(database, "announce")
    told = await tell(database, sealer)
    assert sorted(notice.place for notice in told) == sorted([PROVINCE[0], CITY[0], COUNTY[0], SITE[0], SITE[0]])
    assert {(notice.kind, notice.state) for notice in told} == {("day_announced", NoticeState.QUEUED)}
    assert [notice.id for notice in await tell(database, sealer)] == [notice.id for notice in told]


@pytest.mark.usefixtures("draft")
async def test_who_is_suspended_is_not_told(database: Database, sealer: Sealer) -> None:
    await with_address(database, sealer, "leader", COUNTY)
    await lead(database, "announce")  # which needs a leader who is not
    async with database.transaction(EVERYWHERE) as tx:
        for account in await tx.scalars(select(Account)):
            account.suspended_at = LONG_BEFORE
    assert await tell(database, sealer) == []


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize(
    ("steps", "kinds"),
    [
        (("announce",), ["day_announced"]),
        (("announce", "line_check", "go_live"), ["day_announced", "day_opened"]),
        (("announce", "postpone"), ["day_announced", "day_postponed"]),
        (("announce", "postpone", "announce"), ["day_announced", "day_announced", "day_postponed"]),
        (("announce", "cancel"), ["day_announced", "day_cancelled"]),
        (("cancel",), []),
    ],
)
async def test_each_step_that_matters_is_told_once(
    database: Database, sealer: Sealer, steps: tuple[str, ...], kinds: list[str]
) -> None:
    await with_address(database, sealer, "leader", COUNTY)
    for step in steps:
        await lead(database, step)
        await tell(database, sealer)
    assert sorted(notice.kind for notice in await notices(database)) == kinds


@pytest.mark.usefixtures("draft")
async def test_what_was_overtaken_before_it_was_told_is_not_told(database: Database, sealer: Sealer) -> None:
    await with_address(database, sealer, "leader", COUNTY)
    await lead(database, "announce", "cancel")
    assert [notice.kind for notice in await tell(database, sealer)] == ["day_cancelled"]


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize(("now", "urgent"), [(EVENING_BEFORE, True), (LONG_BEFORE, False)])
async def test_a_day_that_is_called_off_shortly_before_is_told_at_night_too(
    database: Database, sealer: Sealer, now: datetime, *, urgent: bool
) -> None:
    await with_address(database, sealer, "leader", COUNTY)
    await lead(database, "announce", "cancel")
    (notice,) = await tell(database, sealer, FakeClock(now))
    assert notice.urgent is urgent


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize(
    ("language", "moved", "said"),
    [
        ("zh-CN", True, "改至2023年11月16日（星期四）。原因：场地检修。请告知已预约的群众。"),
        ("en", True, "The new date is Thursday, 16 November 2023. Reason: 场地检修. Please tell petitioners"),
        ("zh-CN", False, "接访日已取消。原因：场地检修。请告知已预约的群众。"),
        ("en", False, "called off. Reason: 场地检修. Please tell petitioners"),
    ],
)
async def test_the_new_date_and_the_reason_are_told(
    database: Database, sealer: Sealer, mailbox: Mailbox, language: str, said: str, *, moved: bool
) -> None:
    clock = FakeClock(LONG_BEFORE)
    await with_address(database, sealer, "leader", COUNTY, language=language)
    await lead(database, "announce")
    async with database.transaction(EVERYWHERE) as tx:
        who, now, reason = person("organiser"), LONG_BEFORE, "场地检修。"
        if moved:
            await postponing.postpone(tx, THE_NINTH, date(2023, 11, 16), reason, by=who, now=now)
        else:
            await postponing.cancel(tx, THE_NINTH, reason, by=who, now=now)
    await tell(database, sealer)
    carriers = {Channel.MAIL: mail(mailbox.url)}
    sending = Sender(database, sealer, clock, carriers=carriers, templates=TEXTS, quiet=None)
    await send_due(database, sending, clock)
    (letter,) = mailbox.mails
    assert said in letter.get_content()


@pytest.mark.usefixtures("draft")
async def test_the_group_is_told_where_there_is_one(database: Database, sealer: Sealer) -> None:
    await lead(database, "announce")
    (notice,) = await tell(database, sealer, group=True)
    assert (notice.kind, notice.channel, notice.place) == ("day_announced", Channel.HOOK, PROVINCE[0])


async def test_a_rehearsed_day_tells_no_person(database: Database, sealer: Sealer) -> None:
    await make_sites(database)
    await make_day(database, HERE, state="draft", is_rehearsal=True)
    await name_leaders(database)
    await with_address(database, sealer, "leader", COUNTY)
    await lead(database, "announce")
    assert await tell(database, sealer) == []


async def test_the_announcement_arrives_in_the_language_of_each_person(
    start: Start, database_url: str, mailbox: Mailbox
) -> None:
    site = "https://reception.example.org"
    clock = FakeClock(LONG_BEFORE)
    service = await start(
        database_url=database_url, clock=clock, smtp_url=mailbox.url, smtp_from=SENDER, public_url=site
    )
    database, sealer = service.app[keys.DATABASE], service.app[keys.SEALER]
    await make_sites(database)
    await make_day(database, HERE, state="draft")
    await name_leaders(database)
    await with_address(database, sealer, "leader", COUNTY, email="zh@example.org")
    await with_address(database, sealer, "coordinator", SITE, email="en@example.org", language="en")
    organiser, _ = await browser_of(service)
    organiser.headers["Origin"] = site
    assert (await organiser.post(f"/api/days/{THE_NINTH}/commands", {"command": "announce"})).status == 200
    while len(await ended_notices(service)) < 2:
        pass
    said = {str(mail["To"]): mail for mail in mailbox.mails}
    assert said["zh@example.org"]["Subject"] == "接访日公告：2023年11月9日（星期四）"
    assert said["en@example.org"]["Subject"] == "Reception day announced: Thursday, 9 November 2023"
    assert "08:30—17:30" in said["zh@example.org"].get_content()
    assert site in said["en@example.org"].get_content()
    assert len(mailbox.mails) == 2
