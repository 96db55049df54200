"""The diary of one reception day: two sites of Changsha, a leader far away, everybody at their own door."""

import asyncio

from playwright.async_api import expect

from tests.support.browser import OpenContext
from tests.support.hand_in import DAY
from tests.support.patience import PATIENCE
from tests.support.people import CITY, PROVINCE
from tests.support.plan import HERE, NEXT_DOOR
from tests.support.reception_day import ReceptionDay, Site, Someone
from tests.support.service import reception
from tests.support.signing import sign_off

YUAN = 100
"""Fen."""


async def before_eight(day: ReceptionDay) -> tuple[Site, Site]:
    """07:40. The organiser lets the day begin; both sites switch on their desks."""
    assert await day.goes("announce", "line_check", "go_live") == "live"
    furong, tianxin = await day.opens(HERE, rooms=2), await day.opens(NEXT_DOOR, rooms=1)
    assert (await day.board())["tally"]["sites"] == {"expected": 2, "opened": 2, "closed": 0}
    return furong, tianxin


async def three_people_come(day: ReceptionDay, furong: Site) -> tuple[Someone, Someone, Someone]:
    """08:00. Workers without wages, a hand hurt at work, and an old man who goes first."""
    day.it_is("08:00")
    wages = await furong.registers(
        "周小云",
        "46 个人去年 9 月起没发工资",
        "wage_arrears_migrant",
        involved_count=46,
        attendee_count=5,
        claimed_fen=106_000 * YUAN,
    )
    assert (await day.phone(wages))["ahead"] == 0
    day.it_is("08:05")
    hand = await furong.registers("李梅", "冲床压伤了手", "work_injury")
    day.it_is("08:10")
    pension = await furong.registers("邓建华", "养老金少算了五年", "deemed_contribution_years", needs=["elderly"])
    assert await day.queue() == [("A3", "need"), ("A1", "many"), ("A2", "arrival")]
    assert (await day.phone(wages))["ahead"] == 1
    return wages, hand, pension


async def the_leader_far_away_receives(day: ReceptionDay, furong: Site, pension: Someone, wages: Someone) -> None:
    """08:20 and 08:50. The provincial leader hears the old man, then the workers, and sees each of them."""
    day.it_is("08:20")
    leader = await day.signs_in("leader", PROVINCE)
    ticket, meeting = await day.receives_the_next(leader, furong)
    assert ticket == pension.ticket
    assert (await day.phone(pension))["state"] == "in_session"
    day.it_is("08:45")
    await day.concludes(leader, meeting, furong, "policy_explained")
    day.it_is("08:50")
    ticket, meeting = await day.receives_the_next(leader, furong)
    assert ticket == wages.ticket
    assert (await day.board())["figures"]["in_session_video"] == 1
    day.it_is("09:25")
    promised = {"amount_fen": 106_000 * YUAN, "owner_unit": "示例建设公司", "due_on": "2023-11-13"}
    await day.concludes(leader, meeting, furong, "agreed_to_pay", **promised)


async def a_person_is_not_there_and_comes_later(day: ReceptionDay, furong: Site, hand: Someone) -> None:
    """10:00. The desk calls the hurt hand, who does not come. The number is kept; ten minutes later she is there."""
    day.it_is("10:00")
    assert await furong.calls() == hand.ticket
    assert (await day.phone(hand))["room"] == 1
    day.it_is("10:05")
    await furong.says_of(hand, "no_show")
    assert (await day.phone(hand))["state"] == "waiting"
    day.it_is("10:15")
    assert await furong.calls() == hand.ticket
    await furong.says("reception_started", matter=hand.matter, mode="in_person")
    day.it_is("10:40")
    await furong.concludes(hand, "accepted", owner_unit="芙蓉区人社局", due_on="2024-01-08")


async def the_line_is_cut(day: ReceptionDay, furong: Site) -> Someone:
    """11:20. No line: no leader can call there from outside, and the site goes on alone. At noon all of it is told."""
    day.it_is("11:05")
    rent = await furong.registers("王秀英", "工资没发，房租交不上", "wage_arrears_other", needs=["hardship"])
    await furong.loses_its_line()
    day.it_is("11:20")
    assert await day.calls_in_vain(await day.signs_in("leader", PROVINCE)) == "site_not_heard"
    await furong.says("turn_called", matter=rent.matter, room=2)
    await furong.says("reception_started", matter=rent.matter, mode="in_person")
    day.it_is("11:40")
    late = await furong.registers("陈敏", "公司不给交社保", "contribution_makeup")
    day.it_is("11:50")
    paid = await furong.concludes(rent, "resolved_on_site", amount_fen=3_200 * YUAN)
    assert (await day.phone(rent))["state"] == "waiting"
    assert (await day.phone(late)).get("code") == "not_found"
    day.it_is("12:05")
    await furong.has_its_line_again()
    assert await furong.hands_in(keep=True) == ["accepted"] * 5
    assert await furong.hands_in() == ["duplicate"] * 5
    assert (await day.phone(rent))["state"] == "done"
    assert await day.queue() == [(late.ticket, "arrival")]
    day.it_is("12:10")
    changes = {"amount_fen": 3_250 * YUAN}
    await furong.says("entry_amended", entry=paid["id"], changes=changes, reason="漏算了半天加班费")
    return late


