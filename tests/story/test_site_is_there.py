"""A site is there while its desk is: behind a dialog that blocks the page, and on any page its browser rests on."""

import pytest
from playwright.async_api import expect

from tests.support.browser import Console, OpenContext
from tests.support.clerk import Clerk, Site, enrolled
from tests.support.patience import PATIENCE


@pytest.fixture
async def clerk(site: Site, open_context: OpenContext, console: Console) -> Clerk:
    console.announce(r"status of (401|404) .*/api/")
    return await enrolled(site, open_context)


@pytest.mark.parametrize("dialog", ["alert", "confirm", "prompt"])
async def test_a_site_is_there_while_a_dialog_blocks_the_page_of_its_desk(
    site: Site, clerk: Clerk, dialog: str
) -> None:
    await site.until_heard_again()
    async with clerk.page.expect_event("dialog") as shown:
        await clerk.page.evaluate(f"void setTimeout(() => window.{dialog}('still here?'))")
    blocking = await shown.value
    await site.until_heard_again()
    await blocking.accept()


RESTS = ["/enrol", "/sign-in", "/no-line", "/nowhere", "/room/01890000-0000-7000-8000-000000000000?as=site"]


@pytest.mark.parametrize("path", RESTS)
async def test_a_site_is_there_on_whatever_page_its_browser_rests(site: Site, clerk: Clerk, path: str) -> None:
    await clerk.page.goto(site.address + path)
    await expect(clerk.page.locator("main, form, .notice").first).to_be_visible(timeout=PATIENCE)
    await site.until_heard_again()
