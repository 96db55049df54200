"""A planned day is rehearsed at every site, scored, and purged; nothing of it is in the real day."""

import aiohttp
import pytest
from uuid_utils.compat import uuid7

from tests.support.plan import HERE, NEXT_DOOR
from tests.support.rehearsed import DAY, Rehearsed, come, rehearsed
from tests.support.service import Client

REPORT = {
    "room": 1,
    "camera": "works",
    "picture_height": 720,
    "microphone": "works",
    "loudness": 0.5,
    "sees_chair": True,
    "hears_chime": True,
    "at_mains": True,
    "has_forms": True,
}
STORY = {
    "category": "work_injury",
    "involved_count": 1,
    "attendee_count": 1,
    "needs": [],
    "is_repeat": False,
    "channel": "site",
    "summary": "（演练）",
}


@pytest.fixture
async def planned(service: Client) -> Rehearsed:
    return await rehearsed(service)


async def test_a_site_practises_at_its_link_and_is_scored(planned: Rehearsed) -> None:
    found = await planned.started()
    assert [one["kind"] for one in found["links"]] == ["wall", "site", "site", "site", "person"]
    assert found["grades"] == {"green": 0, "amber": 0, "red": 3}
    (link,) = [one["url"] for one in found["links"] if one["site"] == HERE]
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        desk = await come(http, link)
        status, day = await desk.ask("GET", f"/api/days/{DAY}")
        assert (status, day["is_rehearsal"], day["state"]) == (200, True, "live")
        status, checked = await desk.ask(
            "POST", f"/api/days/{DAY}/sites/{HERE}/reports", {"id": str(uuid7()), **REPORT}
        )
        assert status == 201, checked
        await desk.say("site_opened", {"rooms": 1}, site=HERE)
        await desk.say("matter_registered", {**STORY, "matter": str(uuid7())}, site=HERE)
        status, shown = await planned.ask("GET")
        await planned.until(lambda now: _score(now, HERE)["entered_after"] is not None)
        ended = await planned.ended()
    score = _score(ended, HERE)
    assert all(score[f"{step}_after"] is not None for step in ("reached", "enrolled", "checked", "opened", "entered"))
    assert score["checks"] == {**dict.fromkeys(score["checks"], "green"), "line": "red"}
    assert (score["grade"], score["weak"]) == ("red", ["check_missing"])
    assert _score(ended, NEXT_DOOR)["weak"][0] == "not_reached"
    assert ended["links"] == []
    assert list(planned.folder.iterdir()) == []


def _score(found: dict, site: str) -> dict:
    return next(one for one in found["scores"] if one["site"] == site)
