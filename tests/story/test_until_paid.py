"""Two workers heard by video on 9 November have their 106,000 yuan on the 13th: the case, its clocks, the bulletin."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.clock import Clock
from server.config import Settings
from server.keys import DATABASE
from server.media.datagrams import announced
from tests.support.browser import Console, OpenContext, violations
from tests.support.calls import lossy_plane
from tests.support.cameras import OF_LEADER
from tests.support.cases import looked_after
from tests.support.clerk import Site
from tests.support.fake_clock import FakeClock
from tests.support.hand_in import DAY
from tests.support.parties import at_the_desk, both_in_the_room, calls_the_next, party, read_back_and_ended, signed_in
from tests.support.patience import PATIENCE
from tests.support.people import PROVINCE, Browser, SignedIn, clock_of, new_account
from tests.support.plan import HERE, make_day, make_sites
from tests.support.plan import signed_in as headers_of
from tests.support.questions import HOUSING, answers_for, make_unit
from tests.support.service import Client, Start
from tests.support.signing import sign_off
from tests.support.weeks import PHONE, Weeks

PAGES = Settings.model_fields["web"].default
ELSEWHERE = "HN-ZJ-430703"
"""In another city, whose people see no other case of the county."""
BUREAU = "（示例）430102住建局"
SUM = "10.6 万元"


@dataclass(frozen=True)
class People:
    organiser: SignedIn
    housing: SignedIn
    elsewhere: SignedIn


@pytest.fixture
async def here(start: Start, open_context: OpenContext, console: Console) -> Weeks:
    console.announce(r"status of 401 .*/api/me")
    plane, _ = lossy_plane(Clock(), announced(None))
    client = await start(clock=FakeClock(), web=Path(PAGES), plane=plane)
    database = client.app[DATABASE]
    await make_sites(database, HERE)
    await make_unit(database, HOUSING, "430102", categories=("wage_arrears_migrant",))
    await make_unit(database, ELSEWHERE, "430703")
    await make_day(database, HERE, state="live")
    return Weeks(client, open_context)


async def people_of(client: Client) -> People:
    database, clock = client.app[DATABASE], FakeClock(clock_of(client).now())
    return People(
        await new_account(database, "organiser", PROVINCE, clock=clock),
        await answers_for(database, HOUSING, "430102", clock=clock),
        await answers_for(database, ELSEWHERE, "430703", clock=clock),
    )


async def registered(desk: Page) -> str:
    """Two workers at the desk of the county; the address of their ticket."""
    keys = desk.keyboard
    await desk.get_by_label("姓名").focus()
    await keys.type("孙某")
    for key in ("Tab", "Tab", "1"):
        await keys.press(key)
    for typed in ("2", "2", "10.6", "两个人的工资没有结清"):
        await keys.type(typed)
        await keys.press("Tab")
    await desk.get_by_label("姓名").press("Enter")
    await expect(desk.locator("[data-matter]", has_text="孙*")).to_contain_text("已计入", timeout=PATIENCE)
    printed = await desk.locator(".paper .code").text_content()
    assert printed is not None
    return "/t/" + "".join(printed.split())


async def agreed_by_video(desk: Page, leader: Page) -> None:
    await calls_the_next(leader)
    await expect(leader.locator(".go")).to_have_text("进入接访", timeout=PATIENCE)
    await both_in_the_room(leader, desk)
    await leader.get_by_label("更多结果").select_option("agreed_to_pay")
    await leader.locator("[data-field=owner_unit] input").fill("（示例）某项目部")
    await leader.locator("[data-field=due_on] input").fill("2023-11-13")
    await leader.locator("[data-field=amount] input").fill("10.6")
    await read_back_and_ended(leader)


async def acted(page: Page, command: str, *, unit: str | None = None, why: str | None = None) -> None:
    """Do something with the case that stands open, by keyboard."""
    await page.get_by_role("button", name=command, exact=True).press("Enter", timeout=PATIENCE)
    sheet = page.get_by_role("dialog")
    if unit is not None:
        await sheet.locator("select[name=unit]").select_option(unit, timeout=PATIENCE)
    if why is not None:
        await sheet.get_by_label("理由", exact=True).fill(why)
    assert await violations(page) == []
    await sheet.get_by_role("button", name=command, exact=True).press("Enter")
    await expect(sheet).to_have_count(0, timeout=PATIENCE)


async def opened(here: Weeks, who: SignedIn, path: str = "/my-cases") -> Page:
    """The only case of the list of a person's unit, or of all cases."""
    page = await signed_in(here, who, path)
    await page.locator("a.open-case").press("Enter", timeout=PATIENCE)
    await expect(page.get_by_role("heading", name="经过")).to_be_visible(timeout=PATIENCE)
    return page


async def handed_over(here: Weeks, people: People) -> None:
    """Offered to a bureau of another city, which refuses; offered to that of the county, which accepts."""
    organiser = await opened(here, people.organiser, "/cases")
    await acted(organiser, "移交", unit=ELSEWHERE, why="（示例）公司在鼎城区")
    elsewhere = await opened(here, people.elsewhere)
    await acted(elsewhere, "退回", unit=HOUSING, why="（示例）工地在芙蓉区")
    await organiser.reload()
    await acted(organiser, "移交", unit=HOUSING, why="（示例）按退回单位的意见")
    housing = await opened(here, people.housing)
    await acted(housing, "接收")
    await expect(housing.locator(".offers, .panel").filter(has_text=f"{BUREAU} 已接收").first).to_be_visible()


