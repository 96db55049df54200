"""Sites that are not ready are reminded: by hand, the text shown first, and by themselves at four times."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from server import keys
from server.before.agenda.actions import find_day, set_day_state
from server.before.agenda.messages import DayChanged
from server.before.agenda.rules import DayState
from server.before.readiness.reminding import KIND, REMIND_UNREADY, plan_reminders, reminder
from server.clock import Clock
from server.db import EVERYWHERE
from server.jobs.model import Job
from server.jobs.worker import Worker
from server.notices.model import Notice
from server.notices.rules import Channel
from server.people.contact import seal_email
from server.people.model import Account
from tests.support.fake_clock import NINE, FakeClock
from tests.support.plan import CITY, COUNTY, HERE, NEXT_DOOR, PROVINCE, THE_NINTH, make_day, make_sites, signed_in
from tests.support.service import Client, Start

DAY = f"/api/days/{THE_NINTH}"
OPENS = NINE - timedelta(minutes=30)
ORIGIN = "https://reception.example.org"


async def with_day(start: Start, database_url: str, clock: FakeClock) -> Client:
    """A service at some time before the day, with the day at three sites."""
    service = await start(database_url=database_url, clock=clock)
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE])
    return service


@pytest.fixture
async def service(start: Start, database_url: str) -> Client:
    return await with_day(start, database_url, FakeClock())


async def coordinator(service: Client, places: tuple[int, int] = COUNTY) -> dict[str, str]:
    """A coordinator who has given an address."""
    headers = await signed_in(service, "coordinator", places)
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        for account in await tx.scalars(select(Account).where(Account.lo == places[0], Account.hi == places[1])):
            account.email_sealed = seal_email(service.app[keys.SEALER], account.id, "duty@example.org")
    return headers


async def notices(service: Client) -> list[Notice]:
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return list(await tx.scalars(select(Notice).where(Notice.kind == KIND)))


async def test_the_text_is_shown_before_it_is_sent_and_says_what_each_site_lacks(service: Client) -> None:
    await coordinator(service)
    organiser = await signed_in(service, "organiser", CITY)
    shown = await (await service.get(f"{DAY}/reminders", headers=organiser)).json()
    assert (shown["sites"], shown["accounts"]) == ([HERE, NEXT_DOOR], 1)
    assert f"{HERE}（设备、网络、领导）" in shown["zh"]["body"]
    assert f"{HERE} (devices, line, leader)" in shown["en"]["body"]
    assert await notices(service) == []
    sent = await service.post(f"{DAY}/reminders", json={"sites": shown["sites"]}, headers=organiser)
    assert sent.status == 200
    (notice,) = await notices(service)
    assert notice.urgent  # of the morning itself: quiet hours do not hold it
    board = await (await service.get(f"{DAY}/readiness", headers=organiser)).json()
    assert board["sites"][HERE]["reminded_at"] == "2023-11-09T01:00:00.000000Z"


async def test_a_site_is_not_reminded_again_within_two_hours(service: Client) -> None:
    headers = await coordinator(service)
    await service.post(f"{DAY}/reminders", json={"sites": [HERE]}, headers=headers)
    again = await service.post(f"{DAY}/reminders", json={"sites": [HERE]}, headers=headers)
    assert (await again.json())["code"] == "nobody_to_remind"


async def test_other_sites_than_were_shown_are_not_written_to(service: Client) -> None:
    await coordinator(service)
    organiser = await signed_in(service, "organiser", CITY)
    answer = await service.post(f"{DAY}/reminders", json={"sites": [HERE]}, headers=organiser)
    assert (answer.status, (await answer.json())["code"]) == (409, "reminder_changed")
    assert await notices(service) == []


async def test_where_no_coordinator_has_an_address_a_person_calls(service: Client) -> None:
    organiser = await signed_in(service, "organiser", CITY)
    answer = await service.post(f"{DAY}/reminders", json={"sites": [HERE, NEXT_DOOR]}, headers=organiser)
    assert (answer.status, (await answer.json())["code"]) == (409, "no_address")


async def announced(service: Client) -> None:
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await plan_reminders(tx, DayChanged(THE_NINTH, "draft", "announced", at=NINE - timedelta(days=9)))


async def turns_at(service: Client, clock: Clock, *, tells_group: bool = False) -> int:
    handler = reminder(clock, service.app[keys.SEALER], ORIGIN, tells_group=tells_group)
    worker, turns = Worker(service.app[keys.DATABASE], {REMIND_UNREADY: handler}, clock), 0
    while await worker.turn():
        turns += 1
    return turns


async def state(service: Client) -> str:
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return (await find_day(tx, THE_NINTH)).state


def before(**span: float) -> FakeClock:
    return FakeClock(OPENS - timedelta(**span))


async def test_at_each_of_four_times_those_not_ready_are_reminded_and_the_line_check_begins(
    start: Start, database_url: str
) -> None:
    service = await with_day(start, database_url, before(days=9))
    await coordinator(service, CITY)
    await announced(service)
    seen = []
    for span in ({"days": 8}, {"days": 7}, {"days": 1}, {"minutes": 60}, {"minutes": 10}):
        turns = await turns_at(service, before(**span))
        seen.append((turns, len(await notices(service)), await state(service)))
    assert seen == [
        (0, 0, "announced"),
        (1, 1, "announced"),
        (1, 2, "line_check"),
        (1, 3, "line_check"),
        (1, 3, "line_check"),  # reminded 50 minutes ago
    ]


async def test_the_group_is_told_too_which_sites_are_not_ready(start: Start, database_url: str) -> None:
    service = await with_day(start, database_url, before(days=9))
    await announced(service)
    assert await turns_at(service, before(days=7), tells_group=True) == 1
    (notice,) = await notices(service)
    assert (notice.channel, notice.language, await state(service)) == (Channel.HOOK, "zh", "announced")


async def test_a_reminder_that_is_long_overdue_is_not_sent_and_the_line_check_still_begins(
    start: Start, database_url: str
) -> None:
    service = await with_day(start, database_url, before(days=9))
    await coordinator(service, CITY)
    await announced(service)
    assert await turns_at(service, before(hours=5)) == 2
    assert (await notices(service), await state(service)) == ([], "line_check")


@pytest.mark.parametrize("became", ["postponed", "cancelled"])
async def test_of_a_day_that_is_put_off_or_called_off_nobody_is_reminded(service: Client, became: str) -> None:
    await announced(service)
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        found = await find_day(tx, THE_NINTH)
        set_day_state(found, DayState(became))
        await plan_reminders(tx, DayChanged(THE_NINTH, "announced", became, at=NINE))
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(Job).where(Job.kind == REMIND_UNREADY)) == []


async def test_each_level_marks_its_roll_as_called(service: Client) -> None:
    city = await coordinator(service, CITY)
    assert (await service.post(f"{DAY}/rolls/430102", headers=city)).status == 200
    for beyond in (
        "430000",
        "430202",
        "430181",
        "430102001",
        "æG",
    ):  # above, beside, and a county without a site of the day
        assert (await service.post(f"{DAY}/rolls/{beyond}", headers=city)).status == 404
    board = await (
        await service.get(f"{DAY}/readiness", headers=await signed_in(service, "organiser", PROVINCE))
    ).json()
    assert board["called"] == {"430102": "2023-11-09T01:00:00.000000Z"}
