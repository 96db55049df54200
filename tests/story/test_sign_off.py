"""The sign-off in a browser, by keyboard: up to the province, one county left out with a reason; the public tally."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.clock import Clock
from server.config import Settings
from server.keys import DATABASE
from tests.support.browser import Console, OpenContext, violations
from tests.support.fake_clock import FakeClock
from tests.support.hand_in import DAY
from tests.support.keyboard import Hands
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, PROVINCE, new_account
from tests.support.plan import HERE, NEXT_DOOR, make_day, make_sites, signed_in
from tests.support.service import Client, Start

WORDS = {
    "zh-CN": {
        "signed": "已签",
        "without": "缺下级，写明理由签章",
        "reason": "理由",
        "too_few": "不足 5 件",
    },
    "en": {
        "signed": "Signed",
        "without": "Sign without, and say why",
        "reason": "Reason",
        "too_few": "fewer than 5 matters",
    },
}

LEVELS = {
    "zh-CN": ("签章确认：湖南省", "签章确认：长沙市", "签章确认：芙蓉区", "签章确认：（示例）HN-D-430102"),
    "en": ("Sign-off: Hunan", "Sign-off: Changsha", "Sign-off: Furong", "Sign-off: (Sample) HN-D-430102"),
}


@pytest.fixture
async def closed(start: Start, console: Console) -> Client:
    """A service on whose day both sites have closed."""
    console.announce(r"status of 401 .*/api/me")
    client = await start(clock=Clock(), web=Path(Settings.model_fields["web"].default))
    await make_sites(client.app[DATABASE])
    await make_day(client.app[DATABASE], HERE, NEXT_DOOR, state="live")
    headers = await signed_in(client, "organiser")
    for site in (HERE, NEXT_DOOR):
        for command in ("open", "close"):
            path, body = f"/api/days/{DAY}/sites/{site}/commands", {"command": command, "reason": "（示例）"}
            assert (await client.post(path, json=body, headers=headers)).status == 200
    await leads(client, "close")
    return client


async def leads(client: Client, *commands: str) -> None:
    for command in commands:
        headers = await signed_in(client, "organiser")
        answer = await client.post(f"/api/days/{DAY}/commands", json={"command": command}, headers=headers)
        assert answer.status == 200, await answer.text()


async def come_in(client: Client, page: Page) -> None:
    who = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(Clock().now()))
    await page.goto(f"http://localhost:{client.port}/sign-off")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1440), ("en", 390)])
async def test_a_day_is_signed_by_keyboard_and_the_public_reads_it(
    closed: Client, open_context: OpenContext, locale: str, width: int
) -> None:
    words = WORDS[locale]
    context = await open_context(locale=locale, viewport={"width": width, "height": 900})
    page = await context.new_page()
    await page.emulate_media(reduced_motion="reduce")
    await come_in(closed, page)
    hands, chip = Hands(page), page.locator(".title .chip")
    first = LEVELS[locale]
    await expect(page.locator("h1")).to_contain_text(first[0], timeout=PATIENCE)
    assert await violations(page) == []
    for heading in first[1:]:
        await hands.press("s")
        await expect(page.locator("h1")).to_contain_text(heading, timeout=PATIENCE)
    for _ in ("site", "county"):
        await hands.press("s")
        await expect(chip).to_have_text(words["signed"], timeout=PATIENCE)
        assert await violations(page) == []
        await hands.press("u")
    await expect(page.locator("h1")).to_contain_text(first[1], timeout=PATIENCE)
    await page.get_by_role("button", name=words["without"]).press("Enter")
    await page.get_by_role("dialog").get_by_label(words["reason"]).fill("（示例）线路中断")
    assert await violations(page) == []
    await page.keyboard.press("Enter")
    await expect(chip).to_have_text(words["signed"], timeout=PATIENCE)
    await expect(page.get_by_text("（示例）线路中断")).to_be_visible()
    await hands.press("u")
    await expect(page.locator("h1")).to_contain_text(first[0], timeout=PATIENCE)
    await hands.press("s")
    await expect(chip).to_have_text(words["signed"], timeout=PATIENCE)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    await leads(closed, "reconcile", "publish")
    await page.goto(f"http://localhost:{closed.port}/notice/tally/{DAY}")
    await expect(page.get_by_text(words["too_few"])).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == []
