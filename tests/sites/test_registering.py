import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from server import keys
from server.db import EVERYWHERE
from server.errors import Conflict
from server.people.model import AuditLine
from server.place import SITES_IN_A_REGION
from server.sites import rules
from server.sites.rules import Kind, Tier
from tests.support.plan import CITY, COUNTY, HERE, NEXT_DOOR, OTHER_CITY, make_sites, signed_in, site
from tests.support.service import Client

Json = dict[str, Any]
NEW = {
    "name_zh": "芙蓉区第二接访点",
    "name_en": "Furong second site",
    "rooms": 2,
    "telephone": "12-430102-002",
    "address": "解放路 2 号",
}
UNKNOWN: Json = {
    **dict.fromkeys(("opens_at", "closes_at", "step_free", "hearing_loop", "parking")),
    **dict.fromkeys(("latitude_e6", "longitude_e6", "sentence")),
    "languages": [],
}
SEEN = {
    "name_zh": f"（示例）{HERE}",
    "name_en": f"(Sample) {HERE}",
    "kind": "main",
    "rooms": 1,
    "telephone": "12-430102-001",
    "address": None,
}


@pytest.fixture(autouse=True)
async def sites(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])


@pytest.fixture
async def organiser(service: Client) -> dict[str, str]:
    return await signed_in(service, "organiser")


async def asked(service: Client, headers: dict[str, str], operation: str, body: Json | None = None) -> tuple[int, Json]:
    method, path = operation.split()
    answer = await service.request(method, path, json=body, headers=headers)
    return answer.status, await answer.json()


async def test_a_new_site_gets_the_next_number_of_its_region_and_a_code_of_it(
    service: Client, organiser: dict[str, str]
) -> None:
    status, made = await asked(service, organiser, "POST /api/sites", {"region": "430102", **NEW})
    assert (status, made) == (
        201,
        {
            "site": "HN-D-430102-2",
            "place": 430102002,
            "region": "430102",
            "city": "430100",
            "kind": "main",
            "tier": "county",
            **NEW,
            "details": UNKNOWN,
            "confirmed_at": None,
            "ended_at": None,
        },
    )
    _, first = await asked(service, organiser, "POST /api/sites", {"region": "430104", **NEW, "telephone": None})
    assert (first["site"], first["place"], first["telephone"]) == ("HN-D-430104", 430104001, None)


async def test_a_new_site_is_known_to_the_reference_and_to_a_new_day_at_once(
    service: Client, organiser: dict[str, str]
) -> None:
    before = await service.get("/api/reference", headers=organiser)
    _, made = await asked(service, organiser, "POST /api/sites", {"region": "430102", **NEW})
    tagged = organiser | {"If-None-Match": before.headers["ETag"]}
    reference = await service.get("/api/reference", headers=tagged)
    assert made["site"] in [one["site"] for one in (await reference.json())["sites"]]
    day = {"date": "2023-12-14", "sites": [made["site"]]}
    status, _ = await asked(service, organiser, "POST /api/days", day)
    assert status == 201


async def test_the_sites_in_scope_are_listed_by_place_page_by_page(service: Client, organiser: dict[str, str]) -> None:
    _, first = await asked(service, organiser, "GET /api/sites?limit=2")
    assert ([one["site"] for one in first["items"]], first["next"]) == ([HERE, NEXT_DOOR], "430103001")
    _, last = await asked(service, organiser, f"GET /api/sites?limit=2&cursor={first['next']}")
    assert ([one["site"] for one in last["items"]], last["next"]) == ([OTHER_CITY], None)
    city = await signed_in(service, "organiser", CITY)
    assert [one["site"] for one in (await asked(service, city, "GET /api/sites"))[1]["items"]] == [HERE, NEXT_DOOR]


@pytest.mark.parametrize("region", ["430202", "430100", "430000", "439999"])
async def test_a_region_beyond_ones_places_is_not_found(service: Client, region: str) -> None:
    county = await signed_in(service, "organiser", COUNTY)
    status, problem = await asked(service, county, "POST /api/sites", {"region": region, **NEW})
    assert (status, problem["code"]) == (404, "not_found")


async def test_a_site_beyond_ones_places_is_not_changed(service: Client) -> None:
    county = await signed_in(service, "organiser", COUNTY)
    body = {**SEEN, "rooms": 3, "seen": SEEN}
    assert (await asked(service, county, f"PUT /api/sites/{NEXT_DOOR}", body))[0] == 404
    assert (await asked(service, county, f"PUT /api/sites/{HERE}", body))[0] == 200


async def test_a_role_that_plans_no_days_has_no_page_of_sites(service: Client) -> None:
    leader = await signed_in(service, "leader")
    body = {**SEEN, "seen": SEEN}
    for operation, said in (
        ("GET /api/sites", None),
        ("POST /api/sites", {"region": "430102", **NEW}),
        (f"PUT /api/sites/{HERE}", body),
    ):
        assert (await asked(service, leader, operation, said))[0] == 403


async def test_a_change_keeps_code_and_place_and_stands_in_the_log(service: Client, organiser: dict[str, str]) -> None:
    wanted = {**NEW, "kind": "industrial_park"}
    status, changed = await asked(service, organiser, f"PUT /api/sites/{HERE}", {**wanted, "seen": SEEN})
    assert (status, changed["site"], changed["place"]) == (200, HERE, 430102001)
    assert {name: changed[name] for name in wanted} == wanted
    assert await audited(service) == [("site_changed", f"site:{HERE}", 430102001)]


