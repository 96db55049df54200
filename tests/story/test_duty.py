"""An official's own page in a browser: receptions that ask for one with the way in, and past ones of the day."""

from datetime import time, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from playwright.async_api import expect

from server.before.roster.rules import DutyKind
from server.before.roster.settling import new_duty
from server.clock import Clock
from server.config import Settings
from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import MeetingState, SeatState
from server.day_code import parse_day
from server.db import EVERYWHERE
from server.keys import DATABASE
from server.sites.model import Site
from tests.support.browser import Console, OpenContext, violations
from tests.support.fake_clock import FakeClock
from tests.support.patience import PATIENCE
from tests.support.people import COUNTY, PASSWORD, SignedIn, new_account
from tests.support.plan import HERE, NEXT_DOOR, THE_NINTH, make_day, make_sites
from tests.support.service import Client, Start

PAGES = Settings.model_fields["web"].default
WORDS = {"zh-CN": ("请您参加接访", "进入接访", "已请离"), "en": ("asks you to join", "Go in", "You were sent away")}


@pytest.fixture
async def service_of_pages(start: Start, console: Console) -> Client:
    console.announce(r"status of 401 .*/api/me")
    client = await start(clock=Clock(), web=Path(PAGES))
    await make_sites(client.app[DATABASE])
    await make_day(client.app[DATABASE])
    return client


async def asked_to(client: Client, official: SignedIn, state: SeatState) -> str:
    """A reception that rings at the site, with a seat for the official."""
    ident, now = uuid4(), Clock().now()
    async with client.app[DATABASE].transaction(EVERYWHERE) as tx:
        place = (await tx.get(Site, HERE)).place
        at = {"place": place, "day": THE_NINTH, "site": HERE, "matter": str(uuid4()), "mode": "video"}
        tx.add(Meeting(id=ident, state=MeetingState.RINGING, leader="account:x", rung_at=now, **at))
        await tx.flush()
        tx.add(Seat(meeting=ident, place=place, participant="leader", state=SeatState.INVITED, name="李某"))
        seat = {"who": official.person.principal, "name": "张三", "role": "department", "state": state}
        tx.add(Seat(meeting=ident, place=place, participant="official1", **seat))
    return str(ident)


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1440), ("en", 1440), ("zh-CN", 390), ("en", 390)])
async def test_an_official_sees_what_they_are_asked_to_with_the_way_in(
    service_of_pages: Client, open_context: OpenContext, locale: str, width: int
) -> None:
    asks, enter, removed = WORDS[locale]
    database = service_of_pages.app[DATABASE]
    official = await new_account(database, "department", COUNTY, clock=FakeClock(Clock().now()))
    running = await asked_to(service_of_pages, official, SeatState.INVITED)
    await asked_to(service_of_pages, official, SeatState.REMOVED)
    page = await (await open_context(locale=locale, viewport={"width": width, "height": 900})).new_page()
    await page.goto(f"http://localhost:{service_of_pages.port}/duty")
    await page.locator("input[autocomplete=username]").fill(official.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    call = page.locator("main li", has_text=asks)
    await expect(call).to_contain_text("李某", timeout=PATIENCE)
    await expect(call.get_by_role("link", name=enter)).to_have_attribute("href", f"/room/{running}")
    await expect(page.locator("main li", has_text=removed)).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await violations(page) == []


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 390), ("en", 1366)])
async def test_the_duties_of_one_day_stand_together_in_the_order_of_their_hours(
    service_of_pages: Client, open_context: OpenContext, locale: str, width: int
) -> None:
    database, now = service_of_pages.app[DATABASE], Clock().now()
    official = await new_account(database, "department", COUNTY, clock=FakeClock(now))
    first, second = [parse_day(str((now + timedelta(days=n)).date())) for n in (9, 16)]
    for day in (first, second):
        await make_day(database, day=day)
    async with database.transaction(EVERYWHERE) as tx:
        for day, code, begins in ((second, HERE, 9), (first, HERE, 14), (first, NEXT_DOOR, 11), (first, HERE, 9)):
            place = (await tx.get(Site, code)).place
            duty = new_duty(day, DutyKind.DEPARTMENT, UUID(official.person.id), (place, place), code)
            duty.unit, duty.begins_at, duty.ends_at = "住房城乡建设局", time(begins), time(begins + 2)
            duty.categories = ["wage_arrears_migrant", "work_injury"] if begins == 9 else []
            tx.add(duty)
    page = await (await open_context(locale=locale, viewport={"width": width, "height": 768})).new_page()
    await page.goto(f"http://localhost:{service_of_pages.port}/duty")
    await page.locator("input[autocomplete=username]").fill(official.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    panels = page.locator("section", has=page.locator(".duties"))
    await expect(panels).to_have_count(2, timeout=PATIENCE)
    hours = [said[:11] for said in await panels.first.locator(".duties b").all_inner_texts()]
    assert hours == ["09:00–11:00", "11:00–13:00", "14:00–16:00"]
    await expect(panels.last.locator(".duties")).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await violations(page) == []
