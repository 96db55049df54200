"""An organiser gives a mail address and invites a leader by mail, who comes in by the letter."""

import asyncio
import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.clock import Clock
from server.config import Settings
from server.keys import DATABASE
from tests.support.browser import Console, OpenContext, violations
from tests.support.fake_clock import FakeClock
from tests.support.mail import SENDER, Mailbox
from tests.support.patience import HANG, PATIENCE
from tests.support.people import PASSWORD, PROVINCE, new_account
from tests.support.plan import make_sites
from tests.support.service import Client, Start

PAGES = Settings.model_fields["web"].default
SHOTS = os.environ.get("RECEPTION_SHOTS")
WORDS = {
    "zh-CN": {"email": "电子邮箱", "keep": "保存邮箱", "kept": "邮箱已保存。", "invite": "邀请一位", "name": "姓名"},
    "en": {
        "email": "Mail address",
        "keep": "Keep the address",
        "kept": "The address is kept.",
        "invite": "Invite a person",
        "name": "Name",
    },
}
MAKE = re.compile("生成链接|Make the link")


@pytest.fixture
async def mailing(start: Start, console: Console, mailbox: Mailbox) -> Client:
    console.announce(r"status of 401 .*/api/me")
    mail = {"smtp_url": mailbox.url, "smtp_from": SENDER, "quiet_hours": ""}
    client = await start(clock=Clock(), web=Path(PAGES), **mail)
    await make_sites(client.app[DATABASE])
    return client


async def come_in(client: Client, page: Page, to: str) -> None:
    who = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(Clock().now()))
    await page.goto(f"http://localhost:{client.port}{to}")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")


async def shoot(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1440), ("en", 1440), ("zh-CN", 390), ("en", 390)])
async def test_an_address_is_given_and_a_person_comes_in_by_the_letter(
    mailing: Client, open_context: OpenContext, mailbox: Mailbox, console: Console, locale: str, width: int
) -> None:
    console.announce(r"status of 422 .*/api/me/contact")
    words, narrow = WORDS[locale], {"width": width, "height": 900}
    page = await (await open_context(locale=locale, viewport=narrow)).new_page()
    await page.emulate_media(reduced_motion="reduce")  # no colour is judged half way to another
    await come_in(mailing, page, "/sessions")
    address = page.get_by_label(words["email"])
    await address.fill("nowhere")
    await page.get_by_role("button", name=words["keep"]).press("Enter")
    await expect(address).to_be_focused()
    await expect(address).to_have_attribute("aria-invalid", "true")
    await shoot(page, f"contact-wrong-{locale}-{width}")
    await address.fill("organiser@example.org")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(words["kept"])).to_be_visible()
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await shoot(page, f"contact-{locale}-{width}")

    await page.goto(f"http://localhost:{mailing.port}/people")
    invite = page.get_by_role("button", name=words["invite"])
    await expect(invite).to_be_enabled()
    await invite.press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label(words["name"], exact=True).fill("李四")
    await sheet.get_by_label(words["email"]).fill("leader@example.org")
    assert await violations(page) == []
    await shoot(page, f"invite-{locale}-{width}")
    await sheet.get_by_role("button", name=MAKE).press("Enter")
    await expect(sheet.get_by_text("leader@example.org")).to_be_visible()
    await shoot(page, f"invited-{locale}-{width}")

    async with asyncio.timeout(HANG):
        while not mailbox.mails:  # noqa: ASYNC110  # no event tells of a mail
            await asyncio.sleep(0.05)
    (letter,) = mailbox.mails
    found = re.search(r"http\S+/invitations/\S+", letter.get_content())
    assert found is not None
    theirs = await (await open_context(locale=locale, viewport=narrow)).new_page()
    await theirs.goto(found[0].replace("localhost:8080", f"localhost:{mailing.port}"))
    await expect(theirs.get_by_text("李四")).to_be_visible(timeout=PATIENCE)
