"""One matter from the phone at home to the tally: told, sorted, answered, planned, checked in, heard by video."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from server.before.agenda.actions import find_day
from server.before.booking.model import Booking
from server.clock import Clock
from server.config import Settings
from server.db import EVERYWHERE
from server.keys import CLOCK, DATABASE
from server.media.datagrams import announced
from tests.support.browser import Console, OpenContext, violations
from tests.support.calls import lossy_plane
from tests.support.cameras import OF_LEADER
from tests.support.clerk import Site
from tests.support.fake_clock import FakeClock
from tests.support.parties import at_the_desk, both_in_the_room, calls_the_next, party, read_back_and_ended, signed_in
from tests.support.patience import HANG, PATIENCE
from tests.support.people import CITY, COUNTY, PROVINCE, Browser, SignedIn, new_account
from tests.support.plan import HERE, make_sites
from tests.support.poster import PHONE, Worker
from tests.support.questions import HOUSING, answers_for, make_unit
from tests.support.service import Client, Start
from tests.support.weeks import Weeks

PAGES = Settings.model_fields["web"].default
BEFORE = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
"""Ten in the morning, nine days before the day."""
DAY = "2026-12-10"


@dataclass(frozen=True)
class People:
    organiser: SignedIn
    officer: SignedIn
    housing: SignedIn
    leaders: Sequence[SignedIn]


@pytest.fixture
async def here(start: Start, open_context: OpenContext, console: Console) -> Weeks:
    console.announce(r"status of (401 .*/api/me|409 .*/calls)")
    plane, _ = lossy_plane(Clock(), announced(None))
    client = await start(clock=FakeClock(BEFORE), web=Path(PAGES), plane=plane)
    await make_sites(client.app[DATABASE], HERE)
    await make_unit(client.app[DATABASE], HOUSING, "430102", categories=("wage_arrears_migrant",))
    return Weeks(client, open_context)


async def announced_day(client: Client) -> People:
    """A day at one site, with a leader of the province and one of the city on its roster."""
    database, clock = client.app[DATABASE], FakeClock(BEFORE)
    organiser = await new_account(database, "organiser", PROVINCE, clock=clock)
    leaders = [await new_account(database, "leader", places, clock=clock) for places in (PROVINCE, CITY)]
    beside = Browser(client, organiser.token)
    assert (await beside.post("/api/days", {"date": DAY})).status == 201
    for one in leaders:
        duty = {"kind": "leader", "account": one.person.id, "site": HERE}
        assert (await beside.post(f"/api/days/{DAY}/duties", duty)).status == 201
    told = await beside.post(f"/api/days/{DAY}/commands", {"command": "announce"})
    assert told.status == 200, await told.text()
    officer = await new_account(database, "officer", COUNTY, clock=clock)
    return People(organiser, officer, await answers_for(database, HOUSING, "430102", clock=clock), leaders)


async def told_at_home(here: Weeks) -> Page:
    """Fourteen workers and a list of what each is owed; the page stays open at what became of it."""
    worker = Worker(await here.page("zh-CN", **PHONE))
    await worker.page.goto(f"{here.address}/b/{HERE}")
    await worker.tells_what_and_where()
    await worker.tells_the_rest()
    await worker.goes_on()
    await worker.at("对不对？")
    await worker.goes_on()
    await expect(worker.page.get_by_role("heading", name="预登记好了")).to_be_visible(timeout=PATIENCE)
    return worker.page


async def sorted_and_asked_about(here: Weeks, officer: SignedIn) -> None:
    page = await signed_in(here, officer, "/triage")
    await page.locator("button.line").press("Enter")
    await expect(page.locator(".case .lead")).to_contain_text("十四个人的工资", timeout=PATIENCE)
    await page.keyboard.press("a")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("已受理。")).to_be_visible(timeout=PATIENCE)
    await page.keyboard.press("d")
    await expect(page.locator("form.ask select")).to_have_value(HOUSING, timeout=PATIENCE)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("article.question")).to_contain_text("尚未答复", timeout=PATIENCE)


async def answered(here: Weeks, housing: SignedIn) -> None:
    page = await signed_in(here, housing, "/asked")
    await page.locator("button.line").press("Enter")
    await page.get_by_label("事实情况").fill("专户余额 23.8 万元，实名考勤齐全。")
    await page.get_by_label("核实的欠款金额").fill("252098")
    await page.get_by_label("处理办法和期限").fill("总包三日内先行清偿。")
    await page.get_by_label("派人到场参加接访").check()
    await page.get_by_label("姓名和职务").fill("李某，科长")
    await page.get_by_role("button", name="提交答复").press("Enter")
    await expect(page.get_by_text("已答复。")).to_be_visible(timeout=PATIENCE)


async def planned_moved_and_published(here: Weeks, organiser: SignedIn) -> None:
    """A suggestion is taken, moved on by an hour, and published."""
    page = await signed_in(here, organiser, f"/days/{DAY}/plan")
    await page.get_by_role("button", name="排一份建议").press("Enter")
    await expect(page.get_by_text("已排好").first).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="采用为草稿").press("Enter")
    card = page.locator("button.card")
    await expect(card).to_have_count(1)
    await card.focus()
    await page.keyboard.press("Space")
    for _ in range(4):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="没有冲突")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="发布日程", exact=True).press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name="发布并通知").press("Enter")
    await expect(sheet).not_to_be_visible(timeout=PATIENCE)


async def the_morning_comes(here: Weeks) -> None:
    """The clock goes on to nine o'clock of the day, which opens by itself."""
    clock, database = here.client.app[CLOCK], here.client.app[DATABASE]
    assert isinstance(clock, FakeClock)
    clock.forward(days=8, hours=23)
    async with asyncio.timeout(HANG):
        while True:
            async with database.transaction(EVERYWHERE, write=False) as tx:
                if (await find_day(tx, DAY)).state == "live":
                    return
            await asyncio.sleep(0.05)


