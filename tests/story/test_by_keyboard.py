"""One reception by keyboard alone: a clerk and a leader without a mouse register, call, meet and record."""

from playwright.async_api import expect

from server.keys import DATABASE
from tests.support.browser import Console, OpenContext
from tests.support.cameras import OF_LEADER, OF_SITE, equip, until_they_see_and_hear_each_other
from tests.support.clerk import DAY, NO_PRINTER, Site
from tests.support.fake_clock import FakeClock
from tests.support.keyboard import Hands
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, PROVINCE, new_account

SLOW_HANDS = 3 * 40
"""Keys of a slow typist, three a second, in the forty seconds that a registration may take."""


async def sign_in(site: Site, hands: Hands, role: str, path: str) -> None:
    who = await new_account(site.client.app[DATABASE], role, PROVINCE, clock=FakeClock())
    await hands.page.goto(f"{site.address}{path}")
    await hands.stand_at(hands.page.locator("input[autocomplete=username]"))
    await hands.write(who.login, "Tab")
    await hands.write(PASSWORD, "Enter")


async def enrol(site: Site, hands: Hands) -> None:
    await hands.page.goto(f"{site.address}/enrol")
    await hands.stand_at(hands.page.get_by_label("绑定码"))
    await hands.write(await site.code(), "Enter")
    await hands.stand_at(hands.page.get_by_label("姓名"))


async def register_a_group(hands: Hands) -> int:
    """A walk-in who speaks for thirty-two, of which six came, the eldest with them; how many keys it took."""
    before = hands.pressed
    await hands.write("张国强", "Tab", "Tab", "1")
    await hands.stand_at(hands.page.get_by_label("来了几人"))
    await hands.write("6", "Tab")
    await hands.write("32", "Tab", "Tab")
    await hands.write("去年9月起没发工资", "Tab", "Tab", "Space", "Enter")
    await hands.stand_at(hands.page.get_by_label("姓名"))
    return hands.pressed - before


async def record(hands: Hands) -> None:
    """Resolved on the spot, with an amount, three explanations and the read-back; then the end."""
    page = hands.page
    await hands.press("1")
    await hands.stand_at(page.locator("[data-field=amount] input"))
    await hands.write("10.6")
    for name in ("policy", "responsibility", "route"):
        await hands.tab_to(page.locator(f"[data-field={name}] input[type=checkbox]"))
        await hands.press("Space")
    await hands.press("Enter")  # something is missing: it leads there
    await hands.stand_at(page.get_by_label("已向来访人复述一遍"))
    await hands.press("Space", "Enter")


async def test_a_reception_is_held_from_the_first_page_to_the_last_by_keyboard_alone(
    site: Site, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 401 .*/api/me")
    desk, far = [await open_context(permissions=["camera", "microphone"]) for _ in range(2)]
    await equip(desk, OF_SITE)
    await equip(far, OF_LEADER)
    await desk.add_init_script(NO_PRINTER)
    clerk, leader = Hands(await desk.new_page()), Hands(await far.new_page())
    organiser = Hands(await (await open_context()).new_page())

    await enrol(site, clerk)
    assert await register_a_group(clerk) <= SLOW_HANDS
    line = clerk.page.locator("[data-matter]", has_text="张*")
    await expect(line).to_contain_text("A1")
    await expect(line).to_contain_text("年老，优先")
    await expect(line).to_contain_text("已计入", timeout=PATIENCE)
    await site.heard()

    await sign_in(site, organiser, "organiser", "/wall")
    await expect(organiser.page.locator("[data-figure=waiting]")).to_contain_text("6", timeout=PATIENCE)
    await organiser.see()
    await sign_in(site, leader, "leader", "/leader")
    next_step = leader.page.locator(".go")
    await expect(next_step).to_have_text("叫下一位", timeout=PATIENCE)
    await leader.stand_at(next_step)
    await leader.press("Enter")
    await expect(next_step).to_have_text("进入接访", timeout=PATIENCE)
    await leader.stand_at(next_step)
    await leader.press("Enter")
    await leader.stand_at(leader.page.get_by_role("button", name="进入接访"))

    await expect(clerk.page.locator("section.ring")).to_contain_text("A1", timeout=PATIENCE)
    await clerk.press("F8")
    await clerk.stand_at(clerk.page.get_by_role("button", name="来访人已入座"))
    await clerk.press("Enter")
    await leader.press("Enter")
    await until_they_see_and_hear_each_other(leader.page, clerk.page)
    await leader.see()
    await clerk.see()
    await expect(organiser.page.locator(".rooms")).to_contain_text("芙蓉区", timeout=PATIENCE)

    await leader.press("m")
    await expect(clerk.page.locator(".petitioner")).to_contain_text("已静音", timeout=PATIENCE)
    await leader.press("m")
    await expect(clerk.page.locator(".petitioner")).not_to_contain_text("已静音", timeout=PATIENCE)
    await leader.press("t")
    await leader.stand_at(leader.page.get_by_role("dialog", name="转交").get_by_role("radio").first)
    await expect(leader.page.get_by_role("radio", name="芙蓉区接访点的接访领导")).to_be_visible()
    await leader.press("Escape")
    await expect(leader.page.get_by_role("dialog")).to_be_hidden()
    await leader.see()
    await record(leader)
    for hands in (leader, clerk):
        await expect(hands.page.get_by_role("heading", name="这场接访结束了")).to_be_visible(timeout=PATIENCE)
        await hands.stand_at(hands.page.get_by_role("link", name="回工作台"))
        await hands.press("Enter")
    await expect(leader.page.get_by_role("heading", name="今天 1 场，已完成 1 场")).to_be_visible(timeout=PATIENCE)
    await leader.see()
    await clerk.stand_at(clerk.page.get_by_label("姓名"))
    await expect(clerk.page.locator("[data-matter]", has_text="张*")).to_contain_text("现场解决", timeout=PATIENCE)
    await expect(organiser.page.locator("[data-figure=money]")).to_contain_text("10.60", timeout=PATIENCE)
    await organiser.see()
    tally = await site.asks(f"/api/days/{DAY}/tally")
    assert tally["totals"] | {"matters": 1, "attendees": 6, "involved": 32} == tally["totals"]
