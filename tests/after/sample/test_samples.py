"""Sample call-backs through the routes: drawn by an organiser, called by the level, shown beside the site's figure."""

import asyncio
from typing import Any

import pytest
from uuid_utils import uuid7

from server import keys
from server.before.agenda.actions import find_day, move_day
from server.before.agenda.rules import DayHappening
from server.db import EVERYWHERE
from tests.support.case_desk import Desk, amended, desk
from tests.support.hand_in import DAY
from tests.support.people import COUNTY, NEXT_COUNTY, Browser, browser_of, clock_of
from tests.support.plan import HERE

__all__ = ["desk"]
CANARY = "测试甲"


class Samples:
    """An organiser of the province draws and calls."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.page = desk, desk.page

    async def close(self) -> None:
        async with self.desk.service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
            move_day(tx, await find_day(tx, DAY), DayHappening.CLOSE, now=clock_of(self.desk.service).now())

    async def draw(self, by: Browser | None = None, **more: object) -> tuple[int, Any]:
        answer = await (by or self.page).post("/api/samples", {"day": DAY, "per_site": 2, "seen": 0, **more})
        return answer.status, await answer.json()

    async def listed(self, by: Browser | None = None) -> dict[str, Any]:
        told: dict[str, Any] = await (await (by or self.page).get(f"/api/samples?day={DAY}")).json()
        return told

    async def calls(self, draw: Any, n: int, result: str, by: Browser | None = None, **more: object) -> tuple[int, Any]:
        path = f"/api/samples/{draw['id']}/calls/{draw['calls'][n]['id']}/attempts"
        answer = await (by or self.page).post(path, {"id": str(uuid7()), "result": result, **more})
        return answer.status, await answer.json()

    async def results(self, by: Browser | None = None, asked: str = f"?day={DAY}") -> list[dict[str, Any]]:
        told = await (await (by or self.page).get(f"/api/sample-results{asked}")).json()
        found: list[dict[str, Any]] = told["items"]
        return found


@pytest.fixture
async def samples(desk: Desk) -> Samples:
    """Three matters resolved on site, and one that was not."""
    for _ in range(3):
        await desk.matter(outcome="resolved_on_site")
    await desk.matter(outcome="accepted")
    return Samples(desk)


async def test_a_sample_is_drawn_once_the_day_closes_and_again_only_with_a_reason(samples: Samples) -> None:
    assert (await samples.draw())[1]["code"] == "sample_early"
    assert (await samples.listed()) == {"items": [], "candidates": None}
    await samples.close()
    assert (await samples.listed())["candidates"] == 3
    assert (await samples.draw(per_site=0))[0] == 422
    assert (await samples.draw(day="2023-12-09"))[1]["code"] == "sample_early"
    status, told = await samples.draw()
    assert (status, told["number"], told["drawn"], told["is_repeated"], told["reason"]) == (200, 1, 2, True, None)
    assert [line.split("\t")[0] for line in told["candidate_list"].splitlines()] == [HERE] * 3
    assert {one["matter"] for one in told["calls"]} < {x.split("\t")[1] for x in told["candidate_list"].splitlines()}
    assert (await samples.draw())[1]["code"] == "sample_changed"
    assert (await samples.draw(seen=1))[1]["code"] == "sample_reason"
    assert (await samples.draw(seen=1, reason="\u202e"))[1]["code"] == "case_words"
    assert [one["number"] for one in (await samples.listed())["items"]] == [1]
    status, second = await samples.draw(seen=1, reason="名单漏了一个接访点")
    assert (status, second["number"], second["reason"]) == (200, 2, "名单漏了一个接访点")
    assert second["seed"] != told["seed"]
    first, *_ = [one for one in (await samples.listed())["items"] if one["number"] == 1]
    assert (first["is_standing"], (await samples.calls(told, 0, "reached"))[1]["code"]) == (False, "sample_replaced")


async def test_two_organisers_who_draw_at_once_get_one_draw(samples: Samples) -> None:
    await samples.close()
    answers = await asyncio.gather(*(samples.draw() for _ in range(4)))
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]
    assert len((await samples.listed())["items"]) == 1


async def test_what_a_person_says_stands_beside_the_sites_figure_and_changes_none(samples: Samples) -> None:
    await samples.close()
    tally = await (await samples.page.get(f"/api/days/{DAY}/tally")).json()
    _, draw = await samples.draw()
    assert (await samples.results()) == [
        {"site": HERE, "drawn": 2, "reached": 0, "resolved": 0, "partly": 0, "not_resolved": 0}
    ]
    assert (await samples.calls(draw, 0, "not_reached", verdict="resolved"))[1]["code"] == "sample_said"
    assert (await samples.calls(draw, 0, "reached", words="\u200b"))[1]["code"] == "case_words"
    body = {"id": str(uuid7()), "result": "reached", "verdict": "not_resolved", "words": CANARY}
    path = f"/api/samples/{draw['id']}/calls/{draw['calls'][0]['id']}/attempts"
    answers = [await samples.page.post(path, body) for _ in range(2)]
    told = await answers[1].json()
    assert [one.status for one in answers] == [200, 200]
    assert [one["words"] for one in told["calls"][0]["attempts"]] == [CANARY]
    assert (await samples.calls(draw, 0, "reached"))[1]["code"] == "call_back_ended"
    states = [(await samples.calls(draw, 1, "not_reached"))[1]["calls"][1]["state"] for _ in range(3)]
    assert states == ["due", "due", "given_up"]
    assert await samples.results() == [
        {"site": HERE, "drawn": 2, "reached": 1, "resolved": 0, "partly": 0, "not_resolved": 1}
    ]
    assert await samples.results(asked="") == await samples.results()
    assert await (await samples.page.get(f"/api/days/{DAY}/tally")).json() == tally


async def test_a_second_draw_hides_no_result_and_leaves_out_who_wants_no_call(samples: Samples) -> None:
    await samples.close()
    _, draw = await samples.draw(per_site=3)
    await samples.calls(draw, 0, "reached", verdict="not_resolved")
    await samples.calls(draw, 1, "refused")
    _, second = await samples.draw(per_site=3, seen=1, reason="再核一次")
    assert len(second["calls"]) == 2
    assert draw["calls"][1]["matter"] not in {one["matter"] for one in second["calls"]}
    (result,) = await samples.results()
    assert (result["drawn"], result["reached"], result["not_resolved"]) == (3, 1, 1)
    at = next(n for n, one in enumerate(second["calls"]) if one["matter"] == draw["calls"][0]["matter"])
    await samples.calls(second, at, "reached", verdict="resolved")
    (result,) = await samples.results()
    assert (result["drawn"], result["reached"], result["not_resolved"], result["resolved"]) == (3, 1, 0, 1)


async def test_a_draw_is_read_and_called_by_its_own_level_alone(samples: Samples) -> None:
    await samples.close()
    county, _ = await browser_of(samples.desk.service, "organiser", COUNTY)
    officer, _ = await browser_of(samples.desk.service, "officer", COUNTY)
    far, _ = await browser_of(samples.desk.service, "organiser", NEXT_COUNTY)
    _, draw = await samples.draw()
    assert (await samples.listed(by=county))["items"] == []
    assert (await samples.calls(draw, 0, "reached", by=county))[0] == 404
    assert [one["site"] for one in await samples.results(by=officer)] == [HERE]
    assert await samples.results(by=far) == []
    assert (await samples.draw(by=officer))[0] == 403
    assert (await samples.draw(by=far))[1]["code"] == "sample_none"
    status, own = await samples.draw(by=county)
    assert (status, own["place"], own["is_own"]) == (200, "430102", True)
    assert (await samples.calls(own, 0, "reached", by=officer, verdict="partly"))[0] == 200
    assert [(one["place"], one["is_own"]) for one in (await samples.listed())["items"]] == [
        ("430000", True),
        ("430102", False),
    ]


async def test_an_amended_outcome_is_said_and_an_erasure_takes_the_words_along(samples: Samples) -> None:
    said = await samples.desk.matter(outcome="resolved_on_site")
    await samples.close()
    _, draw = await samples.draw(per_site=4)
    await samples.calls(draw, 0, "reached", verdict="partly", words=CANARY)
    await samples.desk.hand_in(amended(said, {"outcome": "accepted"}, "录入有误"))
    async with samples.desk.service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await samples.desk.service.app[keys.SEALER].destroy(await tx.connection(), "430100", DAY[:7])
    told = await (await samples.page.get(f"/api/samples/{draw['id']}")).json()
    (attempt,) = told["calls"][0]["attempts"]
    assert (attempt["words"], attempt["result"]) == (None, "reached")
    not_counted = [one["matter"] for one in told["calls"] if not one["is_counted"]]
    assert (not_counted, told["is_repeated"]) == ([said["data"]["matter"]], True)