async def test_what_is_saved_as_it_was_leaves_no_line_in_the_log(service: Client, organiser: dict[str, str]) -> None:
    assert (await asked(service, organiser, f"PUT /api/sites/{HERE}", {**SEEN, "seen": SEEN}))[0] == 200
    assert await audited(service) == []


async def audited(service: Client) -> list[tuple[str, str, int]]:
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        lines = await tx.scalars(select(AuditLine).where(AuditLine.what.in_(["site_made", "site_changed"])))
    return [(line.what, line.about, line.place) for line in lines]


async def test_the_second_of_two_organisers_is_told_what_the_first_changed(
    service: Client, organiser: dict[str, str]
) -> None:
    second = await signed_in(service, "organiser", CITY)
    await asked(service, organiser, f"PUT /api/sites/{HERE}", {**SEEN, "rooms": 4, "seen": SEEN})
    status, told = await asked(service, second, f"PUT /api/sites/{HERE}", {**SEEN, "name_en": "Mine", "seen": SEEN})
    assert (status, told["code"]) == (409, "site_changed")
    assert told["changed"] == [{"what": "rooms", "was": 1, "now": 4}]
    kept = (await asked(service, second, "GET /api/sites"))[1]["items"][0]
    assert (kept["rooms"], kept["name_en"]) == (4, SEEN["name_en"])
    seen = {**SEEN, "rooms": 4}
    assert (await asked(service, second, f"PUT /api/sites/{HERE}", {**seen, "name_en": "Mine", "seen": seen}))[0] == 200


async def test_of_changes_at_one_instant_the_first_is_kept_and_the_others_are_told(
    service: Client, organiser: dict[str, str]
) -> None:
    bodies = [{**SEEN, "rooms": rooms, "seen": SEEN} for rooms in range(2, 8)]
    answers = await asyncio.gather(*(asked(service, organiser, f"PUT /api/sites/{HERE}", body) for body in bodies))
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409, 409, 409]
    kept = next(answer["rooms"] for status, answer in answers if status == 200)
    assert {answer["changed"][0]["now"] for status, answer in answers if status == 409} == {kept}


async def test_sites_made_at_one_instant_have_numbers_of_their_own(service: Client, organiser: dict[str, str]) -> None:
    body = {"region": "430102", **NEW}
    answers = await asyncio.gather(*(asked(service, organiser, "POST /api/sites", body) for _ in range(5)))
    made = [answer["site"] for status, answer in answers if status == 201]
    refused = [answer["code"] for status, answer in answers if status != 201]
    assert len(set(made)) == len(made) >= 1
    assert set(refused) <= {"changed_meanwhile"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name_zh": " "}, "invalid"),
        ({"name_zh": "接访\u202e点"}, "invalid"),
        ({"name_en": "Site 13" + "800138000"}, "site_words_number"),
        ({"address": "找 13" + "800138000"}, "site_words_number"),
        ({"address": ""}, "invalid"),
        ({"telephone": "call us"}, "telephone_form"),
        ({"telephone": "13" + "800138000"}, "telephone_form"),
        ({"rooms": -1}, "invalid"),
        ({"kind": "stall"}, "invalid"),
    ],
)
async def test_what_no_site_can_be_is_refused_when_it_is_made_and_when_it_is_changed(
    service: Client, organiser: dict[str, str], wrong: Json, code: str
) -> None:
    for operation, body in (
        ("POST /api/sites", {"region": "430102", **NEW}),
        (f"PUT /api/sites/{HERE}", {**SEEN, "seen": SEEN}),
    ):
        status, problem = await asked(service, organiser, operation, {**body, **wrong})
        assert (status, problem["code"]) == (422, code)


async def test_a_code_that_a_schedule_file_gave_away_is_passed_over(service: Client, organiser: dict[str, str]) -> None:
    other = site(OTHER_CITY, 7)
    other.code, other.place = "HN-D-430102-3", 430102002
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        tx.add(other)
    _, made = await asked(service, organiser, "POST /api/sites", {"region": "430102", **NEW})
    assert (made["site"], made["place"]) == ("HN-D-430102-4", 430102003)


@pytest.mark.parametrize(
    ("region", "n", "code"),
    [
        ("430000", 1, "HN-P-01"),
        ("430000", 12, "HN-P-12"),
        ("430100", 1, "HN-C-4301"),
        ("430100", 8, "HN-C-4301-8"),
        ("430802", 1, "HN-D-430802"),
        ("440300", 2, "GD-C-4403-2"),
    ],
)
def test_a_code_says_province_level_region_and_number(region: str, n: int, code: str) -> None:
    assert rules.code_of(region, n, []) == code
    assert rules.is_site_code(code)


def test_a_region_without_a_number_left_takes_no_further_site() -> None:
    assert rules.next_number("430102", [1, 5]) == 6
    with pytest.raises(Conflict, match="region_full"):
        rules.next_number("430102", [SITES_IN_A_REGION])


@pytest.mark.parametrize(
    ("region", "kind", "tier"),
    [
        ("430000", Kind.SECTOR_SUB_VENUE, Tier.PROVINCE),
        ("430100", Kind.WAGE_CENTRE, Tier.CITY),
        ("430100", Kind.INDUSTRIAL_PARK, Tier.COUNTY),
        ("430102", Kind.MAIN, Tier.COUNTY),
    ],
)
def test_a_site_is_held_by_the_level_of_its_region_and_a_park_by_a_county(region: str, kind: Kind, tier: Tier) -> None:
    assert rules.tier_of(region, kind) is tier
