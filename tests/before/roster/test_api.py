"""A roster is kept from the screens: leaders of sites follow from it, two officers never overwrite each other."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from server import keys
from server.before.roster.model import Leave
from server.before.roster.settling import SETTLE, settler
from server.db import EVERYWHERE
from server.jobs.worker import Worker
from server.people.model import Account
from tests.support.patience import HANG
from tests.support.people import CITY, COUNTY, NEXT_COUNTY, PROVINCE, SignedIn, browser_of, clock_of, new_account
from tests.support.people import Browser as Officer
from tests.support.plan import HERE, NEXT_DOOR, OTHER_CITY, make_sites
from tests.support.service import Client

DAY = "2023-12-14"
AT = f"/api/days/{DAY}"
Json = dict[str, Any]


class Kept:
    """A service with a planned day, and who keeps its roster."""

    def __init__(self, service: Client, officer: Officer) -> None:
        self.service, self.officer = service, officer

    async def ask(self, operation: str, body: Any = None, *, by: Officer | None = None) -> tuple[int, Json]:
        method, path = operation.split()
        answer = await (by or self.officer)._ask(method, path, body, {"Accept-Language": "en"})
        return answer.status, await answer.json()

    async def account(self, role: str = "leader", places: tuple[int, int] = PROVINCE) -> tuple[Officer, SignedIn]:
        return await browser_of(self.service, role, places)

    async def ident(self, role: str = "leader", places: tuple[int, int] = PROVINCE) -> str:
        return (
            await new_account(self.service.app[keys.DATABASE], role, places, clock=clock_of(self.service))
        ).person.id

    async def duty(
        self, account: str, *, kind: str = "leader", by: Officer | None = None, **more: Any
    ) -> tuple[int, Json]:
        place = {} if "region" in more else {"site": HERE}
        return await self.ask(f"POST {AT}/duties", {"kind": kind, "account": account, **place, **more}, by=by)

    async def leaders(self) -> Mapping[str, str | None]:
        """Who receives at each site, as the page of the day has it."""
        plan = (await self.ask(f"GET {AT}/plan"))[1]
        return {one["site"]: one["plan"]["leader"] for one in plan["sites"]}


@pytest.fixture
async def kept(service: Client) -> Kept:
    await make_sites(service.app[keys.DATABASE])
    officer, _ = await browser_of(service)
    made = Kept(service, officer)
    assert (await made.ask("POST /api/days", {"date": DAY}))[0] == 201
    return made


def seen_of(answer: Json, n: int = 0) -> tuple[str, Json]:
    return answer["duties"][n]["id"], answer["duties"][n]["duty"]


async def test_a_leader_on_the_roster_receives_at_the_site_as_the_page_of_the_day_says(kept: Kept) -> None:
    leader = await kept.ident()
    status, told = await kept.duty(
        leader, categories=["wage_arrears_migrant"], begins_at="09:00:00", ends_at="12:00:00"
    )
    assert status == 201
    assert [(one["duty"]["account"], one["begins"]) for one in told["duties"]] == [(leader, f"{DAY}T09:00:00+08:00")]
    assert [one["site"] for one in told["sites"] if one["has_leader"]] == [HERE]
    assert await kept.leaders() == {HERE: leader, NEXT_DOOR: None, OTHER_CITY: None}
    versions = {one["site"]: one["version"] for one in (await kept.ask(f"GET {AT}/plan"))[1]["sites"]}
    assert versions[HERE] == 1  # another who has the plan of the site open is told


async def test_a_leader_named_on_the_page_of_the_day_is_a_duty_and_goes_with_it(kept: Kept) -> None:
    one, other = await kept.ident(), await kept.ident()
    for version, leader in enumerate((one, other)):
        status, _ = await kept.ask(f"PUT {AT}/sites/{HERE}/plan", {"version": version, "plan": {"leader": leader}})
        assert status == 200
        told = (await kept.ask(f"GET {AT}/roster"))[1]
        assert [(duty["duty"]["site"], duty["duty"]["account"]) for duty in told["duties"]] == [(HERE, leader)]
    assert (await kept.ask(f"PUT {AT}/sites/{HERE}/plan", {"version": 2, "plan": {"leader": None}}))[0] == 200
    assert (await kept.ask(f"GET {AT}/roster"))[1]["duties"] == []


async def test_a_leader_of_a_region_receives_at_its_sites_that_have_none_of_their_own(kept: Kept) -> None:
    city, own = await kept.ident(), await kept.ident()
    assert (await kept.duty(city, region="430100"))[0] == 201
    assert await kept.leaders() == {HERE: city, NEXT_DOOR: city, OTHER_CITY: None}
    status, told = await kept.duty(own)
    assert status == 201
    assert await kept.leaders() == {HERE: own, NEXT_DOOR: city, OTHER_CITY: None}
    ident, version = next((one["id"], one["version"]) for one in told["duties"] if one["duty"]["account"] == own)
    assert (await kept.ask(f"DELETE {AT}/duties/{ident}?version={version}"))[0] == 200
    assert await kept.leaders() == {HERE: city, NEXT_DOOR: city, OTHER_CITY: None}


async def test_a_day_is_announced_once_the_roster_gives_each_site_a_leader(kept: Kept) -> None:
    leader = await kept.ident()
    assert (await kept.ask(f"POST {AT}/commands", {"command": "announce"}))[1]["code"] == "day_not_ready"
    await kept.duty(leader, region="430000")
    assert (await kept.ask(f"POST {AT}/commands", {"command": "announce"}))[0] == 200


async def test_what_one_officer_changed_is_told_to_the_second_and_nothing_is_overwritten(kept: Kept) -> None:
    leader, substitute = await kept.ident(), await kept.ident()
    ident, seen = seen_of((await kept.duty(leader))[1])
    path = f"PUT {AT}/duties/{ident}"
    assert (await kept.ask(path, {**seen, "substitute": substitute, "seen": seen}))[0] == 200
    status, refused = await kept.ask(path, {**seen, "categories": ["wage_arrears"], "seen": seen})
    assert (status, refused["code"]) == (409, "duty_changed")
    assert refused["changed"] == [{"what": "substitute", "was": None, "now": substitute}]
    assert (await kept.ask(f"DELETE {AT}/duties/{ident}?version=1"))[1]["code"] == "duty_changed"
    told = (await kept.ask(f"GET {AT}/roster"))[1]["duties"][0]
    assert (told["duty"]["substitute"], told["duty"]["categories"]) == (substitute, [])


async def test_a_duty_that_cannot_be_is_refused_and_changes_nothing(kept: Kept) -> None:
    leader, auditor = await kept.ident(), await kept.ident("auditor")
    await make_sites(kept.service.app[keys.DATABASE], "HN-D-430104")
    wrong: dict[str, dict[str, Any]] = {
        "site_not_in_day": {"site": "HN-D-430104"},
        "duty_place": {"site": HERE, "region": "430100"},
        "unknown_region": {"region": "990000"},
        "duty_hours": {"begins_at": "09:00:00"},
        "unknown_category": {"categories": ["nonsense"]},
        "substitute_oneself": {"substitute": leader},
        "duty_words": {"languages": ["13912345678"]},
        "unknown_account": {"substitute": str(UUID(int=7))},
    }
    for code, more in wrong.items():
        assert (await kept.duty(leader, **more))[1]["code"] == code, code
    assert (await kept.duty(auditor))[1]["code"] == "account_stands_alone"
    assert (await kept.ask(f"GET {AT}/roster"))[1]["duties"] == []
    assert (await kept.duty(leader))[0] == 201
    assert (await kept.duty(leader))[1]["code"] == "duty_twice"


async def test_an_officer_keeps_the_roster_of_their_own_places_and_sees_no_other(kept: Kept) -> None:
    officer, _ = await kept.account("officer", COUNTY)
    mine, theirs = await kept.ident("leader", COUNTY), await kept.ident("leader", NEXT_COUNTY)
    assert (await kept.duty(mine, by=officer))[0] == 201
    assert (await kept.duty(theirs, by=officer))[1]["code"] == "unknown_account"
    assert (await kept.duty(mine, by=officer, site=NEXT_DOOR))[1]["code"] == "site_not_in_day"
    assert (await kept.duty(mine, by=officer, region="430100"))[0] == 404
    assert (await kept.duty(theirs, site=NEXT_DOOR))[0] == 201
    told = (await kept.ask(f"GET {AT}/roster", by=officer))[1]
    assert [one["duty"]["account"] for one in told["duties"]] == [mine]
    assert [one["site"] for one in told["sites"]] == [HERE]
    leader, _ = await kept.account("leader", COUNTY)
    assert (await kept.ask(f"GET {AT}/roster", by=leader))[0] == 403


async def test_a_leader_of_the_city_stays_where_an_officer_of_a_county_sees_no_duty(kept: Kept) -> None:
    officer, _ = await kept.account("officer", COUNTY)
    city, own = await kept.ident("leader", CITY), await kept.ident("leader", COUNTY)
    await kept.duty(city, region="430100")
    told = (await kept.duty(own, by=officer))[1]
    assert (await kept.leaders())[HERE] == own
    duty = told["duties"][0]
    assert (await kept.ask(f"DELETE {AT}/duties/{duty['id']}?version={duty['version']}", by=officer))[0] == 200
    await until_leader(kept, HERE, city)


async def until_leader(kept: Kept, site: str, leader: str) -> None:
    """A job looks from above: the service does it, or this does."""
    clock = clock_of(kept.service)
    worker = Worker(kept.service.app[keys.DATABASE], {SETTLE: settler(clock)}, clock)
    async with asyncio.timeout(HANG):
        while (await kept.leaders())[site] != leader:
            await worker.turn()


async def test_a_leave_and_a_suspension_after_the_roster_are_said_with_a_fix(kept: Kept) -> None:
    leader, substitute = await kept.ident(), await kept.ident()
    await kept.duty(leader, substitute=substitute)
    async with kept.service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        tx.add(
            Leave(
                account_id=UUID(leader),
                first=date(2023, 12, 14),
                last=date(2023, 12, 14),
                lo=PROVINCE[0],
                hi=PROVINCE[1],
                said_by="x",
            )
        )
    found = (await kept.ask(f"GET {AT}/roster"))[1]["conflicts"]
    assert [(one["problem"], one["fix"]) for one in found] == [("on_leave", "take_over")]
    shut = update(Account).where(Account.id == UUID(substitute)).values(suspended_at=clock_of(kept.service).now())
    async with kept.service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await tx.change(shut)
    found = (await kept.ask(f"GET {AT}/roster"))[1]["conflicts"]
    assert [one["problem"] for one in found] == ["on_leave", "substitute_suspended"]


async def test_a_substitute_takes_over_with_one_tap_and_gives_back(kept: Kept) -> None:
    leader = await kept.ident()
    page, substitute = await kept.account("leader", NEXT_COUNTY)
    ident, _ = seen_of((await kept.duty(leader, substitute=substitute.person.id))[1])
    await kept.ask(f"POST {AT}/commands", {"command": "announce"})
    status, told = await kept.ask(f"POST /api/duties/{ident}/take-over", {}, by=page)
    assert status == 200, told
    assert (await kept.leaders())[HERE] == substitute.person.id
    status, told = await kept.ask(f"POST {AT}/duties/{ident}/commands", {"command": "hand_back"})
    assert (status, told["duties"][0]["stands_in"]) == (200, False)
    assert (await kept.leaders())[HERE] == leader
    stranger, _ = await kept.account("leader", COUNTY)
    assert (await kept.ask(f"POST /api/duties/{ident}/take-over", {}, by=stranger))[0] == 404


async def test_a_substitute_who_is_on_leave_or_on_duty_elsewhere_does_not_take_over(kept: Kept) -> None:
    leader = await kept.ident()
    page, substitute = await kept.account()
    ident, _ = seen_of((await kept.duty(leader, substitute=substitute.person.id))[1])
    await kept.duty(substitute.person.id, site=NEXT_DOOR)
    refused = await kept.ask(f"POST /api/duties/{ident}/take-over", {}, by=page)
    assert (refused[0], refused[1]["code"]) == (409, "substitute_unfit")
    assert (await kept.leaders())[HERE] == leader


async def test_a_day_that_is_put_off_takes_its_roster_along(kept: Kept) -> None:
    leader, substitute = await kept.ident(), await kept.ident()
    await kept.duty(leader, region="430000", substitute=substitute, categories=["wage_arrears"])
    assert (await kept.ask(f"POST {AT}/commands", {"command": "announce"}))[0] == 200
    postponed = {"command": "postpone", "to": "2023-12-21", "reason": "场地检修"}
    assert (await kept.ask(f"POST {AT}/commands", postponed))[0] == 200
    told = (await kept.ask("GET /api/days/2023-12-21/roster"))[1]
    assert [(one["duty"]["account"], one["duty"]["substitute"]) for one in told["duties"]] == [(leader, substitute)]
    assert all(one["has_leader"] for one in told["sites"])
    assert (await kept.duty(leader))[1]["code"] == "roster_closed"


async def test_who_is_on_duty_is_there_once_the_service_sees_them(kept: Kept) -> None:
    page, leader = await kept.account()
    await kept.duty(leader.person.id, region="430000")
    await kept.ask(f"POST {AT}/commands", {"command": "announce"})
    clock_of(kept.service)._now = datetime.fromisoformat(f"{DAY}T08:10:00+08:00")
    again = Officer(kept.service)
    await again.sign_in(leader.login)
    clock_of(kept.service).forward(minutes=2)
    assert (await again.get("/api/me")).status == 200
    organiser, _ = await kept.account("organiser")
    told = (await kept.ask(f"GET {AT}/roster", by=organiser))[1]["duties"][0]
    assert (told["attendance"], told["by_hand"]) == ("present", False)
    said = {"command": "absent", "reason": "转由他人接访"}
    assert (await kept.ask(f"POST {AT}/duties/{told['id']}/commands", {"command": "absent"}, by=organiser))[0] == 422
    status, told = await kept.ask(f"POST {AT}/duties/{told['id']}/commands", said, by=organiser)
    assert (status, told["duties"][0]["attendance"], told["duties"][0]["by_hand"]) == (200, "absent", True)
    assert page.token
