"""From an empty folder to a day that opens by itself: rule, date, day, sites and leaders, announcement."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.before.agenda.actions import create_day, find_day
from server.before.agenda.rules import DayState
from server.config import Settings
from server.day_code import parse_day
from server.db import EVERYWHERE
from server.keys import CLOCK, DATABASE
from server.sites.actions import sites_in_scope
from tests.support.browser import Console, OpenContext, violations
from tests.support.commands import reception
from tests.support.fake_clock import FakeClock
from tests.support.patience import HANG, PATIENCE
from tests.support.people import CITY, PASSWORD, PROVINCE, new_account
from tests.support.plan import name_leaders
from tests.support.service import Client, Start

PAGES = Settings.model_fields["web"].default
NOVEMBER = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = "2026-12-10"
"""The second Thursday of December."""
SITES = """
[[site]]
site = "HN-D-430102"
region = "430102"
name_zh = "芙蓉区接访点"
name_en = "Furong District site"
telephone = "12-430102-001"

[[site]]
site = "HN-D-430103"
region = "430103"
name_zh = "天心区接访点"
name_en = "Tianxin District site"
"""


@pytest.fixture
async def client(start: Start, console: Console, tmp_path: Path) -> Client:
    """Serve a folder that holds two sites and nothing else; before sign-in the browser notes an answer 401."""
    console.announce(r"status of 401 .*/api/me")
    (tmp_path / "sites.toml").write_text(SITES, "utf-8")
    assert reception("load", tmp_path / "sites.toml", "--data", tmp_path / "data").returncode == 0
    return await start(clock=FakeClock(NOVEMBER), web=Path(PAGES))


async def opened(open_context: OpenContext, **options: object) -> Page:
    context = await open_context(reduced_motion="reduce", **options)
    await context.clock.set_fixed_time(NOVEMBER)
    return await context.new_page()


async def come_in(client: Client, page: Page, path: str = "/") -> None:
    who = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(NOVEMBER))
    await page.goto(f"http://localhost:{client.port}{path}")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")


async def sound(page: Page) -> None:
    """Nothing is wrong for who cannot see the page, and nothing lies beyond its edge."""
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def choose_a_rule(page: Page) -> None:
    await page.get_by_role("link", name="Choose a rule").press("Enter")
    await choose_second_thursday(page)


async def choose_second_thursday(page: Page) -> None:
    """In the calendar: the second Thursday of each month, as a series with a name."""
    await page.get_by_label("Every month").select_option("weekday")
    await page.get_by_label("Which day").select_option("2")
    await page.get_by_label("Weekday", exact=True).select_option("TH")
    await page.get_by_label("Name of the series (Chinese)").fill("全省接访日")
    await page.get_by_role("button", name="Make the series").press("Enter")


async def make_the_day(page: Page) -> None:
    await page.get_by_role("link", name="Make the day of December").press("Enter")
    await expect(page.get_by_text("Thu 10 Dec 2026")).to_be_visible()
    await sound(page)
    await page.get_by_label("Theme (English)").fill("Wages of migrant workers")
    await page.get_by_label("Break from").fill("12:00")
    await page.get_by_label("Break until").fill("13:30")
    await page.get_by_role("button", name="Make the day").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Thu 10 Dec 2026")


async def mend(page: Page) -> None:
    """Each site gets a leader, and the second one the telephone that it lacks."""
    life = page.locator("aside")
    await expect(life.get_by_role("heading")).to_have_text("3 things are missing for the announcement")
    await life.get_by_role("button", name="Furong District site: no receiving leader").press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Receiving leader").select_option(label="张三")
    await sound(page)
    await sheet.get_by_role("button", name="Save, next incomplete site").press("Enter")
    await expect(sheet.get_by_role("heading")).to_have_text("Tianxin District site")
    await sheet.get_by_label("Receiving leader").select_option(label="张三")
    await sheet.get_by_label("Telephone").fill("12-430103-001")
    await sheet.get_by_label("Telephone").press("Enter")
    await expect(sheet).to_have_count(0)
    await expect(life.get_by_role("heading")).to_have_text("The plan is complete")


async def announce(page: Page, *, leaders: int) -> None:
    await page.get_by_role("button", name="Announce", exact=True).press("Enter")
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_contain_text(f"Sites concerned: 2; leaders: {leaders}.")
    await expect(sheet).to_contain_text("opens by itself at 08:30")
    await sound(page)
    await sheet.get_by_role("button", name="Announce").press("Enter")


async def test_an_organiser_makes_the_first_day_from_nothing_and_it_opens_by_itself(
    client: Client, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 409 .*/commands")
    await new_account(client.app[DATABASE], "leader", CITY, clock=FakeClock(NOVEMBER))
    page = await opened(open_context, locale="en")
    await come_in(client, page)
    await expect(page.get_by_role("heading", name="Start here")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text("1 of 5 steps done")).to_be_visible()  # the sites came by a file
    await sound(page)
    await choose_a_rule(page)
    await make_the_day(page)
    await announce(page, leaders=0)
    await expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("3 things are missing")
    await page.keyboard.press("Escape")
    await mend(page)
    await announce(page, leaders=1)
    await expect(page.get_by_role("status").filter(has_text="Announced.")).to_be_visible()
    await sound(page)
    await at_its_hour(client)


async def at_its_hour(client: Client) -> None:
    """At 08:30 of its date the day is live, though no person is there to begin it."""
    clock = client.app[CLOCK]
    assert isinstance(clock, FakeClock)
    clock.forward(days=19, hours=22, minutes=30)
    async with asyncio.timeout(HANG):
        while await state(client) != "live":  # noqa: ASYNC110  # the worker looks each second
            await asyncio.sleep(0.05)


async def state(client: Client) -> str:
    async with client.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return (await find_day(tx, DAY)).state


async def a_day(client: Client, *, state: str = "draft") -> None:
    """The day at all sites of the folder, with a leader at each."""
    async with client.app[DATABASE].transaction(EVERYWHERE) as tx:
        day = await create_day(tx, parse_day(DAY), await sites_in_scope(tx))
        day.state = DayState(state)
    await name_leaders(client.app[DATABASE], DAY)


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1440), ("en", 1440), ("zh-CN", 390), ("en", 390)])
async def test_the_pages_of_days_are_sound_in_both_languages_and_widths(
    client: Client, open_context: OpenContext, locale: str, width: int
) -> None:
    await a_day(client)
    page = await opened(open_context, locale=locale, viewport={"width": width, "height": 900})
    await come_in(client, page, "/days")
    await expect(page.locator(f"a[href='/days/{DAY}']")).to_be_visible(timeout=PATIENCE)
    await sound(page)
    await page.locator("a[href='/days/new']").press("Enter")
    await page.locator(".ways input").last.check()
    await page.locator(".group input").nth(1).uncheck()
    await expect(page.locator("legend .muted")).to_contain_text("1")
    await page.locator("form").get_by_role("button").last.press("Enter")
    await expect(page.locator("input[type=date]")).to_have_attribute("aria-invalid", "true")
    await sound(page)
    await page.goto(f"http://localhost:{client.port}/days/{DAY}")
    await expect(page.locator("li[id^=site-]")).to_have_count(2)
    await sound(page)
    await page.locator("#site-HN-D-430103 button").press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await sound(page)


async def test_what_another_organiser_saved_is_told_and_nothing_that_was_typed_is_lost(
    client: Client, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 409 .*/plan")
    await a_day(client)
    page, other = [await opened(open_context, locale="en") for _ in range(2)]
    for one in (page, other):
        await come_in(client, one, f"/days/{DAY}")
    await other.get_by_label("Theme (English)").fill("Theirs")
    await other.get_by_label("Closes").first.fill("16:00")
    await other.get_by_role("button", name="Save", exact=True).press("Enter")
    await expect(other.get_by_role("status").filter(has_text="version 1")).to_be_visible()
    await page.get_by_label("Slogan (English)").fill("Mine")
    await page.get_by_role("button", name="Save", exact=True).press("Enter")
    conflict = page.locator(".conflict")
    await expect(conflict.locator("dt")).to_have_text(["Theme (English)", "Closes"])
    await expect(page.get_by_label("Slogan (English)")).to_have_value("Mine")
    await expect(page.get_by_label("Closes").first).to_have_value("16:00")
    await sound(page)
    await page.get_by_role("button", name="Save", exact=True).press("Enter")
    await expect(page.get_by_role("status").filter(has_text="version 2")).to_be_visible()
    await expect(page.get_by_label("Theme (English)")).to_have_value("Theirs")


async def test_an_announced_day_is_postponed_with_its_plan_and_the_new_one_is_cancelled(
    client: Client, open_context: OpenContext
) -> None:
    await a_day(client, state="announced")
    page = await opened(open_context, locale="en", viewport={"width": 390, "height": 844})
    await come_in(client, page, f"/days/{DAY}")
    await page.get_by_role("button", name="Postpone").press("Enter")
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_contain_text("A draft on the new date takes the whole plan over")
    await sheet.get_by_label("Postpone to").fill("2026-12-17")
    await sheet.get_by_role("button", name="Postpone").press("Enter")
    await expect(sheet).to_contain_text("Say why, in 2 characters at least.")
    await sound(page)
    await sheet.get_by_label("Reason").fill("Ice on the roads")
    await sheet.get_by_label("Reason").press("Enter")
    await page.get_by_role("link", name="Postponed to Thu 17 Dec 2026").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Thu 17 Dec 2026")
    await expect(page.get_by_role("heading", name="1 thing is missing for the announcement")).to_be_visible()
    await page.get_by_role("button", name="Cancel the day").press("Enter")
    await expect(sheet).to_contain_text("no person is told")
    await sheet.get_by_label("Reason").fill("Held by video instead")
    await sheet.get_by_role("button", name="Cancel the day").press("Enter")
    await expect(page.get_by_text("Reason: Held by video instead")).to_be_visible()
    await expect(page.get_by_role("button", name="Announce")).to_have_count(0)
    await sound(page)


async def test_the_calendar_leads_to_a_day_that_there_is_already(client: Client, open_context: OpenContext) -> None:
    await a_day(client)
    page = await opened(open_context, locale="en")
    await come_in(client, page, "/calendar")
    await expect(page.locator(".dates li")).to_have_count(12, timeout=PATIENCE)
    await choose_second_thursday(page)
    await page.get_by_role("link", name="Open the day of December").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Thu 10 Dec 2026")


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_a_day_that_has_begun_is_not_planned_any_more_and_leads_to_its_wall(
    client: Client, open_context: OpenContext, locale: str
) -> None:
    await a_day(client, state="live")
    page = await opened(open_context, locale=locale, viewport={"width": 1440, "height": 900})
    await come_in(client, page, f"/days/{DAY}")
    await expect(page.locator("aside h2")).to_have_text(re.compile("This day has begun|这一天已经开始"))
    await expect(page.locator("form input").first).to_be_disabled()
    await sound(page)
    await page.locator(f"aside a[href='/days/{DAY}/wall']").press("Enter")
    await expect(page).to_have_url(f"http://localhost:{client.port}/days/{DAY}/wall")
