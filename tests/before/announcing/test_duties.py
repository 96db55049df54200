"""One's duties in one's calendar, read by another library than the one that wrote them: told, moved, taken away."""

from typing import Any

import pytest
import vobject  # type: ignore[import-untyped]  # has no types
from sqlalchemy import delete

from server import keys
from server.before.announcing.api import earlier_duties_told
from server.before.announcing.model import DutyTold
from server.db import EVERYWHERE
from tests.before.roster.test_api import AT, DAY, Kept, seen_of
from tests.support.people import COUNTY, Browser, browser_of, clock_of
from tests.support.plan import HERE, make_sites
from tests.support.service import Client


@pytest.fixture
async def kept(service: Client) -> Kept:
    await make_sites(service.app[keys.DATABASE])
    officer, _ = await browser_of(service)
    made = Kept(service, officer)
    assert (await made.ask("POST /api/days", {"date": DAY}))[0] == 201
    return made


async def duties_in(kept: Kept, path: str) -> list[Any]:
    answer = await kept.service.get(path)
    assert answer.status == 200
    events = getattr(vobject.readOne((await answer.read()).decode()), "vevent_list", [])
    return [one for one in events if hasattr(one, "url") and one.url.value.endswith("/duty")]


async def address(of: Browser) -> str:
    answer = await of.post("/api/me/calendars", {"series": None})
    return "/api/calendars/" + str((await answer.json())["address"]).rpartition("/")[2]


async def one_of(kept: Kept, path: str) -> tuple[str, str, int, str]:
    clock_of(kept.service).forward(minutes=1)
    (event,) = await duties_in(kept, path)
    return event.uid.value, event.status.value, int(event.sequence.value), f"{event.dtstart.value:%H:%M}"


@pytest.fixture
async def official(kept: Kept) -> tuple[Browser, str]:
    page, who = await kept.account("department", COUNTY)
    return page, who.person.id


async def test_a_duty_keeps_its_uid_and_counts_on_through_all_that_becomes_of_it(
    kept: Kept, official: tuple[Browser, str]
) -> None:
    page, ident = official
    path = await address(page)
    assert await duties_in(kept, path) == []
    status, told = await kept.duty(ident, kind="department", begins_at="09:00:00", ends_at="11:00:00")
    assert status == 201
    seen = [await one_of(kept, path)]
    duty, was = seen_of(told)
    wanted = {**was, "begins_at": "10:00:00"}
    status, told = await kept.ask(f"PUT {AT}/duties/{duty}", {**wanted, "seen": was})
    assert status == 200, told
    seen.append(await one_of(kept, path))
    assert (await kept.duty(await kept.ident(), region="430000"))[0] == 201  # another's duty tells nothing here
    assert (await kept.ask(f"POST {AT}/commands", {"command": "announce"}))[0] == 200
    seen.append(await one_of(kept, path))
    version = next(one["version"] for one in (await kept.ask(f"GET {AT}/roster"))[1]["duties"] if one["id"] == duty)
    assert (await kept.ask(f"DELETE {AT}/duties/{duty}?version={version}"))[0] == 200
    seen.append(await one_of(kept, path))
    assert [(one[1], one[3]) for one in seen] == [
        *(("TENTATIVE", "09:00"), ("TENTATIVE", "10:00"), ("CONFIRMED", "10:00"), ("CANCELLED", "10:00")),
    ]
    assert ({one[0] for one in seen}, [one[2] for one in seen]) == ({seen[0][0]}, [0, 1, 2, 3])


async def test_who_hands_a_duty_over_hears_that_it_is_off_and_the_substitute_has_it(
    kept: Kept, official: tuple[Browser, str]
) -> None:
    (page, ident), (other_page, other) = official, await kept.account("department", COUNTY)
    mine, theirs = await address(page), await address(other_page)
    duty, _ = seen_of((await kept.duty(ident, kind="department", substitute=other.person.id))[1])
    assert (await duties_in(kept, theirs), (await one_of(kept, mine))[1]) == ([], "TENTATIVE")
    assert (await kept.ask(f"POST /api/duties/{duty}/take-over", {}, by=other_page))[0] == 200
    off, on = await one_of(kept, mine), await one_of(kept, theirs)
    assert (off[1:3], on[1:3], off[0] != on[0]) == (("CANCELLED", 1), ("TENTATIVE", 0), True)
    assert (await kept.ask(f"POST {AT}/duties/{duty}/commands", {"command": "hand_back"}))[0] == 200
    assert [(await one_of(kept, path))[1:3] for path in (mine, theirs)] == [("TENTATIVE", 2), ("CANCELLED", 1)]


async def test_a_day_that_is_called_off_cancels_its_duties_and_a_day_put_off_plans_them_anew(
    kept: Kept, official: tuple[Browser, str]
) -> None:
    page, ident = official
    path = await address(page)
    await kept.duty(ident, kind="department")
    assert (await kept.duty(await kept.ident(), region="430000"))[0] == 201
    assert (await kept.ask(f"POST {AT}/commands", {"command": "announce"}))[0] == 200
    later = {"command": "postpone", "to": "2023-12-21", "reason": "台风"}
    assert (await kept.ask(f"POST {AT}/commands", later))[0] == 200
    told = {f"{one.dtstart.value:%m-%d}": one for one in await duties_in(kept, path)}
    assert {on: one.status.value for on, one in told.items()} == {"12-14": "CANCELLED", "12-21": "TENTATIVE"}
    assert len({one.uid.value for one in told.values()}) == 2
    assert "部门" in told["12-21"].summary.value or "Department" in told["12-21"].summary.value
    assert HERE not in told["12-21"].summary.value
    assert (DAY, told["12-14"].sequence.value) == (DAY, "2")


async def test_duties_of_an_earlier_version_are_told_when_the_service_starts_and_only_once(
    kept: Kept, official: tuple[Browser, str]
) -> None:
    page, ident = official
    path = await address(page)
    assert (await kept.duty(ident, kind="department"))[0] == 201
    app = kept.service.app
    async with app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await tx.change(delete(DutyTold))
    assert await duties_in(kept, path) == []
    for _ in range(2):
        opening = earlier_duties_told(app)
        await anext(opening)
        assert (await one_of(kept, path))[1:3] == ("TENTATIVE", 0)
        await anext(opening, None)
