"""The leader's desk and the room in two browsers, over a real service with its real media plane."""

import re
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, expect

from server.day.calling.actions import note_heard
from server.db import EVERYWHERE
from server.keys import CLOCK, DATABASE
from tests.support.browser import Console, OpenContext, violations
from tests.support.clerk import DAY, Clerk, Site, comes, enrolled
from tests.support.patience import PATIENCE
from tests.support.people import PROVINCE, SITE
from tests.support.plan import CITY, COUNTY

VIEWS = (("zh-CN", 1280, 720), ("zh-CN", 1440, 900), ("en", 640, 400), ("en", 390, 844))
"""Language, width and height in pixels; 640 is 1280 at 200 %."""
View = tuple[str, str, int, int]
DARK, LARGE, PHONE = ("zh-CN", "dark", 1440, 900), ("en", "light", 640, 400), ("en", "light", 195, 422)
"""Language, theme, width and height; the phone's 195 is 390 at 200 %."""
MOVES = """(which) => {
  const video = document.querySelector(which)
  return Boolean(video && video.videoWidth > 0 && video.getVideoPlaybackQuality().totalVideoFrames > 5)
}"""
COUNTED = """const Real = window.RTCPeerConnection
window.linesOpened = 0
window.RTCPeerConnection = class extends Real {
  constructor(...how) { super(...how); window.linesOpened += 1 }
}"""
"""Counts the lines to the media plane that a page has opened."""
LIES_OVER = """(pair) => {
  const [one, other] = pair.map((which) => document.querySelector(which).getBoundingClientRect())
  return one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top
}"""
RELOADS = 5
TOO_SMALL = """() => [...document.querySelectorAll('body *')].filter((one) => one.getClientRects().length
  && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
  && parseFloat(getComputedStyle(one).fontSize) < 15).map((one) => one.textContent)"""


@dataclass(frozen=True)
class Leader:
    """A leader of the province at a desk, and the site that they receive from afar."""

    site: Site
    clerk: Clerk
    page: Page

    async def heard(self) -> None:
        """Have the site's desk be heard: until the clock moves on it is."""
        app = self.site.client.app
        async with app[DATABASE].transaction(EVERYWHERE) as tx:
            await note_heard(tx, [SITE[0]], app[CLOCK].now())

    async def call_next(self) -> str:
        """Call the next one by the one button; the meeting's path."""
        await expect(self.page.locator(".go")).to_have_text("叫下一位", timeout=PATIENCE)
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator(".go")).to_have_text("进入接访", timeout=PATIENCE)
        await self.page.keyboard.press("Enter")
        await expect(self.page.get_by_role("heading", name="接访前看一眼")).to_be_visible(timeout=PATIENCE)
        return self.page.url

    async def fill_in(self) -> None:
        """Fill in an outcome by keyboard: 交办, who, by when, three explanations, read back."""
        await self.page.keyboard.press("2")
        await expect(self.page.locator("[data-field=owner_unit] input")).to_be_focused()
        await self.page.keyboard.type("示例住建部门")
        await self.page.locator("[data-field=due_on] input").fill("2023-12-06")
        for name in ("policy", "responsibility", "route"):
            await self.page.locator(f"[data-field={name}] input[type=checkbox]").check()
        await self.page.get_by_label("已向来访人复述一遍").check()


@pytest.fixture
async def leader(site: Site, open_context: OpenContext, console: Console) -> Leader:
    """Give a leader who has just signed in, with one person waiting at the site."""
    console.announce(r"status of 401 .*/api/me")
    console.announce(r"net::ERR_INTERNET_DISCONNECTED")
    clerk = await enrolled(site, open_context)
    await clerk.register("李梅")
    await clerk.stands("李梅", "已计入")
    page = await comes(site, open_context, "leader", PROVINCE, "/leader")
    there = Leader(site, clerk, page)
    await there.heard()
    await expect(page.locator(".leader")).to_be_visible(timeout=PATIENCE)
    return there


async def into_the_room(leader: Leader) -> Page:
    """From the call to both sides at the table, seeing each other; the site's page."""
    return await both_at_the_table(leader, await leader.call_next())


async def both_at_the_table(leader: Leader, at: str) -> Page:
    room = await leader.clerk.context.new_page()
    await leader.clerk.context.grant_permissions(["camera", "microphone"])
    await room.goto(f"{at}?as=site")
    await room.get_by_role("button", name="来访人已入座").click()
    await leader.page.get_by_role("button", name="进入接访").click()
    for page in (leader.page, room):
        await page.wait_for_function(MOVES, arg=".petitioner video", timeout=PATIENCE)
    return room


