"""The weeks before a day, from an empty folder by screens alone: first link to the morning of the day."""

import asyncio
import io
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import vobject  # type: ignore[import-untyped]  # has no types
from playwright.async_api import Page, expect
from pypdf import PdfReader

from server.before.agenda.actions import find_day
from server.config import Settings
from server.db import EVERYWHERE
from server.keys import CLOCK, DATABASE, SEALER
from server.people import actions, contact
from tests.support import weeks
from tests.support.browser import Console, OpenContext, violations
from tests.support.fake_clock import FakeClock
from tests.support.mail import SENDER, Mailbox
from tests.support.patience import HANG, PATIENCE
from tests.support.people import PASSWORD, PROVINCE, Browser, SignedIn, new_account
from tests.support.service import Client, Start
from tests.support.weeks import Weeks

PAGES = Settings.model_fields["web"].default
NOVEMBER = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY, SITE = "2026-12-10", "HN-D-430104"
YUELU = (430104000, 430104999)
LETTERS = "officer@example.org"


@pytest.fixture
async def client(start: Start, console: Console, mailbox: Mailbox) -> Client:
    """Serve an empty folder, with a real mail server; before sign-in the browser notes an answer 401."""
    console.announce(r"status of 401 .*/api/me")
    mail = {"smtp_url": mailbox.url, "smtp_from": SENDER, "quiet_hours": ""}
    return await start(clock=FakeClock(NOVEMBER), web=Path(PAGES), **mail)


async def an_officer(client: Client) -> SignedIn:
    """Give a petition officer of Yuelu, who receives letters, and is no leader."""
    by = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(NOVEMBER))
    officer = await new_account(client.app[DATABASE], "officer", YUELU, clock=FakeClock(NOVEMBER))
    async with client.app[DATABASE].transaction(EVERYWHERE) as tx:
        account = await actions.account(tx, UUID(officer.person.id), by=by.person)
        await contact.set_email(tx, client.app[SEALER], account, LETTERS, by=by.person, now=NOVEMBER)
    return officer


async def is_told_by_mail(mailbox: Mailbox) -> None:
    told: list[str] = []
    async with asyncio.timeout(HANG):
        while not any("12月10日" in said or "10 December" in said for said in told):
            await asyncio.sleep(0.05)
            told = [str(mail.get_content()) for mail in mailbox.mails]
    assert LETTERS in mailbox.receivers()


async def reads_calendar_and_notice(client: Client, officer: SignedIn, new_site: str) -> None:
    """Each is read by a parser that did not write it."""
    browser = Browser(client, officer.token)
    made = await (await browser.post("/api/me/calendars", {"series": None})).json()
    feed = await (await client.get(made["address"][made["address"].index("/api/") :])).text()
    assert {str(event.dtstart.value.date()) for event in vobject.readOne(feed).vevent_list} == {DAY}
    paper = await (await client.get(f"/api/public/days/{DAY}/notice.pdf")).read()
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages).replace(" ", "")
    assert "岳麓区接访点" in said
    assert "岳麓区第二接访点" in said
    assert new_site != SITE


async def checks_its_room(room: Page, address: str) -> None:
    """Check a room over the real media path; nothing comes back by UDP, and the speaker is not heard."""
    await room.goto(f"{address}/check")
    await expect(room.get_by_text("UDP is shut: pages open")).to_be_visible(timeout=PATIENCE)
    assert await violations(room) == []
    await room.get_by_role("button", name="It is", exact=True).click()
    await room.get_by_role("button", name="I did not").click()
    await room.get_by_role("button", name="Hand in the check of Room 1").click()
    await expect(room.get_by_text("Handed to the level above")).to_be_visible(timeout=PATIENCE)


async def takes_and_clears_the_incident(page: Page, address: str, site: str) -> None:
    await page.goto(f"{address}/readiness")
    cell = page.locator(f'.cell.failed[data-site="{site}"]')
    await expect(cell).to_be_visible(timeout=PATIENCE)
    await cell.press("Enter")
    incident = page.locator(".incident", has_text="Line")
    await incident.get_by_role("button", name="Take it").press("Enter")
    await expect(incident).to_contain_text("Owner", timeout=PATIENCE)
    await incident.get_by_label("What happened, or what was done").fill("The second line is in use")
    assert await violations(page) == []
    await incident.get_by_role("button", name="Solved").press("Enter")
    await expect(incident).to_be_hidden(timeout=PATIENCE)


async def opens_by_itself(client: Client) -> None:
    """The clock goes on to the hour of the day; its job opens it."""
    clock = client.app[CLOCK]
    assert isinstance(clock, FakeClock)
    clock.forward(days=19, hours=22, minutes=30)
    async with asyncio.timeout(HANG):
        while await state(client) != "live":  # noqa: ASYNC110  # the worker looks each second
            await asyncio.sleep(0.05)


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


async def test_an_empty_folder_becomes_a_day_that_opens_by_itself_with_the_rights_of_its_roster(
    client: Client, open_context: OpenContext, mailbox: Mailbox
) -> None:
    here = Weeks(client, open_context)
    page = await weeks.the_first_organiser(here)
    await weeks.load_sites_and_choose_a_rule(page)
    await weeks.make_the_day(page)
    city = await weeks.invite_the_city(here, page)
    phone = await weeks.register_on_a_phone(here, await weeks.invite_two_sites(here, city))
    new_site = await weeks.confirm(city, phone)
    await weeks.add_to_the_day(here, page, DAY, new_site)

    officer = await an_officer(client)
    duties = [["Receiving leader", officer.login, site] for site in (SITE, new_site)]
    await weeks.import_the_roster(here, page, DAY, [*duties, ["Department on duty", officer.login, "430104"]])
    await weeks.announce(here, page, DAY, sites=2, leaders=1)
    await is_told_by_mail(mailbox)
    await reads_calendar_and_notice(client, officer, new_site)

    room = await weeks.enrol(here, city, new_site)
    await checks_its_room(room, here.address)
    await takes_and_clears_the_incident(city, here.address, new_site)

    assert "call" not in await rights_of(client, officer)
    await opens_by_itself(client)
    assert "call" in await rights_of(client, officer)
