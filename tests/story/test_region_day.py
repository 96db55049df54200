"""A day that a city holds alone, beside the province's day of the same date, in a real browser."""

from datetime import time, timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from server.before.agenda.actions import create_day
from server.before.agenda.hours import hour_of, start_clock
from server.before.agenda.rules import DayState
from server.clock import DayClock
from server.day_code import parse_day
from server.db import EVERYWHERE
from server.journal.model import Matter
from server.keys import DATABASE
from server.place import Scope, range_of_region
from server.rehearsal.command import SCHEDULES, STAGE
from server.rehearsal.dayfile import DayFile
from server.rehearsal.stage import set_stage
from server.sites.actions import sites_in_scope
from server.sites.reference import read_reference
from tests.support.browser import Console, OpenContext
from tests.support.clerk import PAGES, Site, comes, enrolled, violations
from tests.support.fake_clock import NINE, FakeClock
from tests.support.patience import PATIENCE
from tests.support.people import CITY, PROVINCE, SITE, SITE_CODE, new_account
from tests.support.service import Start

OWN = "2023-11-09.430100"
DATE = "2023年11月9日 星期四"


@pytest.fixture
async def site(start: Start) -> Site:
    """Give a site of a city that holds a day alone, while the province holds one at the sites of all other cities."""
    clock = FakeClock()
    client = await start(clock=clock, web=PAGES)
    database = client.app[DATABASE]
    played = DayFile(OWN, 0, {SITE_CODE: ()}, NINE, NINE + timedelta(hours=8))
    await set_stage(database, played, STAGE, read_reference(SCHEDULES / "reference"), clock, speed=1)
    city = Scope(*range_of_region("430100"))
    async with database.transaction(EVERYWHERE) as tx:
        others = [one for one in await sites_in_scope(tx) if not city.covers(one.place)]
        joint = await create_day(tx, parse_day("2023-11-09"), others)
        joint.state = DayState.LIVE
        start_clock(joint, DayClock(NINE, hour_of(joint, time(9)), 1, hour_of(joint, time(17))))
    return Site(client, await new_account(database, "coordinator", SITE, clock=clock))


async def test_a_desk_registers_on_the_day_that_its_city_holds_with_and_without_a_line(
    site: Site, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"net::ERR_INTERNET_DISCONNECTED")
    clerk = await enrolled(site, open_context)
    await expect(clerk.page.get_by_text(f"{DATE} 长沙市")).to_be_visible(timeout=PATIENCE)
    await clerk.register("李梅")
    await clerk.stands("李梅", "已计入")
    await clerk.cut()
    await clerk.register("邓建华")
    await clerk.reload()
    await clerk.reconnect()
    await clerk.stands("邓建华", "已计入")
    async with site.client.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(Matter.day)) == [OWN, OWN]


async def test_the_wall_names_who_holds_each_day_of_a_date_and_leads_from_one_to_the_other(
    site: Site, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 401 .*/api/me")
    page = await comes(site, open_context, "organiser", PROVINCE, "/wall")
    await expect(page.locator(".six")).to_be_visible(timeout=PATIENCE)
    bar = page.locator(".holders")
    await expect(bar.locator("b")).to_have_text("湖南省", timeout=PATIENCE)
    await bar.get_by_role("link", name="长沙市").click()
    await expect(page.locator(".holders b")).to_have_text("长沙市", timeout=PATIENCE)
    await expect(page).to_have_url(f"{site.address}/days/{OWN}/wall")
    await expect(page.get_by_text(DATE, exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name="湖南省")).to_be_visible(timeout=PATIENCE)
    await expect(page.locator(".six")).to_be_visible(timeout=PATIENCE)
    await expect(page.locator(".where h2")).to_have_text("长沙")
    await expect(page.locator(".where")).to_contain_text("16 个接访点")
    assert await violations(page) == []


async def test_a_leader_of_the_city_opens_the_desk_of_its_day(
    site: Site, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 401 .*/api/me")
    page = await comes(site, open_context, "leader", CITY, f"/days/{OWN}/leader")
    await expect(page.locator(".holders b")).to_have_text("长沙市", timeout=PATIENCE)
    await expect(page.get_by_text(DATE, exact=True)).to_be_visible()
    assert await violations(page) == []
