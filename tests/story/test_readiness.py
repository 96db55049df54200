"""A room is checked in a browser over the real media path; what fails is an incident that an organiser clears."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import Console, OpenContext, violations
from tests.support.clerk import Site, comes
from tests.support.patience import PATIENCE
from tests.support.people import PROVINCE, SITE_CODE

pytestmark = pytest.mark.timeout(300)
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
REFUSED = """if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException('', 'NotAllowedError')
}"""
UDP_IS_SHUT = """;window.RTCPeerConnection = class extends RTCPeerConnection {
  setRemoteDescription(said) {
    return super.setRemoteDescription({ ...said, sdp: said.sdp.replace(/a=candidate:.*\\r\\n/g, '') })
  }
}"""
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"


async def at_check(site: Site, open_context: OpenContext, script: str = "", **options: Any) -> Page:
    """Enrol a browser and open the check before opening."""
    context = await open_context(permissions=["camera", "microphone"], **options)
    if script:
        await context.add_init_script(script)
    page = await context.new_page()
    await page.goto(f"{site.address}/enrol#code={await site.code()}")
    await expect(page.get_by_label("姓名")).to_be_attached(timeout=PATIENCE)
    await page.goto(f"{site.address}/check")
    return page


async def test_a_room_is_checked_and_what_fails_is_taken_and_cleared(
    site: Site, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 401 .*/api/me")
    room = await at_check(site, open_context, **PHONE)
    await expect(room.locator(".net .good")).to_have_text("良好", timeout=PATIENCE)
    await room.get_by_role("button", name="1 号室就绪").click()
    await expect(room.get_by_role("button", name="听到了")).to_be_visible()
    await expect(room.locator(".lacks")).to_contain_text("扬声器")
    await room.get_by_role("button", name="放一次").click()
    await room.get_by_role("button", name="听到了").click()
    await room.get_by_role("button", name="看得见").click()
    await room.get_by_role("button", name="够", exact=True).click()
    assert await violations(room) == []
    assert not await room.evaluate(SIDEWAYS)
    await room.get_by_role("button", name="1 号室就绪").click()
    await expect(room.get_by_text("1 号室就绪，已记下")).to_be_visible(timeout=PATIENCE)

    organiser = await comes(site, open_context, "organiser", PROVINCE, "/readiness")
    cell = organiser.locator(f'.cell[data-site="{SITE_CODE}"]')
    await expect(cell.locator(".bars .ready")).to_have_count(3, timeout=PATIENCE)

    other = await at_check(site, open_context, REFUSED + UDP_IS_SHUT)
    await expect(other.get_by_text("浏览器不让用").first).to_be_visible(timeout=PATIENCE)
    await expect(other.get_by_text("UDP 不通：网页能开，视频过不来")).to_be_visible(timeout=PATIENCE)
    await other.get_by_role("button", name="没听到").click()
    await other.get_by_role("button", name="提交1 号室的检查结果").click()
    await expect(other.get_by_text("已交给上级")).to_be_visible(timeout=PATIENCE)

    await expect(organiser.locator(f'.cell.failed[data-site="{SITE_CODE}"]')).to_be_visible(timeout=PATIENCE)
    await cell.press("Enter")
    incident = organiser.locator(".incident", has_text="网络 未通过")
    await incident.get_by_role("button", name="我来处理").press("Enter")
    await expect(incident).to_contain_text("负责人", timeout=PATIENCE)
    await incident.get_by_role("button", name="已解决").press("Enter")
    await expect(incident.get_by_role("alert")).to_contain_text("请写明")
    await incident.get_by_label("情况或处理结果").fill("已改用备用线路")
    assert await violations(organiser) == []
    await incident.get_by_role("button", name="已解决").press("Enter")
    await expect(incident).to_be_hidden(timeout=PATIENCE)
    console.announce(r"status of 422 .*/api/days")
