"""Tickets and calling at the clerk's desk, with a line and without: the same order, the same numbers, no one lost."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.support.browser import OpenContext
from tests.support.clerk import DAY, Clerk, Site, enrolled, violations
from tests.support.patience import PATIENCE
from tests.support.people import SITE_CODE

WAITING = f"/api/days/{DAY}/waiting"
CALLING = f"/api/days/{DAY}/sites/{SITE_CODE}/calling"


async def turns(site: Site) -> dict[str, Any]:
    """What the server tells of the queue, by ticket."""
    return {turn["ticket"]: turn for turn in (await site.asks(WAITING))["items"]}


async def code_on_paper(clerk: Clerk) -> str:
    """The query code of the ticket that was printed last."""
    return (await clerk.page.locator(".paper .code").text_content() or "").replace(" ", "")


async def does(clerk: Clerk, name: str, deed: str) -> None:
    """Press one of the buttons under a person in the queue."""
    await clerk.line(name).press("Enter")
    await clerk.page.get_by_role("button", name=deed, exact=True).press("Enter")
    await clerk.page.keyboard.press("Escape")


async def test_one_enter_registers_prints_a_number_and_the_code_opens_that_ticket(clerk: Clerk, site: Site) -> None:
    await clerk.register("李梅")
    await expect(clerk.line("李梅")).to_contain_text("A1")
    assert await clerk.page.evaluate("window.printed") == 1
    await clerk.stands("李梅", "已计入")
    ticket = await site.asks(f"/api/tickets/{await code_on_paper(clerk)}")
    assert {"ticket": "A1", "state": "waiting", "ahead": 0}.items() <= ticket.items()
    await clerk.register("邓建华")
    await expect(clerk.line("邓建华")).to_contain_text("A2")


async def test_a_ticket_printed_again_keeps_its_number_and_closes_the_lost_one(clerk: Clerk, site: Site) -> None:
    await clerk.register("李梅")
    await clerk.stands("李梅", "已计入")
    lost = await code_on_paper(clerk)
    await clerk.line("李梅").press("Enter")
    await clerk.page.get_by_role("button", name="其他操作").press("Enter")
    await clerk.page.get_by_role("button", name="补打票").press("Enter")
    await expect(clerk.page.locator(".paper .code")).not_to_have_text(re.compile(lost[:4]))
    await clerk.stands("李梅", "已计入")
    assert (await site.asks(f"/api/tickets/{await code_on_paper(clerk)}"))["ticket"] == "A1"
    answer = await clerk.page.request.get(f"{site.address}/api/tickets/{lost}")
    assert answer.status == 404


async def test_the_space_calls_the_next_by_need_and_never_while_the_clerk_types(clerk: Clerk, site: Site) -> None:
    await clerk.register("李梅")
    await clerk.page.get_by_text("生活困难").click()
    await clerk.register("邓建华")
    await clerk.stands("邓建华", "已计入")
    await clerk.page.get_by_label("一句话诉求").press("Space")
    await expect(clerk.line("邓建华")).to_contain_text("生活困难，优先")
    await clerk.line("李梅").press("Space")
    await expect(clerk.line("邓建华")).to_contain_text("叫号中，第 1 遍，请到 1 号室", timeout=PATIENCE)
    screen = await site.asks(CALLING)
    assert [(one["ticket"], one["room"], one["calls"]) for one in screen["called"]] == [("A2", 1, 1)]
    assert screen["next"] == ["A1"]


async def test_a_key_that_is_held_and_a_double_click_act_once_and_a_room_that_is_taken_is_not_offered(
    clerk: Clerk, site: Site
) -> None:
    await clerk.opens("3")
    names = ("李梅", "邓建华", "周小云", "王秀英", "赵大海", "孙小明")
    for name in names:
        await clerk.register(name)
        await clerk.stands(name, "已计入")
    await clerk.line("李梅").focus()
    for _ in range(30):
        await clerk.page.keyboard.down(" ")  # from the second time on the browser says that it repeats
    await clerk.page.keyboard.up(" ")
    await expect(clerk.line("李梅")).to_contain_text("叫号中，第 1 遍，请到 1 号室", timeout=PATIENCE)
    await clerk.page.get_by_role("button", name="叫下一位").dblclick()
    await expect(clerk.line("邓建华")).to_contain_text("叫号中，第 1 遍，请到 2 号室", timeout=PATIENCE)
    states = [turn["state"] for turn in (await turns(site)).values()]
    assert sorted(states) == ["called"] * 2 + ["waiting"] * 4
    assert await clerk.page.locator(".bar option").all_text_contents() == ["3 号室"]
    await clerk.page.get_by_role("button", name="叫下一位").click()
    await expect(clerk.page.get_by_role("button", name="接访室都有人")).to_be_disabled(timeout=PATIENCE)
    await clerk.line("王秀英").press("Space")
    await expect(clerk.line("周小云")).to_contain_text("请到 3 号室")
    assert sorted(turn["state"] for turn in (await turns(site)).values()) == ["called"] * 3 + ["waiting"] * 3


async def test_each_place_in_the_order_is_explained_in_a_sentence(clerk: Clerk) -> None:
    await clerk.register("李梅", people="46")
    await clerk.stands("李梅", "已计入")
    await clerk.line("李梅").press("Enter")
    await expect(clerk.page.get_by_text("涉及 46 人，提前安排。")).to_be_visible(timeout=PATIENCE)
    await expect(clerk.line("李梅")).to_contain_text(re.compile(r"约 \d\d:\d\d"))
    await clerk.page.get_by_role("button", name="English").click()
    await expect(clerk.page.get_by_text("46 people are concerned, so comes earlier.")).to_be_visible(timeout=PATIENCE)


async def test_a_person_who_does_not_come_goes_back_twice_and_then_the_outcome_is_asked_for(
    clerk: Clerk, site: Site
) -> None:
    await clerk.register("李梅")
    await clerk.stands("李梅", "已计入")
    for missed in (1, 2):
        await clerk.line("李梅").press("Space")
        await expect(clerk.line("李梅")).to_contain_text("叫号中", timeout=PATIENCE)
        await does(clerk, "李梅", "没来")
        await clerk.line("李梅").press("Enter")
        await expect(clerk.line("李梅")).to_contain_text(f"叫了没来 {missed} 次", timeout=PATIENCE)
    await clerk.line("李梅").press("Space")
    await expect(clerk.line("李梅")).to_contain_text("叫号中", timeout=PATIENCE)
    await does(clerk, "李梅", "没来")
    await expect(clerk.page.get_by_label("更多结果")).to_have_value("no_show", timeout=PATIENCE)
    assert (await turns(site))["A1"]["state"] == "held"
    await clerk.page.get_by_role("button", name="保存结果").press("Enter")
    await expect(clerk.line("李梅")).to_contain_text("未到场", timeout=PATIENCE)


async def test_what_was_called_and_held_without_a_line_is_so_for_all_afterwards(clerk: Clerk, site: Site) -> None:
    for name in ("李梅", "邓建华", "周小云"):
        await clerk.register(name)
        await clerk.stands(name, "已计入")
    await clerk.cut()
    await clerk.register("王秀英")
    await clerk.line("李梅").press("Space")
    await expect(clerk.line("李梅")).to_contain_text("叫号中，第 1 遍，请到 1 号室")
    await clerk.page.get_by_role("button", name="再叫一遍").press("Enter")
    await expect(clerk.line("李梅")).to_contain_text("叫号中，第 2 遍")
    await does(clerk, "邓建华", "先放着")
    await expect(clerk.page.get_by_role("heading", name="先放着的")).to_be_visible()
    await clerk.reload()
    await expect(clerk.line("李梅")).to_contain_text("叫号中，第 2 遍")
    await clerk.reconnect()
    await clerk.stands("王秀英", "已计入")
    await expect(clerk.line("李梅")).to_contain_text("叫号中，第 2 遍", timeout=PATIENCE)
    known = await turns(site)
    assert {ticket: turn["state"] for ticket, turn in known.items()} == {
        "A1": "called",
        "A2": "held",
        "A3": "waiting",
        "A4": "waiting",
    }
    assert known["A1"]["called"]["calls"] == 2


async def test_a_person_is_moved_by_hand_with_a_reason_and_not_without(clerk: Clerk, site: Site) -> None:
    for name in ("李梅", "邓建华"):
        await clerk.register(name)
        await clerk.stands(name, "已计入")
    await clerk.line("邓建华").press("Enter")
    await expect(clerk.page.get_by_role("button", name="调整顺序")).to_be_hidden()
    await clerk.page.get_by_role("button", name="其他操作").press("Enter")
    await clerk.page.get_by_role("button", name="调整顺序").press("Enter")
    await clerk.page.get_by_role("button", name="调整", exact=True).press("Enter")
    await expect(clerk.page.get_by_text("请写一句原因。")).to_be_visible()
    await clerk.page.get_by_label("为什么调整").fill("突发心脏病")
    await clerk.page.keyboard.press("Enter")
    await expect(clerk.line("邓建华")).to_contain_text("已调整", timeout=PATIENCE)
    assert (await turns(site))["A2"]["position"] == 1


async def test_a_room_shows_who_is_asked_in_and_then_who_sits_there(clerk: Clerk) -> None:
    await clerk.register("李梅")
    await clerk.stands("李梅", "已计入")
    await clerk.line("李梅").press("Space")
    room = clerk.page.get_by_role("region", name="接访室").get_by_role("button").first
    await expect(room).to_contain_text("等 A1 入座", timeout=PATIENCE)
    await does(clerk, "李梅", "人到了，开始接访")
    await expect(room).to_contain_text(re.compile(r"\d:\d\d"))
    await expect(room).to_contain_text("A1，当面")


async def test_a_group_names_its_representatives_and_no_more_than_five(clerk: Clerk) -> None:
    page = clerk.page
    await page.get_by_label("姓名").fill("李梅")
    await page.get_by_label("一句话诉求").fill("去年 9 月起没发工资")
    await page.get_by_text("其他", exact=True).click()
    await page.get_by_label("来了几人").fill("46")
    await page.get_by_label("代表").fill("甲\n乙\n丙\n丁\n戊\n己")
    await page.get_by_role("button", name="打印号票").press("Enter")
    await expect(page.get_by_text("代表最多 5 位")).to_be_visible()
    await page.get_by_label("代表").fill("李梅 12912345678\n邓建华")
    await page.get_by_role("button", name="打印号票").press("Enter")
    await clerk.stands("李梅", "已计入")


async def test_two_desks_of_a_site_call_different_people(clerk: Clerk, site: Site, open_context: OpenContext) -> None:
    await clerk.opens("2")
    for name in ("李梅", "邓建华"):
        await clerk.register(name)
        await clerk.stands(name, "已计入")
    other = await enrolled(site, open_context)
    await expect(other.line("邓建华")).to_be_visible(timeout=PATIENCE)
    await clerk.page.locator("h1").click()
    await other.page.locator("h1").click()
    await clerk.page.keyboard.press("Space")
    await expect(other.line("李梅")).to_contain_text("叫号中", timeout=PATIENCE)
    await other.page.keyboard.press("Space")
    await expect(clerk.line("邓建华")).to_contain_text("叫号中", timeout=PATIENCE)


@pytest.mark.parametrize("switches", [[], ["English"]])
async def test_axe_finds_nothing_on_the_queue(clerk: Clerk, switches: list[str]) -> None:
    await clerk.page.emulate_media(reduced_motion="reduce")
    for name in ("李梅", "邓建华"):
        await clerk.register(name, people="46")
        await clerk.stands(name, "已计入")
    await clerk.line("李梅").press("Space")
    await expect(clerk.line("李梅")).to_contain_text("叫号中", timeout=PATIENCE)
    for word in switches:
        await clerk.page.get_by_role("button", name=word).click()
    await clerk.line("邓建华").press("Enter")
    assert await violations(clerk.page) == []
    await clerk.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert await violations(clerk.page) == []
