"""A site registers itself: invited, registered on a phone without an account, sent back, confirmed, with a poster."""

import io
from pathlib import Path

from PIL import Image
from playwright.async_api import FilePayload, Page, expect
from pypdf import PdfReader

from server.clock import Clock
from server.config import Settings
from server.keys import DATABASE
from tests.support.browser import Console, OpenContext, violations
from tests.support.fake_clock import FakeClock
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, PROVINCE, new_account
from tests.support.plan import make_sites
from tests.support.service import Client, Start

PAGES = Settings.model_fields["web"].default
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


async def come_in(client: Client, page: Page) -> None:
    who = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(Clock().now()))
    await page.goto(f"http://localhost:{client.port}/sites")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("tbody tr:not(.city)")).to_have_count(3, timeout=PATIENCE)


async def is_narrow(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


async def test_a_site_is_invited_registered_on_a_phone_sent_back_confirmed_and_has_a_poster(
    start: Start, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 401 .*/api/me")
    console.announce(r"ERR_INTERNET_DISCONNECTED")
    client = await start(clock=Clock(), web=Path(PAGES))
    await make_sites(client.app[DATABASE])
    page = await (await open_context(locale="zh-CN", viewport={"width": 1280, "height": 900})).new_page()
    await come_in(client, page)

    await page.get_by_role("button", name="邀请登记").press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("区划").select_option("430104")
    await sheet.get_by_role("button", name="生成链接").press("Enter")
    code = await sheet.locator(".code").inner_text()
    assert await violations(page) == []
    await page.keyboard.press("Escape")

    here = {"latitude": 28.2, "longitude": 112.9}
    context = await open_context(locale="zh-CN", **PHONE, geolocation=here, permissions=["geolocation"])
    phone = await context.new_page()
    await phone.goto(f"http://localhost:{client.port}/register")
    await phone.get_by_label("邀请码").fill(code.lower())
    await phone.get_by_role("button", name="打开").press("Enter")
    await phone.get_by_label("中文名称").fill("岳麓区接访点")
    await phone.get_by_label("英文名称").fill("Yuelu site")
    await phone.get_by_label("地址", exact=True).fill("枫林路 1 号")
    await phone.get_by_label("无障碍通道").select_option("yes")
    await phone.get_by_role("button", name="用这台设备的位置").press("Enter")
    await expect(phone.get_by_role("img", name="北纬 28.200000°，东经 112.900000°")).to_be_visible()
    await context.set_offline(True)
    await phone.get_by_role("button", name="提交登记").press("Enter")
    await expect(phone.get_by_text("填写的内容已存在本机，连上后自动提交")).to_be_visible()
    await context.set_offline(False)
    await expect(phone.get_by_role("heading", name="已提交，等上级确认")).to_be_visible()
    assert await violations(phone) == []
    assert await is_narrow(phone)
    picture = io.BytesIO()
    Image.new("RGB", (3000, 2000), "navy").save(picture, "JPEG")
    photo = FilePayload(name="door.jpg", mimeType="image/jpeg", buffer=picture.getvalue())
    await phone.locator("input[type=file]").set_input_files(photo)
    await expect(phone.get_by_alt_text("已上传的入口照片")).to_be_visible()

    await page.reload()
    waiting = page.get_by_role("article")
    await expect(waiting).to_contain_text("枫林路 1 号")
    await expect(waiting.get_by_alt_text("入口照片")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("button", name="退回 岳麓区接访点").press("Enter")
    await sheet.get_by_label("理由").fill("坡道在哪一侧？")
    await sheet.get_by_label("理由").press("Enter")
    await expect(sheet).to_have_count(0)

    await phone.reload()
    await expect(phone.get_by_text("理由：坡道在哪一侧？")).to_be_visible()
    await phone.get_by_label("地址", exact=True).fill("枫林路 1 号东侧坡道")
    await phone.reload()  # what was typed is still there
    await expect(phone.get_by_label("地址", exact=True)).to_have_value("枫林路 1 号东侧坡道")
    await phone.get_by_role("button", name="重新提交").press("Enter")
    await expect(phone.get_by_role("heading", name="已提交，等上级确认")).to_be_visible()

    await page.reload()
    await expect(waiting).to_contain_text("退回过，这次改了")
    await page.get_by_role("button", name="确认 岳麓区接访点").press("Enter")
    await expect(page.locator("tbody tr", has_text="HN-D-430104")).to_contain_text("枫林路 1 号东侧坡道")
    await phone.reload()
    await expect(phone.get_by_role("heading", name="已确认：HN-D-430104")).to_be_visible()
    poster = await context.request.get(f"http://localhost:{client.port}/api/register/{code}/poster")
    read = PdfReader(io.BytesIO(await poster.body())).pages[0].extract_text()
    assert "岳麓区接访点" in read.replace(" ", "")
    await phone.goto(f"http://localhost:{client.port}/notice/at/HN-D-430104")
    await expect(phone.get_by_role("heading", name="岳麓区接访点")).to_be_visible()
    assert await violations(phone) == []
    assert await is_narrow(phone)
