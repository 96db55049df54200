"""One reception, start to end, in three browsers: a clerk, a leader far away, and the organiser before the wall.

Each side's camera is a colour and its microphone a pitch of its own, so what arrives at the far end tells whose it is.
"""

from dataclasses import dataclass

import pytest
from playwright.async_api import Page, expect

from server.clock import Clock
from server.keys import DATABASE
from server.media.datagrams import announced
from tests.support.browser import Console, OpenContext, violations
from tests.support.calls import LossyPort, lossy_plane
from tests.support.cameras import OF_LEADER, OF_SITE, equip, until_they_see_and_hear_each_other
from tests.support.clerk import DAY, PAGES, Clerk, Site, enrolled, opened_site
from tests.support.fake_clock import FakeClock
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, PROVINCE, new_account
from tests.support.service import Start


@dataclass(frozen=True)
class Stage:
    """A service whose packets may be lost, and who sits before which page."""

    site: Site
    udp_ports: list[LossyPort]
    clerk: Clerk
    leader: Page
    wall: Page


async def signed_in(site: Site, page: Page, role: str, path: str) -> None:
    who = await new_account(site.client.app[DATABASE], role, PROVINCE, clock=FakeClock())
    await page.goto(f"{site.address}{path}")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")


@pytest.fixture
async def stage(start: Start, open_context: OpenContext, console: Console) -> Stage:
    console.announce(r"status of 401 .*/api/me")
    plane, udp_ports = lossy_plane(Clock(), announced(None))
    site = await opened_site(start, PAGES, plane=plane)
    clerk = await enrolled(site, open_context, permissions=["camera", "microphone"])
    await equip(clerk.context, OF_SITE)
    far = await open_context(permissions=["camera", "microphone"])
    await equip(far, OF_LEADER)
    leader, wall = await far.new_page(), await (await open_context()).new_page()
    return Stage(site, udp_ports, clerk, leader, wall)


async def meet(stage: Stage) -> Page:
    """From the registration to both sides at one table; the site's room."""
    await stage.clerk.register("李梅")
    await stage.clerk.stands("李梅", "已计入")
    await stage.site.heard()
    await signed_in(stage.site, stage.wall, "organiser", "/wall")
    await expect(stage.wall.locator(".six")).to_be_visible(timeout=PATIENCE)
    await signed_in(stage.site, stage.leader, "leader", "/leader")
    await expect(stage.leader.locator(".go")).to_have_text("叫下一位", timeout=PATIENCE)
    await stage.leader.keyboard.press("Enter")
    await expect(stage.leader.locator(".go")).to_have_text("进入接访", timeout=PATIENCE)
    await stage.leader.keyboard.press("Enter")
    await expect(stage.leader.get_by_role("heading", name="接访前看一眼")).to_be_visible(timeout=PATIENCE)
    room = await stage.clerk.context.new_page()
    await room.goto(f"{stage.leader.url}?as=site")
    await room.get_by_role("button", name="来访人已入座").click()
    await stage.leader.get_by_role("button", name="进入接访").click()
    return room


@pytest.mark.parametrize("loss", [0.0, 0.10])
async def test_a_leader_receives_a_petitioner_far_away_and_the_wall_tells_of_it(stage: Stage, loss: float) -> None:
    room = await meet(stage)
    for udp_port in stage.udp_ports:
        udp_port.loss = loss
    leader = stage.leader
    await until_they_see_and_hear_each_other(leader, room)
    await expect(stage.wall.locator(".rooms")).to_contain_text("芙蓉区", timeout=PATIENCE)
    assert await violations(leader) == []

    await leader.reload()
    await until_they_see_and_hear_each_other(leader, room)

    await leader.keyboard.press("1")
    await leader.locator("[data-field=amount] input").fill("10.6")
    for name in ("policy", "responsibility", "route"):
        await leader.locator(f"[data-field={name}] input[type=checkbox]").check()
    await leader.get_by_label("已向来访人复述一遍").check()
    await leader.get_by_role("button", name="结束接访").click()
    for page in (leader, room):
        await expect(page.get_by_role("heading", name="这场接访结束了")).to_be_visible(timeout=PATIENCE)
    tally = await stage.site.asks(f"/api/days/{DAY}/tally")
    assert (tally["by_outcome"], tally["totals"]["amount_fen"]) == ({"resolved_on_site": 1}, 10_600_000)
    await expect(stage.wall.locator(".six")).to_contain_text("10.60", timeout=PATIENCE)
    assert (sum(udp_port.lost for udp_port in stage.udp_ports) > 0) is (loss > 0)


async def test_a_site_that_left_its_room_is_led_back_in_and_stays_there_after_the_end(stage: Stage) -> None:
    room = await meet(stage)
    leader, desk = stage.leader, stage.clerk.page
    await until_they_see_and_hear_each_other(leader, room)
    await room.get_by_role("button", name="离开").click()
    await expect(leader.get_by_text("离开了，座位留着")).to_be_visible(timeout=PATIENCE)
    await expect(desk.get_by_text("回到视频：A1 的接访还在进行")).to_be_visible(timeout=PATIENCE)
    await desk.reload()
    await expect(desk.locator(".rooms").get_by_role("link", name="回到视频")).to_be_visible(timeout=PATIENCE)
    await leader.get_by_role("button", name="再响一次铃").click()
    await expect(leader.get_by_text("已响铃")).to_be_visible(timeout=PATIENCE)
    await room.close()

    await desk.keyboard.press("F8")
    await desk.get_by_role("button", name="来访人已入座").click()
    await until_they_see_and_hear_each_other(leader, desk)
    await leader.get_by_role("button", name="不出结果，先结束").click()
    await leader.get_by_role("dialog").get_by_label("原因").fill("改日再约")
    await leader.get_by_role("dialog").get_by_role("button", name="不出结果，先结束").click()
    await expect(desk.get_by_role("heading", name="这场接访结束了")).to_be_visible(timeout=PATIENCE)
    await stage.site.until_heard_again()
