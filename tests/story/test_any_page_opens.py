"""A page opens, or says in words why not: odd addresses, forbidden storage, old browsers, an upgrade, no line."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import BrowserContext, Page, Route, expect

from tests.support.browser import Console, OpenContext, violations
from tests.support.clerk import IN_CONTROL, Clerk, Site, comes
from tests.support.people import PROVINCE
from tests.support.service import Start

pytestmark = pytest.mark.timeout(300)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DENIED = """for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
  Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError') } })
}"""
FULL = """Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"""
CONVENIENCES = {"denied": DENIED, "full": FULL}
EXPECTED_COMPLAINTS = (r"status of 401 .*/api/(me|days)", r"status of 404 .*/api/")
ADDRESSES = (
    "/",
    "/sign-in",
    "/desk",
    "/enrol",
    "/enrol#code=%",
    "/leader",
    "/invited",
    "/calling/HN-D-430802",
    "/calling/%",
    "/room/%E0%A4%A",
    "/days/%/wall",
    "/sign-off",
    "/days/%/sign-off",
    "/notice/tally/%E0%A4",
    "/invitations/%E0%A4%A",
    "/wall?place=%",
    "/nothing.here",
    "//odd",
    "/t",
    "/t/",
    "/t/%",
    "/t/%E0%A4%A",
    "/t/a.b",
    "/t/0000-0000-0000",
    "/t/..%2f..%2fetc",
)


@pytest.fixture(autouse=True)
def _what_the_browser_notes_by_itself(console: Console) -> None:
    for pattern in EXPECTED_COMPLAINTS:
        console.announce(pattern)


async def opens_with_words(page: Page, address: str) -> None:
    """Open an address; once the page is more than its first line, a person reads something with a heading."""
    await page.goto(address)
    opened = re.compile(r"^\s*(正在打开… Opening…)?\s*$")
    await expect(page.locator("#app"), address).not_to_have_text(opened)
    await expect(page.locator("h1").first, address).to_be_attached()


async def test_every_address_however_odd_opens_a_page_with_words(site: Site, open_context: OpenContext) -> None:
    page = await (await open_context()).new_page()
    for address in ADDRESSES:
        await opens_with_words(page, f"{site.address}{address}")


@pytest.mark.parametrize("convenience", CONVENIENCES)
async def test_a_browser_that_keeps_nothing_opens_every_page_with_words(
    site: Site, open_context: OpenContext, convenience: str
) -> None:
    context = await open_context()
    await context.add_init_script(CONVENIENCES[convenience])
    page = await context.new_page()
    for address in ADDRESSES:
        await opens_with_words(page, f"{site.address}{address}")


async def test_a_browser_that_keeps_nothing_signs_in_and_changes_language(
    site: Site, open_context: OpenContext
) -> None:
    page = await comes(site, open_context, "organiser", PROVINCE, "/wall", DENIED)
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("button", name="Lists")).to_be_visible()


async def syntax_of_tomorrow(route: Route) -> None:
    await route.fulfill(body="const later = #{};", content_type="text/javascript")


async def test_a_browser_too_old_is_told_so(site: Site, open_context: OpenContext, console: Console) -> None:
    console.announce(r"SyntaxError|Invalid or unexpected token")
    lacking = await open_context()
    await lacking.add_init_script("delete Object.hasOwn")
    without_syntax = await open_context(locale="en-GB")
    await without_syntax.route(re.compile(r"/assets/(index|t)-"), syntax_of_tomorrow)
    for address in ("/sign-in", "/t/0000"):
        page = await without_syntax.new_page()
        await page.goto(f"{site.address}{address}")
        await expect(page.get_by_role("heading", name="This browser is too old for this page")).to_be_visible()
    page = await lacking.new_page()
    await page.route(re.compile("/assets/"), lambda route: route.abort())
    console.announce(r"ERR_FAILED")
    await page.goto(f"{site.address}/sign-in")
    await expect(page.get_by_role("heading", name="这个浏览器太旧")).to_be_visible()


@pytest.mark.parametrize("missing", ["index", "zh-CN", "SignIn"])
async def test_a_page_whose_files_do_not_come_says_so_and_opens_by_its_button(
    site: Site, open_context: OpenContext, console: Console, missing: str
) -> None:
    console.announce(r"ERR_FAILED|dynamically imported")
    page = await (await open_context()).new_page()
    pattern = re.compile(f"/assets/{missing}-")
    await page.route(pattern, lambda route: route.abort())
    await page.goto(f"{site.address}/sign-in")
    await expect(page.get_by_role("alert")).to_contain_text("没有丢")
    assert await violations(page) == []
    await page.unroute(pattern)
    await page.get_by_role("button", name="重新打开").click()
    await expect(page.locator("input[type=password]")).to_be_visible()


def upgrade(pages: Path) -> None:
    """Give every file of the build another name, as a new version does."""
    for stale in [*pages.rglob("*.br"), *pages.rglob("*.gz")]:
        stale.unlink()
    assets = [file for file in (pages / "assets").iterdir() if re.search(r"-[\w-]{8}\.(js|css)$", file.name)]
    for text in [*pages.glob("*.html"), *(pages / "assets").glob("*.js"), pages / "sw.js"]:
        said = text.read_text()
        for file in assets:
            said = said.replace(file.name, f"{file.stem}n{file.suffix}")
        text.write_text(said)
    for file in assets:
        file.rename(file.with_name(f"{file.stem}n{file.suffix}"))


async def test_a_page_that_was_open_before_an_upgrade_leads_on_into_the_new_one(
    site: Site, pages: Path, start: Start, tmp_path: Path, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 404|dynamically imported|MIME type|preload CSS")
    page = await comes(site, open_context, "organiser", PROVINCE, "/wall")
    upgrade(pages)
    upgraded = await start(web=pages, data=tmp_path / "upgraded")

    async def from_the_upgraded(route: Route) -> None:
        answer = await route.fetch(url=str(upgraded.make_url(urlsplit(route.request.url).path)))
        await route.fulfill(response=answer)

    await page.route(lambda url: not urlsplit(url).path.startswith("/api/"), from_the_upgraded)
    await page.get_by_role("button", name="名册").click()
    await page.get_by_role("menuitem", name="设备").click()
    await expect(page).to_have_url(re.compile("/devices$"))
    await expect(page.get_by_role("heading", name="接访点设备")).to_be_visible()


async def test_a_part_that_is_nowhere_to_be_had_is_said_and_the_open_page_stays(
    site: Site, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"ERR_FAILED|dynamically imported")
    page = await comes(site, open_context, "organiser", PROVINCE, "/wall")
    await page.route(re.compile("/assets/en-"), lambda route: route.abort())
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("alert").filter(has_text="这一页是旧的")).to_be_visible()
    await expect(page.get_by_role("button", name="名册")).to_be_visible()


async def test_a_phone_opened_again_without_a_line_shows_what_it_last_heard(
    clerk: Clerk, site: Site, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"net::ERR_")
    await clerk.register("李梅")
    await clerk.stands("李梅", "已计入")
    code = (await clerk.page.locator(".paper .code").text_content() or "").replace(" ", "")
    context: BrowserContext = await open_context(**PHONE)
    phone = await context.new_page()
    await phone.goto(f"{site.address}/t/{code}")
    await expect(phone.get_by_role("heading", name="A1")).to_be_visible()
    await phone.evaluate(IN_CONTROL)
    await phone.reload()
    await expect(phone.get_by_role("heading", name="A1")).to_be_visible()
    await context.set_offline(offline=True)
    await phone.reload()
    await expect(phone.get_by_role("heading", name="A1")).to_be_visible()
    await expect(phone.get_by_role("alert")).to_contain_text("没有网络")


async def test_the_code_of_the_paper_can_be_typed_where_it_cannot_be_scanned(
    clerk: Clerk, site: Site, open_context: OpenContext
) -> None:
    await clerk.register("李梅")
    await clerk.stands("李梅", "已计入")
    code = await clerk.page.locator(".paper .code").text_content() or ""
    phone = await (await open_context(**PHONE)).new_page()
    await phone.goto(f"{site.address}/t")
    box = phone.get_by_label("输入票上的查询码")
    await box.fill("k7m2")
    await phone.get_by_role("button", name="查看我的号").tap()
    await expect(phone.get_by_role("alert")).to_contain_text("12 个字母和数字")
    assert await violations(phone) == []
    await box.fill(code.upper())
    await phone.get_by_role("button", name="查看我的号").tap()
    await expect(phone.get_by_role("heading", name="A1")).to_be_visible()