async def checked_in(desk: Page) -> None:
    """With two keys."""
    await expect(desk.get_by_text("预登记待到 1 件")).to_be_visible(timeout=PATIENCE)
    await desk.keyboard.press("F7")
    await expect(desk.get_by_label("姓名")).to_have_value("赵某", timeout=PATIENCE)
    await desk.keyboard.press("Enter")
    await expect(desk.locator("[data-matter]", has_text="赵*")).to_contain_text("已计入", timeout=PATIENCE)


async def leaders_by_appointment(here: Weeks, leaders: Sequence[SignedIn]) -> list[SignedIn]:
    """The leader that the plan gave the appointment to, and the other."""
    async with here.client.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        booking = await tx.one_or_none(select(Booking))
    assert booking is not None
    return sorted(leaders, key=lambda one: one.person.id != str(booking.appointed_leader))


async def read_before_the_call(leader: Page) -> None:
    await expect(leader.locator(".go")).to_have_text("进入接访", timeout=PATIENCE)
    for said in ("十四个人的工资", "把工资结清。", "工人名单 14 人", "专户余额 23.8 万元", "总包三日内先行清偿。"):
        await expect(leader.locator(".brief")).to_contain_text(said, timeout=PATIENCE)
    assert await violations(leader) == []


async def heard_by_video(leader: Page, desk: Page) -> None:
    """From the ring to the outcome, over the real media plane."""
    await both_in_the_room(leader, desk)
    await leader.keyboard.press("1")
    await leader.locator("[data-field=amount] input").fill("25.2")
    await read_back_and_ended(leader)


async def test_a_matter_goes_from_the_phone_at_home_to_the_tally(here: Weeks) -> None:
    people = await announced_day(here.client)
    phone = await told_at_home(here)
    await sorted_and_asked_about(here, people.officer)
    await answered(here, people.housing)
    await planned_moved_and_published(here, people.organiser)
    await phone.reload()
    await expect(phone.get_by_text("12月10日 09:30", exact=True)).to_be_visible(timeout=PATIENCE)

    await the_morning_comes(here)
    app = here.client.app
    site = Site(here.client, await new_account(app[DATABASE], "organiser", PROVINCE, clock=FakeClock(app[CLOCK].now())))
    desk = await at_the_desk(here, await site.code())
    await checked_in(desk)
    await site.heard()
    appointed, other = await leaders_by_appointment(here, people.leaders)
    colleague = await signed_in(here, other, "/leader")
    await calls_the_next(colleague)
    await expect(colleague.get_by_text("在等的人都约了别的领导")).to_be_visible(timeout=PATIENCE)
    leader = await signed_in(here, appointed, "/leader", await party(here, OF_LEADER))
    await calls_the_next(leader)
    await read_before_the_call(leader)
    await heard_by_video(leader, desk)
    tally = await site.asks(f"/api/days/{DAY}/tally")
    totals = tally["totals"]
    assert (totals["matters"], totals["involved"], totals["attendees"]) == (1, 14, 3)
    assert (tally["by_outcome"], totals["amount_fen"]) == ({"resolved_on_site": 1}, 25_200_000)