async def test_a_leader_calls_the_next_asks_an_official_to_it_and_records_what_came_of_it(
    leader: Leader, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 403 .*/api/meetings/")
    official = await comes(leader.site, open_context, "department", COUNTY, "/wall")
    room = await into_the_room(leader)
    page = leader.page
    await with_an_official(page, room, official)
    await leader.fill_in()
    await page.reload()
    await page.wait_for_function(MOVES, arg=".petitioner video", timeout=PATIENCE)
    await expect(page.locator("[data-field=owner_unit] input")).to_have_value("示例住建部门")
    await page.get_by_label("已向来访人复述一遍").check()  # the reload may have come before the last tick was kept
    await page.get_by_role("button", name="结束接访").click()
    await expect(page.get_by_role("heading", name="这场接访结束了")).to_be_visible(timeout=PATIENCE)
    await expect(room.get_by_role("heading", name="这场接访结束了")).to_be_visible(timeout=PATIENCE)
    tally = await leader.site.asks(f"/api/days/{DAY}/tally")
    assert tally["by_outcome"] == {"assigned": 1}
    await page.get_by_role("link", name="回工作台").click()
    await expect(page.get_by_role("heading", name="今天 1 场，已完成 1 场")).to_be_visible(timeout=PATIENCE)


async def with_an_official(page: Page, room: Page, official: Page) -> None:
    """Ask an official who looks at their wall; they are rung for, seen by both sides, and told when sent away."""
    await page.locator("h2").first.click()
    await page.keyboard.press("d")
    await page.get_by_role("dialog").get_by_role("button", name="邀请 张三").click()
    await expect(official.locator("section.ringing")).to_contain_text("请您一起接访", timeout=PATIENCE)
    assert await violations(official) == []
    await official.get_by_role("link", name="我来，进入接访").click()
    await official.get_by_role("button", name="进入接访").click()
    await official.wait_for_function(MOVES, arg=".petitioner video", timeout=PATIENCE)
    for one in (page, room):
        await one.wait_for_function(MOVES, arg=".strip video:not(.own)", timeout=PATIENCE)
    await page.get_by_role("button", name="请出").click()
    await expect(official.get_by_role("heading", name="领导请您先离开这场接访")).to_be_visible(timeout=PATIENCE)
    for one in (page, room):
        await expect(one.locator(".strip video:not(.own)")).to_have_count(0, timeout=PATIENCE)
    await expect(official.locator("video")).to_have_count(0)


async def test_each_reload_shows_the_picture_again_by_its_first_line_and_mutes_no_participant(leader: Leader) -> None:
    await into_the_room(leader)
    await leader.page.add_init_script(COUNTED)
    opened = []
    for _ in range(RELOADS):
        await leader.page.reload()
        await leader.page.wait_for_function(MOVES, arg=".petitioner video", timeout=PATIENCE)
        opened.append(await leader.page.evaluate("window.linesOpened"))
    assert opened == [1] * RELOADS
    await expect(leader.page.locator(".strip video.own")).to_be_visible(timeout=PATIENCE)
    await expect(leader.page.get_by_role("toolbar").locator(".off")).to_have_count(0)


async def ask_the_city(page: Page) -> None:
    """Ask the city's leaders by key to take over."""
    await page.keyboard.press("t")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("长沙市的接访领导").check()
    await dialog.get_by_label("原因").fill("属市级权限")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("已请长沙市的接访领导接手")).to_be_visible(timeout=PATIENCE)


async def test_a_reception_is_handed_over_by_key_and_ended_without_an_outcome_with_a_reason(
    leader: Leader, open_context: OpenContext
) -> None:
    city = await comes(leader.site, open_context, "leader", CITY, "/leader")
    await into_the_room(leader)
    await leader.page.locator("h2").first.click()
    await ask_the_city(leader.page)
    await expect(city.get_by_role("alert")).to_contain_text("请您接过去", timeout=PATIENCE)
    assert await violations(city) == []
    await city.keyboard.press("r")
    await city.get_by_role("dialog").get_by_label("原因").fill("不属本市")
    await city.keyboard.press("Enter")
    await expect(leader.page.get_by_role("alert")).to_contain_text("长沙市没有接", timeout=PATIENCE)
    await expect(leader.page.get_by_role("alert")).to_contain_text("原因：不属本市")
    await expect(city.get_by_role("alert")).to_be_hidden(timeout=PATIENCE)
    await ask_the_city(leader.page)
    await expect(city.get_by_role("alert")).to_contain_text("请您接过去", timeout=PATIENCE)
    await city.keyboard.press("a")
    await expect(leader.page.get_by_role("heading", name="这场接访已转给")).to_be_visible(timeout=PATIENCE)
    await expect(city.locator(".go")).to_have_text("回到接访", timeout=PATIENCE)
    await city.keyboard.press("Enter")
    await city.get_by_role("button", name="进入接访").click()
    await city.wait_for_function(MOVES, arg=".petitioner video", timeout=PATIENCE)
    await ends_without_an_outcome(city)
    waiting = await leader.site.asks(f"/api/days/{DAY}/waiting")
    assert [turn["state"] for turn in waiting["items"]] == ["waiting"]


