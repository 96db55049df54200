"""The weeks before a day in browsers: what an organiser, a city and a site do, step by step."""

import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from openpyxl import Workbook
from playwright.async_api import FilePayload, Page, expect

from server.keys import CLOCK
from server.serving import first_invitation
from tests.support.browser import OpenContext, violations
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD
from tests.support.service import Client

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UDP_IS_SHUT = """;window.RTCPeerConnection = class extends RTCPeerConnection {
  setRemoteDescription(said) {
    return super.setRemoteDescription({ ...said, sdp: said.sdp.replace(/a=candidate:.*\\r\\n/g, '') })
  }
}"""


@dataclass(frozen=True, slots=True)
class Weeks:
    """A service in the weeks before a day, and the browsers that people open to it."""

    client: Client
    open_context: OpenContext

    @property
    def address(self) -> str:
        return f"http://localhost:{self.client.port}"

    async def page(self, locale: str = "en", **options: Any) -> Page:
        """Open a page whose clock shows the time of the service's."""
        context = await self.open_context(locale=locale, reduced_motion="reduce", **options)
        await context.clock.set_fixed_time(self.client.app[CLOCK].now())
        return await context.new_page()


async def accept(weeks: Weeks, page: Page, link: str, login: str) -> None:
    """Open an invitation link and choose a login."""
    await page.goto(weeks.address + urlsplit(link).path)
    await page.get_by_label("Choose a login name").fill(login)
    await page.get_by_label("Choose a password").fill(PASSWORD)
    await page.keyboard.press("Enter")


async def the_first_organiser(weeks: Weeks) -> Page:
    """Come in by the link that `reception serve` prints."""
    said = await first_invitation(weeks.client.app, weeks.address)
    assert said is not None
    page = await weeks.page()
    await accept(weeks, page, said.split()[-1], "first")
    await expect(page.get_by_text("0 of 5 steps done")).to_be_visible(timeout=PATIENCE)
    return page


async def load_sites_and_choose_a_rule(page: Page) -> None:
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


async def invite_the_city(weeks: Weeks, page: Page) -> Page:
    """Invite Changsha's organiser in the first steps; that person's browser, come in."""
    await page.goto(f"{weeks.address}/start")
    await page.get_by_role("button", name="Invite Changsha").press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Name", exact=True).fill("Organiser of the city")
    await sheet.get_by_role("button", name="Make the link").press("Enter")
    link = await sheet.get_by_label("Invitation link").input_value()
    assert await violations(page) == []
    city = await weeks.page()
    await accept(weeks, city, link, "city")
    await city.get_by_role("link", name="Sites").first.wait_for()
    return city


async def invite_two_sites(weeks: Weeks, city: Page) -> str:
    """Make two links by which sites register; the code of the second, for Yuelu."""
    await city.goto(f"{weeks.address}/sites")
    sheet, code = city.get_by_role("dialog"), ""
    for region in ("430103", "430104"):
        await city.get_by_role("button", name="Invite sites").press("Enter")
        await sheet.get_by_label("Region").select_option(region)
        await sheet.get_by_role("button", name="Make the link").press("Enter")
        code = await sheet.locator(".code").inner_text()
        await city.keyboard.press("Escape")
    return code


async def register_on_a_phone(weeks: Weeks, code: str) -> Page:
    phone = await weeks.page("zh-CN", **PHONE)
    await phone.goto(f"{weeks.address}/register")
    await phone.get_by_label("邀请码").fill(code)
    await phone.get_by_role("button", name="打开").press("Enter")
    await phone.get_by_label("中文名称").fill("岳麓区第二接访点")
    await phone.get_by_label("英文名称").fill("Second site of Yuelu")
    await phone.get_by_label("地址", exact=True).fill("枫林路 1 号")
    await phone.get_by_label("值班座机").fill("0731-1234567")
    await phone.get_by_role("button", name="提交登记").press("Enter")
    await expect(phone.get_by_role("heading", name="已提交，等上级确认")).to_be_visible(timeout=PATIENCE)
    return phone


async def confirm(city: Page, phone: Page) -> str:
    """Confirm what came in; the new site's code, as its phone reads it."""
    await city.reload()
    await city.get_by_role("button", name="Confirm Second site of Yuelu").press("Enter")
    await expect(city.get_by_text("Confirmed: Second site of Yuelu")).to_be_visible(timeout=PATIENCE)
    await phone.reload()
    heading = await phone.get_by_role("heading", name="已确认：").inner_text()
    return heading.removeprefix("已确认：")


async def make_the_day(page: Page) -> None:
    """Make the day of December in Yuelu, from its date in the series."""
    await page.get_by_role("link", name="Make the day of December").press("Enter")
    await page.get_by_label("Those of a region").check()
    await page.get_by_label("Region", exact=True).select_option("430104")
    await page.get_by_role("button", name="Make the day").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Thu 10 Dec 2026")


async def add_to_the_day(weeks: Weeks, page: Page, day: str, site: str) -> None:
    """Add a site of Yuelu to the plan of the day, by choosing all of the region anew."""
    await page.goto(f"{weeks.address}/days/{day}")
    await page.get_by_role("button", name="Choose the sites").press("Enter")
    await page.get_by_label("Those of a region").check()
    await page.get_by_label("Region", exact=True).select_option("430104")
    await page.get_by_role("button", name="Save", exact=True).press("Enter")
    await expect(page.locator(f"#site-{site}")).to_be_visible(timeout=PATIENCE)


def a_roster(rows: list[list[str]]) -> FilePayload:
    """A workbook with rows of kind, account and site or region."""
    book, held = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["Kind", "Account", "Site or region"])
    for row in rows:
        sheet.append(row)
    book.save(held)
    return FilePayload(name="roster.xlsx", mimeType=XLSX, buffer=held.getvalue())


async def import_the_roster(weeks: Weeks, page: Page, day: str, rows: list[list[str]]) -> None:
    await page.goto(f"{weeks.address}/days/{day}/roster")
    await page.get_by_role("button", name="Import a workbook").press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.locator("input[type=file]").set_input_files(a_roster(rows))
    await sheet.get_by_role("button", name=f"Import {len(rows)} rows").press("Enter")
    await expect(sheet.get_by_text(f"Imported: {len(rows)} new")).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == []


async def announce(weeks: Weeks, page: Page, day: str, *, sites: int, leaders: int) -> None:
    """Announce the day, having read who is told."""
    await page.goto(f"{weeks.address}/days/{day}")
    await page.get_by_role("button", name="Announce", exact=True).press("Enter")
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_contain_text(f"Sites concerned: {sites}; leaders: {leaders}.")
    await sheet.get_by_role("button", name="Announce").press("Enter")
    await expect(page.get_by_role("status").filter(has_text="Announced.")).to_be_visible(timeout=PATIENCE)


async def enrol(weeks: Weeks, city: Page, site: str) -> Page:
    """Enrol a computer of the site, whose line lets no UDP through, with a code of the city's organiser."""
    await city.goto(f"{weeks.address}/devices")
    await city.get_by_label("Reception site").select_option(site)
    await city.get_by_label("Name of the device").fill("Desk 1")
    await city.get_by_role("button", name="Make an enrolment code").press("Enter")
    code = await city.locator(".digits").inner_text()
    context = await weeks.open_context(locale="en", permissions=["camera", "microphone"])
    await context.add_init_script(UDP_IS_SHUT)
    room = await context.new_page()
    await room.goto(f"{weeks.address}/enrol")
    await room.get_by_label("Code").fill(code)
    await room.keyboard.press("Enter")
    await room.wait_for_url("**/desk")
    return room