async def paid(here: Weeks, people: People) -> None:
    """The bureau enters the payment on the day that was promised, with its proof."""
    page = await opened(here, people.housing)
    await expect(page.get_by_text(f"约定的还差 {SUM}")).to_be_visible()
    await page.get_by_role("button", name="登记资金").press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("哪一项").select_option("paid")
    await sheet.get_by_label("金额，万元").fill("10.6")
    await sheet.get_by_label("凭证", exact=True).fill("银行回单 0042")
    await page.keyboard.press("Enter")
    await expect(sheet).to_have_count(0, timeout=PATIENCE)
    await expect(page.get_by_text(f"约定的还差 {SUM}")).to_have_count(0)


async def arrived(here: Weeks, ticket: str) -> Page:
    """The worker says on the phone that the money arrived."""
    phone = await here.page("zh-CN", **PHONE)
    await phone.goto(here.address + ticket)
    await phone.get_by_role("button", name="到账了", exact=True).tap(timeout=PATIENCE)
    await expect(phone.get_by_text("您说：到账了。谢谢。")).to_be_visible(timeout=PATIENCE)
    return phone


async def done_and_rated(here: Weeks, people: People, phone: Page) -> None:
    page = await opened(here, people.housing)
    await expect(page.get_by_text("本人在查询页确认")).to_be_visible(timeout=PATIENCE)
    await ended(page, "办结", "如何办到的")
    await phone.reload()
    await phone.get_by_role("radio", name="满意", exact=True).last.check(timeout=PATIENCE)
    await phone.get_by_role("button", name="交上去").tap()
    await expect(phone.get_by_text("您评价过了，谢谢。")).to_be_visible(timeout=PATIENCE)


async def ended(page: Page, command: str, why: str) -> None:
    await page.get_by_role("button", name=command, exact=True).press("Enter")
    for box in await page.get_by_role("dialog").get_by_role("checkbox").all():
        await box.press("Space")
    await page.get_by_role("dialog").get_by_label(why).fill("（示例）已核对")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)


async def called_back_and_verified(here: Weeks, people: People) -> None:
    page = await opened(here, people.organiser, "/cases")
    await page.get_by_role("button", name="我来办").press("Enter")
    await page.get_by_role("button", name="登记回访").press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("打得怎么样").select_option("reached")
    await sheet.get_by_label("满意吗", exact=True).select_option("satisfied")
    await sheet.get_by_role("button", name="登记", exact=True).press("Enter")
    await expect(sheet).to_have_count(0, timeout=PATIENCE)
    await ended(page, "核实办结", "如何核实的")
    await expect(page.locator(".title .chip").get_by_text("已核实", exact=True)).to_be_visible(timeout=PATIENCE)
    await expect(page.locator(".sums dd")).to_have_text([SUM, "0 元", SUM, SUM, SUM])


async def signed_and_told(here: Weeks, people: People) -> Page:
    """The day closes, each level signs or says why not, and the draft of the bulletin tells what was agreed."""
    client = here.client
    organiser = Browser(client, people.organiser.token)
    for path in (f"/api/days/{DAY}/sites/{HERE}/commands", f"/api/days/{DAY}/commands"):
        told = await organiser.post(path, {"command": "close", "reason": "（示例）"})
        assert told.status == 200, await told.text()
    await sign_off(client, await headers_of(client, "coordinator"), HERE)
    await sign_off(client, await headers_of(client, "organiser"), reason="（示例）各级另行签章")
    page = await signed_in(here, people.organiser, "/bulletin")
    await page.get_by_role("button", name="起草通报").press("Enter", timeout=PATIENCE)
    await expect(page.get_by_text("件数对得上")).to_be_visible(timeout=PATIENCE)
    await expect(page.locator(".a4").first).to_contain_text("约定支付 10.60 万元，已支付 0.00 万元")
    return page


async def come_back(here: Weeks, bulletin: Page, organiser: SignedIn) -> None:
    """Days later the bulletin, the list of cases and the phone say the same as the ledger."""
    path = bulletin.url.removeprefix(here.address)
    page = await signed_in(here, organiser, path)
    paid = "约定支付 10.60 万元，已支付 10.60 万元，本人确认到账 10.60 万元"
    await expect(page.locator(".a4").first).to_contain_text(paid, timeout=PATIENCE)
    await page.goto(f"{here.address}/cases")
    await expect(page.locator("table")).to_contain_text("10.60 / 10.60", timeout=PATIENCE)
    assert await violations(page) == []


async def test_a_matter_of_two_workers_is_followed_until_it_is_paid(here: Weeks) -> None:
    client = here.client
    people = await people_of(client)
    site = Site(client, people.organiser)
    desk = await at_the_desk(here, await site.code())
    ticket = await registered(desk)
    await site.heard()
    someone = await new_account(client.app[DATABASE], "leader", PROVINCE, clock=FakeClock(clock_of(client).now()))
    leader = await signed_in(here, someone, "/leader", await party(here, OF_LEADER))
    await agreed_by_video(desk, leader)
    await handed_over(here, people)
    bulletin = await signed_and_told(here, people)
    clock_of(client).forward(days=4)
    people = await people_of(client)
    await paid(here, people)
    phone = await arrived(here, ticket)
    await done_and_rated(here, people, phone)
    clock_of(client).forward(days=7)
    await looked_after(client.app)
    await called_back_and_verified(here, await people_of(client))
    await come_back(here, bulletin, (await people_of(client)).organiser)
