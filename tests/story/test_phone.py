"""The petitioner's phone: /t/{code} from the paper to the outcome, without an account, in words that need no office."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.support.browser import Console, OpenContext
from tests.support.clerk import Clerk, Site, violations
from tests.support.patience import PATIENCE

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TICKETS = "**/api/tickets/*"
TOO_SMALL = """() => [...document.querySelectorAll('body *')]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 20)
  .map((one) => one.outerHTML)"""


async def code_on_paper(clerk: Clerk) -> str:
    """The query code as it is printed: in groups of four."""
    return await clerk.page.locator(".paper .code").text_content() or ""


async def phone_of(site: Site, open_context: OpenContext, code: str, **options: object) -> Page:
    """A phone that has scanned the QR."""
    page = await (await open_context(**PHONE | options)).new_page()
    await page.goto(f"{site.address}/t/{code}")
    return page


async def registered(clerk: Clerk, *names: str) -> str:
    """Register people one after the other; the code of the last."""
    for name in names:
        await clerk.register(name)
        await clerk.stands(name, "已计入")
    return await code_on_paper(clerk)


async def test_a_phone_follows_its_ticket_from_the_queue_to_the_outcome(
    clerk: Clerk, site: Site, open_context: OpenContext
) -> None:
    code = await registered(clerk, "邓建华", "李梅")
    phone = await phone_of(site, open_context, code)
    await expect(phone.get_by_role("heading", name="A2")).to_be_visible(timeout=PATIENCE)
    await expect(phone.get_by_text(re.compile("前面还有 ?1 ?位"))).to_be_visible()
    await expect(phone.get_by_text(re.compile(r"大约 ?\d\d:\d\d ?到您"))).to_be_visible()
    await clerk.line("李梅").press("Enter")
    await clerk.page.get_by_role("button", name="叫这一位到 1 号室").press("Enter")
    await expect(phone.get_by_role("heading", name="到您了")).to_be_visible(timeout=PATIENCE)
    await expect(phone.get_by_text("请到 1 号室")).to_be_visible()
    await clerk.page.get_by_role("button", name="人到了，开始接访").press("Enter")
    await expect(phone.get_by_role("heading", name="正在谈")).to_be_visible(timeout=PATIENCE)
    await clerk.page.keyboard.press("F2")
    await clerk.page.get_by_label("责任单位").fill("县住建局")
    await clerk.page.get_by_label("办结期限").fill("2023-11-20")
    for box in ("政策讲清", "责任讲清", "路径讲清"):
        await clerk.page.get_by_label(box, exact=True).press("Space")
    await clerk.page.get_by_role("button", name="念过了，保存结果").press("Enter")
    await clerk.stands("李梅", "已计入")
    await phone.get_by_role("button", name="再看一次").tap()
    await expect(phone.get_by_role("heading", name="您的事交下去办了")).to_be_visible(timeout=PATIENCE)
    await expect(phone.get_by_text("县住建局")).to_be_visible()
    await expect(phone.get_by_text("11月20日前")).to_be_visible()
    assert "李" not in await phone.inner_text("body")


async def test_a_petitioner_who_is_held_reads_that_the_number_is_kept(
    clerk: Clerk, site: Site, open_context: OpenContext
) -> None:
    phone = await phone_of(site, open_context, await registered(clerk, "李梅"))
    await clerk.line("李梅").press("Enter")
    await clerk.page.get_by_role("button", name="先放着", exact=True).press("Enter")
    await expect(phone.get_by_role("heading", name="您的号先放着")).to_be_visible(timeout=PATIENCE)


async def test_an_unknown_code_is_said_to_be_unknown_and_a_malformed_one_sends_no_request(
    site: Site, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 404")
    phone = await phone_of(site, open_context, "0000 0000 0000")
    await expect(phone.get_by_role("heading", name="没有找到这张票")).to_be_visible(timeout=PATIENCE)
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    await phone.goto(f"{site.address}/t/no-code-at-all")
    await expect(phone.get_by_role("heading", name="没有找到这张票")).to_be_visible()
    assert [url for url in asked if "/api/" in url] == []


async def test_without_a_line_what_was_last_heard_stays_and_says_of_when(
    clerk: Clerk, site: Site, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"net::ERR_")
    phone = await phone_of(site, open_context, await registered(clerk, "李梅"))
    await expect(phone.get_by_role("heading", name="A1")).to_be_visible(timeout=PATIENCE)
    await phone.context.set_offline(True)
    await expect(phone.get_by_text(re.compile(r"没有网络。下面是 ?\d\d:\d\d ?的情况"))).to_be_visible(timeout=PATIENCE)
    await expect(phone.get_by_role("heading", name="A1")).to_be_visible()
    await phone.context.set_offline(False)
    await expect(phone.get_by_role("alert")).to_be_hidden(timeout=PATIENCE)


async def test_a_touch_lets_it_ring_when_the_call_comes(clerk: Clerk, site: Site, open_context: OpenContext) -> None:
    phone = await phone_of(site, open_context, await registered(clerk, "李梅"))
    await phone.evaluate(
        """() => {
          window.tones = 0
          const start = OscillatorNode.prototype.start
          OscillatorNode.prototype.start = function (...at) { window.tones += 1; return start.apply(this, at) }
        }"""
    )
    await phone.get_by_role("button", name="到我了就响铃").tap()
    await expect(phone.get_by_role("button", name="再看一次")).to_be_focused()
    await expect(phone.get_by_text("到您会响铃")).to_be_visible()
    before = await phone.evaluate("window.tones")
    await clerk.line("李梅").press("Space")
    await expect(phone.get_by_role("heading", name="到您了")).to_be_visible(timeout=PATIENCE)
    assert await phone.evaluate("window.tones") > before


async def test_a_phone_that_asks_again_is_answered_without_a_body_where_nothing_has_changed(
    clerk: Clerk, site: Site
) -> None:
    code = (await registered(clerk, "李梅")).replace(" ", "")
    first = await clerk.page.request.get(f"{site.address}/api/tickets/{code}")
    again = await clerk.page.request.get(
        f"{site.address}/api/tickets/{code}", headers={"If-None-Match": first.headers["etag"]}
    )
    assert again.status == 304


def saying(ticket: dict[str, Any]) -> Callable[[Route], Awaitable[None]]:
    """A door that tells this of every ticket."""

    async def says(route: Route) -> None:
        await route.fulfill(json=ticket)

    return says


WIDTHS = (320, 390, 430)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
async def test_every_step_fits_the_phone_reads_large_and_axe_finds_nothing(
    clerk: Clerk, site: Site, open_context: OpenContext, locale: str
) -> None:
    code = (await registered(clerk, "李梅")).replace(" ", "")
    told = await (await clerk.page.request.get(f"{site.address}/api/tickets/{code}")).json()
    outcome = {"code": "agreed_to_pay", "zh": "", "en": "", "explained_zh": ["政策"], "explained_en": ["the policy"]}
    paid = outcome | {"owner_unit": "浏阳市人力资源和社会保障局", "due_on": "2024-01-18", "amount_fen": 23_800_000}
    steps = [
        told,
        told | {"state": "called", "room": 2, "mode": "video", "speed": 60},
        told | {"state": "in_session", "room": 2, "mode": "video"},
        told | {"state": "held"},
        told | {"state": "withdrawn"},
        told | {"state": "done", "outcome": paid},
    ]
    phone = await phone_of(site, open_context, code, locale=locale)
    for step in steps:
        await phone.unroute_all()
        await phone.route(TICKETS, saying(step))
        async with phone.expect_response(TICKETS):
            await phone.reload()
        await expect(phone.get_by_role("heading")).not_to_be_empty()
        for width in WIDTHS:
            await phone.set_viewport_size({"width": width, "height": 700})
            assert await phone.evaluate(TOO_SMALL) == []
            assert await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await violations(phone) == []


async def test_the_page_is_small_and_brings_neither_router_nor_kit(site: Site, open_context: OpenContext) -> None:
    brought: list[str] = []
    page = await (await open_context(**PHONE)).new_page()
    page.on("request", lambda request: brought.append(request.url))
    await page.goto(f"{site.address}/t/no-code")
    await expect(page.get_by_role("heading", name="没有找到这张票")).to_be_visible(timeout=PATIENCE)
    assert [url for url in brought if re.search("router|i18n|menu|Desk|index-", url)] == []
    assert len(brought) < 18
