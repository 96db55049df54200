"""Policy topics by HTTP: versions, two editors, filters, and the shipped examples."""

from datetime import date
from typing import Any

from server.before.topics.samples import samples
from server.sites.reference import SCHEDULES, read_reference
from tests.support.people import CITY, COUNTY, PROVINCE, Browser, browser_of, code_of
from tests.support.service import Client

TOLD: dict[str, Any] = {
    "title_zh": "总承包单位先行清偿",
    "title_en": None,
    "answer_zh": "由施工总承包单位先行清偿，再依法进行追偿。",
    "answer_en": None,
    "plain_zh": "总包先给，再由总包去追。",
    "plain_en": None,
    "basis": [{"law": "保障农民工工资支付条例", "article": "第三十条"}],
    "categories": ["wage_arrears_migrant"],
    "owner_unit": None,
    "valid_from": "2020-05-01",
    "valid_until": None,
}
NEW = {"code": "pays-first", **TOLD}


async def listed(browser: Browser, query: str = "") -> list[str]:
    answer = await browser.get(f"/api/topics{query}")
    assert answer.status == 200, await answer.text()
    return [one["code"] for one in (await answer.json())["items"]]


async def test_a_topic_is_made_changed_and_every_version_is_kept(service: Client) -> None:
    organiser, _ = await browser_of(service)
    made = await organiser.post("/api/topics", NEW)
    assert (made.status, await made.json()) == (201, {**NEW, "version": 1})
    second = {**TOLD, "plain_zh": "总包先给。", "version": 1}
    changed = await organiser.put("/api/topics/pays-first", second)
    assert (await changed.json())["version"] == 2
    again = await organiser.put("/api/topics/pays-first", {**second, "version": 2})
    assert (await again.json())["version"] == 2  # nothing differs: no version
    kept = (await (await organiser.get("/api/topics/pays-first/versions")).json())["items"]
    assert [(one["version"], one["plain_zh"]) for one in kept] == [(2, "总包先给。"), (1, "总包先给，再由总包去追。")]
    assert await code_of(await organiser.post("/api/topics", NEW)) == (409, "topic_code_taken")
    assert await code_of(await organiser.get("/api/topics/none/versions")) == (404, "not_found")


async def test_the_second_editor_is_told_what_the_first_changed(service: Client) -> None:
    first, _ = await browser_of(service)
    second, _ = await browser_of(service)
    await first.post("/api/topics", NEW)
    await first.put("/api/topics/pays-first", {**TOLD, "valid_until": "2027-01-01", "version": 1})
    refused = await second.put("/api/topics/pays-first", {**TOLD, "title_zh": "别的", "version": 1})
    told = await refused.json()
    assert (refused.status, told["code"], told["version"], told["changed"]) == (
        *(409, "topic_changed", 2),
        [{"what": "valid_until", "was": None, "now": "2027-01-01"}],
    )
    assert (await (await first.get("/api/topics")).json())["items"] == [
        {**NEW, "valid_until": "2027-01-01", "version": 2}
    ]


async def test_what_a_topic_cannot_be_is_refused_and_changes_nothing(service: Client) -> None:
    organiser, _ = await browser_of(service)
    for wrong, code in (
        ({"code": "No Code"}, "topic_code_form"),
        ({"valid_until": "2020-05-01"}, "topic_valid"),
        ({"answer_zh": "请拨打 13812345678。"}, "topic_words_number"),
        ({"owner_unit": "NO-UNIT"}, "topic_unit_unknown"),
        ({"categories": ["cooking"]}, "invalid"),
        ({"basis": []}, "invalid"),
        ({"plain_zh": "两行\n字"}, "invalid"),
        ({"title_zh": "题" * 61}, "invalid"),
    ):
        assert await code_of(await organiser.post("/api/topics", {**NEW, **wrong})) == (422, code), wrong
    assert await listed(organiser) == []


async def test_the_examples_are_added_once_found_by_words_and_leave_ones_own_alone(service: Client) -> None:
    organiser, _ = await browser_of(service)
    own = {**NEW, "code": "general-contractor-pays-first"}
    await organiser.post("/api/topics", own)
    assert [(await (await organiser.post("/api/topic-samples")).json())["made"] for _ in range(2)] == [11, 0]
    everything = await (await organiser.get("/api/topics?limit=5")).json()
    rest = await listed(organiser, f"?cursor={everything['next']}")
    assert (everything["total"], len(rest), [one["code"] for one in everything["items"]][-1] < rest[0]) == (12, 7, True)
    assert {**own, "version": 1} in (await (await organiser.get("/api/topics?limit=50")).json())["items"]
    assert await listed(organiser, "?q=%E7%AC%AC%E4%BA%8C%E5%8D%81%E4%B8%83%E6%9D%A1") == ["arbitration-limitation"]
    assert await listed(organiser, "?category=work_injury") == ["work-injury-benefit-dispute"]
    assert await listed(organiser, "?q=%25") == []
    await organiser.post("/api/topics", {**NEW, "code": "over", "valid_until": "2021-01-01"})
    assert "over" not in await listed(organiser, "?valid=true&limit=50")
    leader, _ = await browser_of(service, "leader", COUNTY)
    assert "over" in await listed(leader, "?limit=50")


async def test_only_an_organiser_of_the_whole_province_words_topics(service: Client) -> None:
    organiser, _ = await browser_of(service)
    await organiser.post("/api/topics", NEW)
    for role, places, refusal in (
        ("organiser", CITY, (404, "not_found")),
        ("officer", PROVINCE, (403, "not_allowed")),
        ("leader", PROVINCE, (403, "not_allowed")),
    ):
        other, _ = await browser_of(service, role, places)
        assert await code_of(await other.post("/api/topics", {**NEW, "code": "mine"})) == refusal
        assert await code_of(await other.put("/api/topics/pays-first", {**TOLD, "version": 1})) == refusal
        assert await code_of(await other.post("/api/topic-samples")) == refusal
    assert await listed(organiser) == ["pays-first"]


def test_the_twelve_examples_name_articles_and_categories_that_are_there() -> None:
    known = read_reference(SCHEDULES / "reference").categories
    assert len(samples()) == 12
    for told in samples().values():
        assert told.basis != ()
        assert set(told.categories) <= set(known)
        assert None not in (told.title_en, told.answer_en, told.plain_en)
        assert told.valid_from <= date(2022, 5, 1)
