"""The brief of the one who called: the booking's own words, the policy, similar matters, who joins; none for others."""

from typing import Any
from uuid import UUID

from server import keys
from server.before.booking.model import Booking
from server.before.topics.fitting import fitting
from server.before.topics.samples import samples
from server.db import EVERYWHERE
from tests.support.briefs import WORDS, prepared
from tests.support.hand_in import DAY, Headers
from tests.support.people import CITY, COUNTY, SITE
from tests.support.plan import HERE, NEXT_DOOR, signed_in
from tests.support.service import Client


async def brief_of(client: Client, matter: UUID, headers: Headers) -> dict[str, Any]:
    answer = await client.get(f"/api/days/{DAY}/matters/{matter}/brief?site={HERE}", headers=headers)
    found: dict[str, Any] = await answer.json()
    return found


async def test_the_caller_reads_all_that_the_viewers_places_hold(receiving: Client, device: Headers) -> None:
    booking = await prepared(receiving, device)
    leader, other = await signed_in(receiving, "leader", CITY), await signed_in(receiving, "leader", SITE)
    body = {"mode": "in_person", "site": HERE, "matter": str(booking.id)}
    assert (await receiving.post(f"/api/days/{DAY}/calls", json=body, headers=leader)).status == 201
    found = (await brief_of(receiving, booking.id, leader))["background"]
    assert found["told"] == {
        "wanted": "春节前拿到全部工资。",
        "respondent": "（示例）某建筑公司",
        "summary": WORDS,
        "people_count": 2,
        "claimed_fen": 30_000_00,
        "workers": 2,
    }
    assert [(one["offer"], one["owed_fen"], one["attendee"], one["is_late"]) for one in found["answers"]] == [
        (None, None, None, False),
        ("总包三日内先行清偿。", 30_000_00, "刘建设", False),
    ]
    assert (found["policy"]["code"], found["policy"]["basis"]) == (
        "general-contractor-pays-first",
        [{"law": "保障农民工工资支付条例", "article": "第三十条"}],
    )
    assert {one["site"] for one in found["similar"]} == {HERE, NEXT_DOOR}
    assert {(one["outcome"], one["amount_fen"], one["due_on"]) for one in found["similar"]} == {
        ("agreed_to_pay", 54_000_000, "2023-11-15")
    }
    assert [(one["name"], one["kind"]) for one in found["joins"]] == [
        ("何译员", "interpreter"),
        ("刘建设", "department"),
    ]
    assert (await brief_of(receiving, booking.id, other))["background"] is None


async def test_a_leader_reads_before_the_call_of_those_who_wait_for_their_appointment(
    receiving: Client, device: Headers
) -> None:
    booking = await prepared(receiving, device)
    leader, other = await signed_in(receiving, "leader", CITY), await signed_in(receiving, "leader", CITY)
    me = (await (await receiving.get("/api/me", headers=leader)).json())["id"]
    assert (await brief_of(receiving, booking.id, leader))["background"] is None
    async with receiving.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        agreed = await tx.get(Booking, booking.id)
        agreed.appointed_leader, agreed.appointed_at = UUID(me), receiving.app[keys.CLOCK].now()
    found = await brief_of(receiving, booking.id, leader)
    assert (found["turn"]["state"], found["background"]["told"]["summary"]) == ("waiting", WORDS)
    assert found["facts"]["summary"] == WORDS
    assert (await brief_of(receiving, booking.id, other))["background"] is None
    body = {"mode": "in_person", "site": HERE, "matter": str(booking.id)}
    assert (await receiving.post(f"/api/days/{DAY}/calls", json=body, headers=other)).status == 201
    assert (await brief_of(receiving, booking.id, leader))["background"] is None


async def test_a_leader_of_a_county_reads_of_no_matter_and_no_duty_beyond_it(
    receiving: Client, device: Headers
) -> None:
    booking = await prepared(receiving, device)
    leader = await signed_in(receiving, "leader", COUNTY)
    body = {"mode": "in_person", "site": HERE, "matter": str(booking.id)}
    assert (await receiving.post(f"/api/days/{DAY}/calls", json=body, headers=leader)).status == 201
    found = (await brief_of(receiving, booking.id, leader))["background"]
    assert {one["site"] for one in found["similar"]} == {HERE}
    assert [one["name"] for one in found["joins"]] == ["何译员"]
    assert NEXT_DOOR not in str(found)


def test_the_topic_of_the_category_fits_and_without_one_only_many_equal_words() -> None:
    migrant = {"wage_arrears_migrant", "wage_arrears"}
    assert fitting(samples(), migrant, WORDS) == "general-contractor-pays-first"
    assert fitting(samples(), migrant, "去劳动监察投诉过，立案后一直没有查完") == "wage-complaint-to-inspection"
    assert fitting(samples(), {"work_injury"}, "") == "work-injury-benefit-dispute"
    assert fitting(samples(), set(), "申请劳动仲裁的时效过了一年怎么办") == "arbitration-limitation"
    assert fitting(samples(), {"employment"}, "培训补贴") is None
    assert fitting({}, migrant, WORDS) is None