async def one_leader_hands_over_to_another(day: ReceptionDay, furong: Site, late: Someone) -> None:
    """14:30. The provincial leader is called away in the middle of it; a leader of the city goes on with it."""
    day.it_is("14:30")
    province, city = await day.signs_in("leader", PROVINCE), await day.signs_in("leader", CITY)
    ticket, meeting = await day.receives_the_next(province, furong)
    assert ticket == late.ticket
    await day.commands(province, furong, late, "hand_over", to="430100", reason="省里临时有会")
    await day.commands(city, furong, late, "accept_hand_over")
    await day.sits_down(city, meeting)
    day.it_is("15:00")
    told = {"owner_unit": "长沙市社保中心", "due_on": "2023-12-09"}
    await day.concludes(city, meeting, furong, "assigned", **told)


async def the_last_matter(day: ReceptionDay, furong: Site) -> None:
    """16:10. A person is registered twice by mistake, which is taken back. 16:30: the last matter."""
    day.it_is("16:10")
    last = await furong.registers("唐明", "合同没到期就被辞退", "labour_dispute")
    twice = await furong.registers("唐明", "合同没到期就被辞退", "labour_dispute")
    await furong.says("entry_withdrawn", entry=twice.registration, reason="重复登记")
    assert (await day.phone(twice))["code"] == "not_found"
    day.it_is("16:30")
    assert await furong.calls() == last.ticket
    await furong.says("reception_started", matter=last.matter, mode="in_person")
    day.it_is("16:45")
    await furong.concludes(last, "guided_to_legal_route", owner_unit="芙蓉区劳动人事争议仲裁委员会")
    assert await day.queue() == []


async def the_sites_close(day: ReceptionDay, furong: Site, tianxin: Site) -> None:
    """17:00. One site had no visitor all day and says so; both close and sign, and the organiser closes the day."""
    day.it_is("17:00")
    await tianxin.says("zero_reported")
    for site in (furong, tianxin):
        await site.says("site_closed")
    day.organiser = await day.signs_in("organiser", PROVINCE)
    assert await day.goes("close") == "closing"
    coordinator = await day.signs_in("coordinator", CITY)
    assert [await day.signs(coordinator, site) for site in (furong, tianxin)] == ["signed", "signed"]
    await sign_off(day.client, day.organiser.headers, reason="长沙市、各区县另行签章")
    assert await day.goes("reconcile") == "reconciled"


async def in_the_evening_every_figure_is_what_was_said(day: ReceptionDay) -> None:
    """18:00. Six matters, one of them resolved on the spot; the journal proves it."""
    day.it_is("18:00")
    tally = await day.get(f"/api/days/{DAY}/tally")
    assert tally["sites"] == {"expected": 2, "opened": 2, "closed": 2}
    all_of_it = {
        "matters": 6,
        "involved": 51,
        "attendees": 10,
        "resolved_on_site": 1,
        "amount_fen": 3_250 * YUAN,
    }
    assert (tally["totals"], tally["by_city"]) == (all_of_it, {"430100": all_of_it})
    assert tally["by_outcome"] == {
        "accepted": 1,
        "agreed_to_pay": 1,
        "assigned": 1,
        "guided_to_legal_route": 1,
        "policy_explained": 1,
        "resolved_on_site": 1,
    }
    proof = await asyncio.to_thread(reception, "verify", DAY, "--data", str(day.data))
    assert (proof.returncode, proof.stdout.rpartition(": ")[2].strip()) == (0, "0 differences"), proof.stderr


async def at_home_a_petitioner_looks_at_the_phone(day: ReceptionDay, wages: Someone, open_context: OpenContext) -> None:
    """19:30. How much, who, by when: on the page that the paper's code opens, without an account or a name."""
    day.it_is("19:30")
    phone = await (await open_context(viewport={"width": 390, "height": 844})).new_page()
    await phone.goto(f"http://localhost:{day.client.port}/t/{wages.code}")
    await expect(phone.get_by_role("heading", name="说好了给您钱")).to_be_visible(timeout=PATIENCE)
    said = await phone.inner_text("main")
    assert [word for word in ("10.6 万元", "示例建设公司", "11月13日前") if word not in said] == []
    assert "周" not in said


async def test_one_day(reception_day: ReceptionDay, open_context: OpenContext) -> None:
    day = reception_day
    furong, tianxin = await before_eight(day)
    wages, hand, pension = await three_people_come(day, furong)
    await the_leader_far_away_receives(day, furong, pension, wages)
    await a_person_is_not_there_and_comes_later(day, furong, hand)
    late = await the_line_is_cut(day, furong)
    await one_leader_hands_over_to_another(day, furong, late)
    await the_last_matter(day, furong)
    await the_sites_close(day, furong, tianxin)
    await in_the_evening_every_figure_is_what_was_said(day)
    await at_home_a_petitioner_looks_at_the_phone(day, wages, open_context)
