"""Many duties at once: a workbook in and out, the last day's roster, the leaders of the sites' own regions."""

import pytest

from server import keys
from server.before.roster.sheets import columns_of
from server.language import Language
from server.workbooks.writing import csv_of
from tests.before.roster.test_api import AT, DAY, Json, Kept
from tests.support.people import COUNTY, NEXT_COUNTY, browser_of
from tests.support.plan import HERE, NEXT_DOOR, OTHER_CITY, REFERENCE, make_sites
from tests.support.service import Client

EN: Language = "en"
NEXT = "2024-01-11"


@pytest.fixture
async def kept(service: Client) -> Kept:
    await make_sites(service.app[keys.DATABASE])
    officer, _ = await browser_of(service)
    made = Kept(service, officer)
    assert (await made.ask("POST /api/days", {"date": DAY}))[0] == 201
    return made


async def sent(kept: Kept, rows: list[Json], query: str = "") -> Json:
    """The report of a sheet with these rows."""
    body = csv_of(columns_of(REFERENCE), rows, language=EN)
    answer = await kept.service.post(
        f"{AT}/roster-table{query}", data=body, headers=await headers(kept) | {"Content-Type": "text/csv"}
    )
    assert answer.status == 200, await answer.text()
    told: Json = await answer.json()
    return told


async def headers(kept: Kept) -> dict[str, str]:
    from server.http.guards import CSRF_HEADER, SESSION_COOKIE, csrf_of  # noqa: PLC0415

    token = kept.officer.token
    return {CSRF_HEADER: csrf_of(token), "Cookie": f"{SESSION_COOKIE}={token}", "Accept-Language": "en"}


def row(login: str, place: str = HERE, **more: object) -> Json:
    return {"kind": "leader", "account": login, "place": place, **more}


async def test_a_roster_is_imported_as_a_whole_and_again_without_a_second_row(kept: Kept) -> None:
    (_, one), (_, other), (_, official) = [await kept.account(role) for role in ("leader", "leader", "department")]
    rows = [
        row(one.login, substitute=other.login, categories=["wage_arrears"]),
        row(other.login, "430200"),
        {**row(official.login, NEXT_DOOR), "kind": "interpreter", "languages": "湘语、手语"},
    ]
    looked = await sent(kept, rows, "?check=true")
    assert (looked["imported"], looked["faults"], (await kept.ask(f"GET {AT}/roster"))[1]["duties"]) == (False, [], [])
    assert (await sent(kept, rows))["made"] == 3
    assert await kept.leaders() == {HERE: one.person.id, NEXT_DOOR: None, OTHER_CITY: other.person.id}
    assert (await sent(kept, rows))["kept"] == 3
    rows[0]["categories"] = []
    again = await sent(kept, rows)
    assert (again["made"], again["changed"], again["kept"]) == (0, 1, 2)
    told = (await kept.ask(f"GET {AT}/roster"))[1]["duties"]
    assert [one["duty"]["languages"] for one in told][-1] == ["手语", "湘语"]


async def test_one_wrong_row_and_nothing_is_imported(kept: Kept) -> None:
    _, one = await kept.account()
    rows = [row(one.login), row("unknown"), row(one.login, "HN-D-999999"), row(one.login), row("张三")]
    told = await sent(kept, rows)
    assert [(fault["row"], fault["code"]) for fault in told["faults"]] == [
        (3, "unknown_account"),
        (4, "site_not_in_day"),
        (5, "duty_twice"),
        (6, "account_ambiguous"),
    ]
    assert (told["imported"], (await kept.ask(f"GET {AT}/roster"))[1]["duties"]) == (False, [])


async def test_what_is_exported_can_be_imported_again(kept: Kept) -> None:
    _, one = await kept.account()
    await sent(kept, [row(one.login, begins_at=None)])
    answer = await kept.service.get(f"{AT}/roster-table?form=csv", headers=await headers(kept))
    back = await kept.service.post(
        f"{AT}/roster-table", data=await answer.read(), headers=await headers(kept) | {"Content-Type": "text/csv"}
    )
    assert (await back.json())["kept"] == 1
    sheet = await kept.service.get(f"{AT}/attendance-table?form=csv", headers=await headers(kept))
    assert "张三" in (await sheet.read()).decode()


async def test_the_roster_of_the_last_day_is_copied(kept: Kept) -> None:
    _, one = await kept.account()
    assert (await kept.ask(f"POST {AT}/roster/copy", {}))[1]["code"] == "no_last_day"
    await sent(kept, [row(one.login), row(one.login, "430200")])
    assert (await kept.ask("POST /api/days", {"date": NEXT, "sites": [HERE]}))[0] == 201
    assert (await kept.ask(f"POST /api/days/{NEXT}/roster/copy", {}))[1]["count"] == 2
    assert (await kept.ask(f"POST /api/days/{NEXT}/roster/copy", {}))[1]["count"] == 0
    assert [site["has_leader"] for site in (await kept.ask(f"GET /api/days/{NEXT}/roster"))[1]["sites"]] == [True]


async def test_a_site_gets_the_only_leader_of_its_region(kept: Kept) -> None:
    mine = await kept.ident("leader", COUNTY)
    for _ in range(2):
        await kept.ident("leader", NEXT_COUNTY)
    assert (await kept.ask(f"POST {AT}/roster/fill", {}))[1]["count"] == 1
    assert await kept.leaders() == {HERE: mine, NEXT_DOOR: None, OTHER_CITY: None}
