"""A case in a browser, by keyboard: found among those that are due, paid, done, and verified by the worker's word."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.clock import Clock
from server.config import Settings
from server.keys import DATABASE
from tests.support.browser import Console, OpenContext, violations
from tests.support.cases import case_targets
from tests.support.fake_clock import FakeClock
from tests.support.keyboard import Hands
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, PROVINCE, new_account
from tests.support.plan import HERE, NEXT_DOOR, make_day, make_sites
from tests.support.service import Client, Start
from tests.support.world import SITES

WORDS = {
    "zh-CN": {
        "overdue": "逾期 2",
        "money": "登记资金",
        "amount": "金额，万元",
        "proof": "凭证",
        "kind": "哪一项",
        "finish": "办结",
        "verify": "核实办结",
        "why_finish": "如何办到的",
        "why_verify": "如何核实的",
        "done": "已办结",
        "verified": "已核实",
        "unpaid": "约定的还差 10.6 万元",
        "paid": "10.6 万元",
    },
    "en": {
        "overdue": "Overdue 2",
        "money": "Enter money",
        "amount": "Amount in 万元 (10,000 yuan)",
        "proof": "Proof",
        "kind": "Which kind",
        "finish": "Mark as done",
        "verify": "Mark as verified",
        "why_finish": "How it was done",
        "why_verify": "How it was verified",
        "done": "Done",
        "verified": "Verified",
        "unpaid": "¥106,000 of what was agreed is not paid",
        "paid": "¥106,000",
    },
}


@pytest.fixture
async def followed(start: Start, console: Console) -> Client:
    """A service with a case of 106,000 yuan at each of two sites, both overdue by now."""
    console.announce(r"status of 401 .*/api/me")
    client = await start(clock=Clock(), web=Path(Settings.model_fields["web"].default))
    await make_sites(client.app[DATABASE])
    await make_day(client.app[DATABASE], HERE, NEXT_DOOR, state="closing")
    await case_targets(client.app[DATABASE], [(code, SITES[code]) for code in (HERE, NEXT_DOOR)])
    return client


async def come_in(client: Client, page: Page) -> None:
    who = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(Clock().now()))
    await page.goto(f"http://localhost:{client.port}/cases")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1440), ("en", 390)])
async def test_a_promised_sum_is_followed_until_the_worker_has_confirmed_it(
    followed: Client, open_context: OpenContext, locale: str, width: int
) -> None:
    words = WORDS[locale]
    context = await open_context(locale=locale, viewport={"width": width, "height": 900})
    page = await context.new_page()
    await page.emulate_media(reduced_motion="reduce")  # no colour is judged half way to another
    await come_in(followed, page)
    hands, links = Hands(page), page.locator("a.open-case")
    await expect(links).to_have_count(2, timeout=PATIENCE)
    await expect(page.get_by_role("button", name=words["overdue"])).to_be_visible()
    assert await violations(page) == []
    await hands.press("j", "j", "k")
    await hands.stand_at(links.first)
    await hands.press("Enter")
    await expect(page.get_by_text(words["unpaid"])).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == []
    await enter(page, words, "paid", "银行回单 0042")
    await expect(page.get_by_text(words["unpaid"])).to_have_count(0)
    await do(page, words, "finish", words["done"])
    await enter(page, words, "received", "电话回访，本人确认到账")
    await do(page, words, "verify", words["verified"])
    figures = page.locator(".sums dd")
    await expect(figures).to_have_text(["0 元" if locale == "zh-CN" else "¥0"] * 2 + [words["paid"]] * 3)
    assert await violations(page) == []


async def enter(page: Page, words: dict[str, str], kind: str, proof: str) -> None:
    """Enter 10.6 万元 into the ledger."""
    await page.get_by_role("button", name=words["money"]).press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label(words["kind"]).select_option(kind)
    await sheet.get_by_label(words["amount"]).fill("10.6")
    await sheet.get_by_label(words["proof"], exact=True).fill(proof)
    await page.keyboard.press("Enter")
    await expect(sheet).to_have_count(0, timeout=PATIENCE)


async def do(page: Page, words: dict[str, str], command: str, state: str) -> None:
    """Do something with the case that ends in a state."""
    await page.get_by_role("button", name=words[command], exact=True).press("Enter")
    await page.get_by_role("dialog").get_by_label(words[f"why_{command}"]).fill("（示例）已核对")
    await page.keyboard.press("Enter")
    await expect(page.locator(".title .chip").get_by_text(state, exact=True)).to_be_visible(timeout=PATIENCE)
