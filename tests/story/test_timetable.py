"""A timetable in a browser: suggested, taken, moved by keyboard, a conflict mended, published to the phones."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from server.before.agenda.model import Day
from server.before.agenda.rules import DayState
from server.before.booking.model import Booking
from server.clock import Clock
from server.config import Settings
from server.db import EVERYWHERE
from server.keys import DATABASE
from tests.support.bookings import booked
from tests.support.browser import Console, OpenContext, violations
from tests.support.fake_clock import FakeClock
from tests.support.patience import PATIENCE
from tests.support.people import CITY, COUNTY, PASSWORD, PROVINCE, Browser, SignedIn, new_account
from tests.support.plan import HERE, make_sites
from tests.support.service import Client, Start

PAGES = Settings.model_fields["web"].default
DAY = f"{Clock().now() + timedelta(days=20):%Y-%m-%d}"
WORDS = {
    "zh-CN": {
        "suggest": "排一份建议",
        "done": "已排好",
        "take": "采用为草稿",
        "clash": "处冲突",
        "mend": "按建议解决",
        "publish": "发布日程",
        "confirm": "发布并通知",
        "published": "已发布",
        "none": "没有冲突",
        "undo": "撤销上一步",
    },
    "en": {
        "suggest": "Suggest a timetable",
        "done": "Ready",
        "take": "Make it the draft",
        "clash": "1 conflict",
        "mend": "Resolve 1 conflict",
        "publish": "Publish",
        "confirm": "Publish and tell",
        "published": "Draft, saved",
        "none": "No conflicts",
        "undo": "Undo the last move",
    },
}


@pytest.fixture
async def service_of_pages(start: Start, console: Console) -> Client:
    console.announce(r"status of 401 .*/api/me")
    client = await start(clock=Clock(), web=Path(PAGES))
    await make_sites(client.app[DATABASE])
    return client


async def a_day_with_bookings(client: Client, organiser: SignedIn) -> None:
    """Two leaders on duty in twenty days, three bookings."""
    database, clock = client.app[DATABASE], FakeClock(Clock().now())
    beside = Browser(client)
    await beside.sign_in(organiser.login)
    made: list[tuple[str, dict[str, Any]]] = [("/api/days", {"date": DAY})]
    for places in (CITY, COUNTY):
        leader = await new_account(database, "leader", places, clock=clock)
        made.append((f"/api/days/{DAY}/duties", {"kind": "leader", "account": leader.person.id, "site": HERE}))
    for path, body in made:
        assert (await beside.post(path, body)).status == 201
    async with database.transaction(EVERYWHERE) as tx:
        (await tx.get(Day, DAY)).state = DayState.ANNOUNCED
    for people in (1, 2, 40):
        more: dict[str, Any] = {
            "people_count": people,
            "attendee_count": 1,
            "representatives": [],
            "workers": [],
            "claimed_fen": 0,
        }
        await booked(client, day=DAY, **more)


async def come_in(client: Client, page: Page, who: SignedIn, path: str) -> None:
    await page.goto(f"http://localhost:{client.port}{path}")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_timetable_is_planned_moved_by_keyboard_mended_and_published(
    service_of_pages: Client, open_context: OpenContext, language: str
) -> None:
    say = WORDS[language]
    client = service_of_pages
    organiser = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(Clock().now()))
    await a_day_with_bookings(client, organiser)
    context = await open_context(locale=language, viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    await come_in(client, page, organiser, f"/days/{DAY}/plan")
    await page.get_by_role("button", name=say["suggest"]).press("Enter")
    await expect(page.get_by_text(say["done"]).first).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == []
    await page.get_by_role("button", name=say["take"]).press("Enter")
    cards = page.locator("button.card")
    await expect(cards).to_have_count(3)
    # one is lifted and brought to the beginning of the day
    first = cards.first
    others = await cards.evaluate_all("found => found.map(one => one.getAttribute('data-booking'))")
    await first.focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("heading", name=say["none"])).to_be_visible()
    await page.keyboard.press("Space")
    for _ in range(60):
        await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=say["clash"])).to_be_visible(
        timeout=PATIENCE
    )  # nobody is there so early
    await expect(page.locator(f'[data-booking="{others[0]}"]')).to_be_focused()
    assert await violations(page) == []
    await page.keyboard.press("z")
    await expect(page.get_by_role("heading", name=say["none"])).to_be_visible(timeout=PATIENCE)
    await page.locator(f'[data-booking="{others[0]}"]').focus()
    await page.keyboard.press("Enter")
    for _ in range(60):
        await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=say["mend"]).press("Enter")
    await expect(page.get_by_role("heading", name=say["none"])).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name=say["publish"], exact=True).press("Enter")
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_be_visible()
    assert await violations(page) == []
    await sheet.get_by_role("button", name=say["confirm"]).press("Enter")
    await expect(sheet).not_to_be_visible(timeout=PATIENCE)
    async with client.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert all(one.appointed_at is not None for one in await tx.scalars(select(Booking)))