async def ends_without_an_outcome(page: Page) -> None:
    """Conclude, and be led to what is missing; then end for all, which takes a reason."""
    await page.locator("h2").first.click()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-field=outcome] input").first).to_be_focused()
    await page.get_by_role("button", name="不出结果，先结束").click()
    dialog = page.get_by_role("dialog")
    assert not await page.evaluate(LIES_OVER, ["[role=dialog]", ".petitioner"])
    await dialog.get_by_role("button", name="不出结果，先结束").click()
    await expect(dialog).to_contain_text("请写一句原因")
    await dialog.get_by_label("原因").fill("来访人身体不适")
    await dialog.get_by_role("button", name="不出结果，先结束").click()
    await expect(page.get_by_role("heading", name="这场接访结束了")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text("这一位已放回排队")).to_be_visible()


async def test_a_line_that_is_cut_freezes_the_picture_and_says_what_is_safe_on_both_sides(leader: Leader) -> None:
    room = await into_the_room(leader)
    await leader.page.context.set_offline(True)
    await expect(leader.page.get_by_role("heading", name="这里断线了")).to_be_visible(timeout=PATIENCE)
    await leader.page.keyboard.press("2")
    await leader.page.keyboard.type("住建")
    await leader.page.context.set_offline(False)
    await expect(leader.page.get_by_role("heading", name="这里断线了")).to_be_hidden(timeout=PATIENCE)
    await room.close()
    await expect(leader.page.get_by_role("heading", name=re.compile("正在重新连接"))).to_be_visible(timeout=PATIENCE)
    await expect(leader.page.locator("[data-field=owner_unit] input")).to_have_value("住建")
    assert await violations(leader.page) == []


async def test_the_desk_fits_its_page_and_without_a_camera_one_goes_in_and_is_told_in_plain_words(
    leader: Leader,
) -> None:
    page = leader.page
    for view in VIEWS:
        language, width, height = view
        await page.set_viewport_size({"width": width, "height": height})
        await page.evaluate("kept => localStorage.setItem('reception.language', kept)", language)
        await page.reload()
        await expect(page.locator(".go")).to_be_visible(timeout=PATIENCE)
        assert (view, await violations(page)) == (view, [])
        assert (view, await page.evaluate(TOO_SMALL)) == (view, [])
        assert (view, await page.evaluate("document.documentElement.scrollWidth <= innerWidth")) == (view, True)
    await page.set_viewport_size({"width": 1280, "height": 720})
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    await page.evaluate("localStorage.setItem('reception.language', 'zh-CN')")
    await page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError') }"
    )
    await page.reload()
    await leader.call_next()
    await expect(page.get_by_role("alert")).to_contain_text("浏览器不让用摄像头")
    await page.get_by_role("button", name="进入接访").click()
    await expect(page.get_by_role("toolbar")).to_be_visible(timeout=PATIENCE)


async def look_at(page: Page, view: View, shown: str) -> None:
    """Open a page anew in a view; axe finds nothing there, and nothing stands over its edge."""
    language, theme, width, height = view
    await page.set_viewport_size({"width": width, "height": height})
    kept = {"reception.language": language, "reception.theme": theme}
    await page.evaluate("kept => Object.assign(localStorage, kept)", kept)
    await page.reload()
    await expect(page.locator(shown).first).to_be_visible(timeout=PATIENCE)
    found = await violations(page), await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (page.url, view, found) == (page.url, view, ([], True))


async def test_axe_finds_nothing_on_any_page_while_a_reception_goes_on(
    leader: Leader, open_context: OpenContext
) -> None:
    code = (await leader.clerk.page.locator(".paper .code").text_content() or "").replace(" ", "")
    at = await leader.call_next()
    await leader.clerk.page.emulate_media(reduced_motion="reduce")
    await expect(leader.clerk.page.locator("section.ring")).to_be_visible(timeout=PATIENCE)
    await look_at(leader.clerk.page, LARGE, "section.ring")
    await look_at(leader.clerk.page, DARK, "section.ring")
    phone = await (await open_context(locale="en-GB")).new_page()
    await phone.goto(f"{leader.site.address}/t/{code}")
    await look_at(phone, PHONE, "h1")
    room = await both_at_the_table(leader, at)
    for language, width, height in (VIEWS[0], *VIEWS[2:]):
        await look_at(leader.page, (language, "light", width, height), "[role=toolbar]")
    beside = await leader.page.context.new_page()
    await beside.goto(f"{leader.site.address}/leader")
    await look_at(phone, PHONE, "h1")
    for page, shown in (
        (beside, ".go"),
        (leader.clerk.page, ".is-in_session"),
        (room, "[role=toolbar]"),
    ):
        await page.emulate_media(reduced_motion="reduce")
        await look_at(page, DARK, shown)
        await look_at(page, LARGE, shown)
