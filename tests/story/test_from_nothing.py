"""From an empty folder by screens alone: the first steps, a roster by workbook, an announcement that people receive."""

import asyncio
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import vobject  # type: ignore[import-untyped]  # has no types
from openpyxl import Workbook
from playwright.async_api import FilePayload, Page, expect
from pypdf import PdfReader

from server.before.agenda.actions import find_day
from server.config import Settings
from server.db import EVERYWHERE
from server.keys import CLOCK, DATABASE, SEALER
from server.people import actions, contact
from tests.support.browser import Console, OpenContext, violations
from tests.support.fake_clock import FakeClock
from tests.support.mail import SENDER, Mailbox
from tests.support.patience import HANG, PATIENCE
from tests.support.people import COUNTY, PASSWORD, PROVINCE, Browser, SignedIn, new_account
from tests.support.service import Client, Start

PAGES = Settings.model_fields["web"].default
NOVEMBER = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY, SITE = "2026-12-10", "HN-D-430102"
LETTERS = "officer@example.org"


@pytest.fixture
async def client(start: Start, console: Console, mailbox: Mailbox) -> Client:
    """Serve an empty folder, with a real mail server; before sign-in the browser notes an answer 401."""
    console.announce(r"status of 401 .*/api/me")
    mail = {"smtp_url": mailbox.url, "smtp_from": SENDER, "quiet_hours": ""}
    return await start(clock=FakeClock(NOVEMBER), web=Path(PAGES), **mail)


async def come_in(client: Client, page: Page) -> None:
    who = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(NOVEMBER))
    await page.goto(f"http://localhost:{client.port}/")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("0 of 5 steps done")).to_be_visible(timeout=PATIENCE)


async def an_officer(client: Client, by: SignedIn) -> SignedIn:
    """Give a petition officer of Furong, who receives letters, and is no leader."""
    officer = await new_account(client.app[DATABASE], "officer", COUNTY, clock=FakeClock(NOVEMBER))
    async with client.app[DATABASE].transaction(EVERYWHERE) as tx:
        account = await actions.account(tx, UUID(officer.person.id), by=by.person)
        await contact.set_email(tx, client.app[SEALER], account, LETTERS, by=by.person, now=NOVEMBER)
    return officer


async def take_the_first_steps(page: Page) -> None:
    await page.get_by_role("button", name="Load the example").press("Enter")
    await expect(page.get_by_text("188 example sites are loaded")).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == []
    await page.get_by_role("link", name="Choose a rule").press("Enter")
    await page.get_by_label("Every month").select_option("weekday")
    await page.get_by_label("Which day").select_option("2")
    await page.get_by_label("Weekday", exact=True).select_option("TH")
    await page.get_by_label("Name of the series (Chinese)").fill("全省接访日")
    await page.get_by_role("button", name="Make the series").press("Enter")
    await expect(page.locator(".dates li")).to_have_count(12)
    await page.get_by_role("link", name="Make the day of December").press("Enter")
    await page.get_by_label("Those of a region").check()
    await page.get_by_label("Region", exact=True).select_option("430102")
    await page.get_by_role("button", name="Make the day").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Thu 10 Dec 2026")


def a_roster(login: str) -> FilePayload:
    """A workbook by which this account receives at the site."""
    book, held = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["Kind", "Account", "Site or region"])
    sheet.append(["Receiving leader", login, SITE])
    book.save(held)
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FilePayload(name="roster.xlsx", mimeType=media, buffer=held.getvalue())


async def name_the_leader(page: Page, login: str) -> None:
    await page.goto(page.url.replace(f"/days/{DAY}", f"/days/{DAY}/roster"))
    await page.get_by_role("button", name="Import a workbook").press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.locator("input[type=file]").set_input_files(a_roster(login))
    await sheet.get_by_role("button", name=re.compile("^Import 1 row")).press("Enter")
    await expect(sheet.get_by_text("Imported: 1 new")).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await page.goto(page.url.replace("/roster", ""))


async def announce(page: Page) -> None:
    await page.get_by_role("button", name="Announce", exact=True).press("Enter")
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_contain_text("Sites concerned: 1; leaders: 1.")
    await sheet.get_by_role("button", name="Announce").press("Enter")
    await expect(page.get_by_role("status").filter(has_text="Announced.")).to_be_visible()


async def has_arrived(mailbox: Mailbox) -> None:
    """The officer is told of the day by mail."""
    told: list[str] = []
    async with asyncio.timeout(HANG):
        while not any("12月10日" in said or "10 December" in said for said in told):
            await asyncio.sleep(0.05)
            told = [str(mail.get_content()) for mail in mailbox.mails]
    assert LETTERS in mailbox.receivers()


async def state(client: Client) -> str:
    async with client.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return (await find_day(tx, DAY)).state


async def rights_of(client: Client, officer: SignedIn) -> set[str]:
    """What the officer may do once the post of the roster is taken up, which only then can be."""
    browser = Browser(client)
    assert (await browser.sign_in(officer.login, PASSWORD)).status == 200
    for post in (await (await browser.get("/api/me/posts")).json())["items"]:
        taken = await browser.put("/api/me/post", {"post": post["post"]})
        assert taken.status == (204 if post["current"] else 404)
    return set((await (await browser.get("/api/me")).json())["capabilities"])


async def test_an_empty_folder_becomes_an_announced_day_that_opens_with_the_rights_of_its_roster(
    client: Client, open_context: OpenContext, mailbox: Mailbox
) -> None:
    manager = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(NOVEMBER))
    officer = await an_officer(client, manager)
    context = await open_context(locale="en", reduced_motion="reduce")
    await context.clock.set_fixed_time(NOVEMBER)
    page = await context.new_page()
    await come_in(client, page)
    await take_the_first_steps(page)
    await name_the_leader(page, officer.login)
    await announce(page)
    await has_arrived(mailbox)

    browser = Browser(client, officer.token)
    made = await (await browser.post("/api/me/calendars", {"series": None})).json()
    feed = await (await client.get(made["address"][made["address"].index("/api/") :])).text()
    assert [str(event.dtstart.value.date()) for event in vobject.readOne(feed).vevent_list] == [DAY]
    paper = await (await client.get(f"/api/public/days/{DAY}/notice.pdf")).read()
    assert "芙蓉区接访点" in PdfReader(io.BytesIO(paper)).pages[0].extract_text().replace(" ", "")

    assert "call" not in await rights_of(client, officer)
    clock = client.app[CLOCK]
    assert isinstance(clock, FakeClock)
    clock.forward(days=19, hours=22, minutes=30)
    async with asyncio.timeout(HANG):
        while await state(client) != "live":  # noqa: ASYNC110  # the worker looks each second
            await asyncio.sleep(0.05)
    assert "call" in await rights_of(client, officer)
