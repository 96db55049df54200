"""A planned day is rehearsed at every site, scored, and purged; nothing of it is in the real day."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from server import keys
from server.before.agenda.actions import command_day
from server.before.agenda.model import Day
from server.before.agenda.rules import DayHappening, DayState
from server.db import EVERYWHERE
from server.jobs.model import Job
from server.notices.model import Notice
from tests.support.bookings import booked
from tests.support.hand_in import everything
from tests.support.people import CITY, browser_of
from tests.support.plan import HERE, NEXT_DOOR, person
from tests.support.rehearsed import AT, DAY, Rehearsed, come, local, rehearsed
from tests.support.service import Client

Json = dict[str, Any]
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


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


async def test_a_site_practises_at_its_link_and_nothing_of_it_is_in_the_real_day(
    planned: Rehearsed, http: aiohttp.ClientSession
) -> None:
    await booked(planned.service, day=DAY, name="真名人", summary="真的事情")
    before = await _real(planned)
    found = await planned.started()
    assert [one["kind"] for one in found["links"]] == ["wall", "site", "site", "site", "person"]
    assert found["grades"] == {"green": 0, "amber": 0, "red": 3}
    desk = await come(http, _link(found, HERE))
    status, day = await desk.ask("GET", f"/api/days/{DAY}")
    assert (status, day["is_rehearsal"], day["state"]) == (200, True, "live")
    status, listed = await desk.ask("GET", f"/api/days/{DAY}/sites/{HERE}/bookings")
    assert (status, len(listed["items"])) == (200, 2)
    assert all(one["name"].startswith("演练") for one in listed["items"])
    status, checked = await desk.ask("POST", f"/api/days/{DAY}/sites/{HERE}/reports", {"id": str(uuid7()), **REPORT})
    assert status == 201, checked
    await desk.say("site_opened", {"rooms": 1}, site=HERE)
    await desk.say("matter_registered", {**STORY, "matter": str(uuid7())}, site=HERE)
    await planned.until(lambda now: _of(now, HERE)["entered_after"] is not None)
    leader = await come(http, next(one["url"] for one in found["links"] if one["kind"] == "person"))
    assert leader.went_to == "/leader"
    assert (await leader.ask("GET", "/api/me"))[1]["name"] == "张某"
    ended = await planned.ended()
    practised = _of(ended, HERE)
    assert None not in [practised[f"{step}_after"] for step in ("reached", "enrolled", "checked", "opened", "entered")]
    assert practised["checks"] == {**dict.fromkeys(practised["checks"], "green"), "line": "red"}
    assert (practised["grade"], practised["weak"]) == ("red", ["check_missing"])
    assert _of(ended, NEXT_DOOR)["weak"][0] == "not_reached"
    assert ended["links"] == []
    assert list(planned.folder.iterdir()) == []
    assert await _real(planned) == before
    answer = await planned.organiser.get("/api/days/2023-12-14/rehearsal-table?form=csv&weak=true")
    assert (answer.status, len((await answer.text()).splitlines())) == (200, 1 + 3)


async def test_two_organisers_who_start_at_once_have_one_rehearsal(planned: Rehearsed) -> None:
    other, _ = await browser_of(planned.service)
    told = await asyncio.gather(planned.ask("POST"), planned.ask("POST", by=other))
    statuses = sorted(status for status, _ in told)
    assert statuses in ([202, 202], [202, 409])  # 409 changed_meanwhile at most, and then it is there
    again = await planned.ask("POST", by=other)
    assert {one["id"] for status, one in [*told, again] if status == 202} == {again[1]["id"]}
    assert (await planned.ended())["id"] == again[1]["id"]


async def test_a_rehearsal_whose_process_is_killed_goes_on_with_what_was_practised(
    planned: Rehearsed, http: aiohttp.ClientSession
) -> None:
    found = await planned.started()
    desk = await come(http, _link(found, HERE))
    await planned.until(lambda now: _of(now, HERE)["enrolled_after"] is not None)
    for pid in _children():
        os.kill(pid, signal.SIGKILL)
    async with asyncio.timeout(60):
        while not await _answers(desk.base, http):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert (await desk.ask("GET", f"/api/days/{DAY}"))[0] == 200
    (folder,) = planned.folder.iterdir()
    assert folder.name == found["id"]
    async with http.get(f"{desk.base}/rehearsal/{'0' * 64}", allow_redirects=False) as answer:
        assert answer.status == 404
    ended = await planned.ended()
    assert _of(ended, HERE)["enrolled_after"] is not None
    with pytest.raises(aiohttp.ClientError):
        await http.get(local(_link(found, HERE)))


async def test_a_day_that_begins_ends_its_rehearsal(planned: Rehearsed) -> None:
    await planned.started()
    async with planned.service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        (await tx.get(Day, DAY)).state = DayState.LINE_CHECK
        await tx.flush()
        await command_day(tx, DAY, DayHappening.GO_LIVE, by=person("organiser"), now=_now(planned))
    ended = await planned.until(lambda found: found["state"] == "ended")
    assert ended["may_start"] is False
    assert (await planned.ask("POST"))[1]["code"] == "rehearsal_not_now"
    assert (await planned.ask("DELETE"))[1]["code"] == "rehearsal_none"


async def test_only_who_leads_the_whole_day_sees_or_starts_its_rehearsal(planned: Rehearsed) -> None:
    below, _ = await browser_of(planned.service, "organiser", CITY)
    clerk, _ = await browser_of(planned.service, "coordinator", CITY)
    for method in ("GET", "POST", "DELETE"):
        assert (await planned.ask(method, by=below))[1]["code"] == "not_found"
        assert (await planned.ask(method, by=clerk))[1]["code"] == "not_allowed"
    status, found = await planned.ask("GET")
    assert (status, found["id"], found["may_start"], found["scores"]) == (200, None, True, [])
    assert (await planned.ask("GET", f"{AT}-table"))[1]["code"] == "rehearsal_none"
    assert (await planned.ask("POST", AT.replace(DAY, "2023-12-99")))[0] in {400, 404}


async def _real(planned: Rehearsed) -> tuple[Any, ...]:
    """All rows that entries make, the tally, and what is or will be sent."""
    rows = await everything(planned.service)
    _, tally = await planned.ask("GET", f"/api/days/{DAY}/tally")
    async with planned.service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        notices = await tx.scalars(select(Notice.key).order_by(Notice.key))
        jobs = await tx.scalars(select(Job.key).order_by(Job.key))
    return rows, tally, notices, jobs


def _now(planned: Rehearsed) -> Any:
    return planned.service.app[keys.CLOCK].now()


def _of(found: Json, site: str) -> Json:
    return next(one for one in found["scores"] if one["site"] == site)


def _link(found: Json, site: str) -> str:
    return str(next(one["url"] for one in found["links"] if one["site"] == site))


def _children() -> list[int]:
    """The processes of rehearsals that this one started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            command = (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == os.getpid() and b"of_day.child" in command:
            found.append(int(stat.parent.name))
    return found


async def _answers(base: str, http: aiohttp.ClientSession) -> bool:
    try:
        async with http.get(f"{base}/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False
