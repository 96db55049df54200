from typing import cast

import pytest

from server import keys
from server.db import EVERYWHERE
from server.place import Range
from server.sites.actions import save_site
from tests.support.fake_clock import FakeClock
from tests.support.plan import COUNTY, HERE, NEXT_DOOR, OTHER_CITY, PROVINCE, make_day, make_sites, signed_in, site
from tests.support.service import Client, Start

Headers = dict[str, str]
LABEL = {"label": "一号登记台"}


@pytest.fixture(autouse=True)
async def sites(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE])


@pytest.fixture
async def coordinator(service: Client) -> Headers:
    return await signed_in(service, "coordinator", COUNTY)


def clock_of(service: Client) -> FakeClock:
    return cast("FakeClock", service.app[keys.CLOCK])


async def code_for(service: Client, coordinator: Headers, at: str = HERE) -> str:
    answer = await service.post(f"/api/sites/{at}/enrolments", json=LABEL, headers=coordinator)
    assert answer.status == 201
    return str((await answer.json())["code"])


async def enrolled(service: Client, coordinator: Headers) -> tuple[str, Headers]:
    """Enrol a device at the coordinator's site; its id and the header it sends."""
    code = await code_for(service, coordinator)
    answer = await (await service.post("/api/enrolments/claim", json={"code": code})).json()
    return str(answer["device"]), {"Authorization": f"Bearer {answer['token']}"}


async def test_a_browser_becomes_a_device_by_a_code_of_eight_digits(service: Client, coordinator: Headers) -> None:
    code = await code_for(service, coordinator)
    answer = await service.post("/api/enrolments/claim", json={"code": code})
    claimed = await answer.json()
    assert (len(code), code.isdigit()) == (8, True)
    assert (answer.status, claimed["site"], claimed["label"], len(claimed["token"])) == (201, HERE, "一号登记台", 43)
    days = await service.get("/api/days", headers={"Authorization": f"Bearer {claimed['token']}"})
    assert [day["day"] for day in (await days.json())["items"]] == ["2023-11-09"]


async def test_a_code_says_until_when_it_can_be_used(service: Client, coordinator: Headers) -> None:
    answer = await service.post(f"/api/sites/{HERE}/enrolments", json=LABEL, headers=coordinator)
    assert (await answer.json())["expires_at"] == "2023-11-09T01:10:00Z"


async def test_unknown_used_and_expired_codes_get_the_same_answer(service: Client, coordinator: Headers) -> None:
    used, expired = await code_for(service, coordinator), await code_for(service, coordinator)
    await service.post("/api/enrolments/claim", json={"code": used})
    clock_of(service).forward(minutes=11)
    unknown = f"{(int(used) + int(expired)) % 10**8:08}"
    answers = [await service.post("/api/enrolments/claim", json={"code": code}) for code in (unknown, used, expired)]
    assert [answer.status for answer in answers] == [404, 404, 404]
    assert len({await answer.read() for answer in answers}) == 1
    assert (await answers[0].json())["code"] == "code_not_valid"


@pytest.mark.parametrize("code", ["1234567", "123456789", "1234567a", "１２３４５６７８", " 12345678", 12345678, None])
async def test_what_is_no_code_is_refused_before_anything_is_looked_up(service: Client, code: object) -> None:
    answer = await service.post("/api/enrolments/claim", json={"code": code})
    assert (answer.status, (await answer.json())["code"]) == (422, "invalid")


async def test_guessing_codes_is_stopped_after_ten_a_minute_even_for_the_right_one(
    service: Client, coordinator: Headers
) -> None:
    code = await code_for(service, coordinator)
    guesses = [f"{(int(code) + step) % 10**8:08}" for step in range(1, 11)]
    statuses = [(await service.post("/api/enrolments/claim", json={"code": guess})).status for guess in guesses]
    last = await service.post("/api/enrolments/claim", json={"code": code})
    assert statuses == [404] * 10
    assert (last.status, (await last.json())["code"]) == (429, "too_many")
    assert int(last.headers["Retry-After"]) > 0


async def test_what_a_code_is_for_is_told_without_using_it_up(service: Client, coordinator: Headers) -> None:
    code = await code_for(service, coordinator)
    looked = [await service.post("/api/enrolments/look", json={"code": code}) for _ in range(2)]
    assert [(one.status, (await one.json())["site"]) for one in looked] == [(200, HERE)] * 2
    assert (await service.post("/api/enrolments/claim", json={"code": code})).status == 201
    again = await service.post("/api/enrolments/look", json={"code": code})
    assert (again.status, (await again.json())["code"]) == (404, "code_not_valid")


async def test_wrong_codes_from_everywhere_stop_no_valid_enrolment(start: Start, database_url: str) -> None:
    service = await start(database_url=database_url, trusted_proxies=("127.0.0.1",))
    code = await code_for(service, await signed_in(service, "coordinator", COUNTY))
    for n in range(21):
        for step in range(1, 11):
            guess = f"{(int(code) + 10 * n + step) % 10**8:08}"
            headers = {"X-Forwarded-For": f"192.0.2.{n}"}
            await service.post("/api/enrolments/claim", json={"code": guess}, headers=headers)
    stranger = {"X-Forwarded-For": "192.0.2.99"}
    wrong = [f"{(int(code) + 500 + step) % 10**8:08}" for step in range(4)]
    said = [(await service.post("/api/enrolments/claim", json={"code": one}, headers=stranger)).status for one in wrong]
    assert said == [404] * 3 + [429]  # each has fewer tries
    owner = {"X-Forwarded-For": "192.0.2.98"}
    assert (await service.post("/api/enrolments/claim", json={"code": code}, headers=owner)).status == 201


@pytest.mark.parametrize("label", ["", "x" * 101, "台\u202e", "台\u200b", "台\u3164", "a\nb", 5])
async def test_a_label_is_short_and_shows_what_it_says(service: Client, coordinator: Headers, label: object) -> None:
    answer = await service.post(f"/api/sites/{HERE}/enrolments", json={"label": label}, headers=coordinator)
    assert answer.status == 422


@pytest.mark.parametrize(("method", "path"), [("POST", "/api/sites/{}/enrolments"), ("GET", "/api/sites/{}/devices")])
async def test_another_site_answers_like_one_that_is_not_there(
    service: Client, coordinator: Headers, method: str, path: str
) -> None:
    answers = [
        await service.request(method, path.format(code), headers=coordinator, json=LABEL)
        for code in ("HN-D-430999", NEXT_DOOR, OTHER_CITY)
    ]
    assert [answer.status for answer in answers] == [404, 404, 404]
    assert len({await answer.read() for answer in answers}) == 1


async def test_a_device_is_listed_with_when_it_was_seen_and_never_with_its_token(
    service: Client, coordinator: Headers
) -> None:
    device, bearer = await enrolled(service, coordinator)
    await service.get("/api/days", headers=bearer)
    answer = await service.get(f"/api/sites/{HERE}/devices", headers=coordinator)
    assert (await answer.json())["items"] == [
        {
            "device": device,
            "site": HERE,
            "label": "一号登记台",
            "enrolled_at": "2023-11-09T01:00:00Z",
            "seen_at": "2023-11-09T01:00:00Z",
            "revoked_at": None,
        }
    ]


async def test_a_revoked_device_is_unknown_with_its_next_request(service: Client, coordinator: Headers) -> None:
    device, bearer = await enrolled(service, coordinator)
    assert (await service.get("/api/days", headers=bearer)).status == 200
    revoked = await service.delete(f"/api/devices/{device}", headers=coordinator)
    assert (await revoked.json())["revoked_at"] == "2023-11-09T01:00:00Z"
    assert (await service.get("/api/days", headers=bearer)).status == 401


async def test_a_device_of_another_county_cannot_be_revoked(service: Client, coordinator: Headers) -> None:
    device, bearer = await enrolled(service, coordinator)
    neighbour = await signed_in(service, "coordinator", (430103000, 430103999))
    answer = await service.delete(f"/api/devices/{device}", headers=neighbour)
    nowhere = await service.delete("/api/devices/018bb165-9350-7564-b3e0-bbbbf419c5e6", headers=neighbour)
    assert (answer.status, await answer.read()) == (404, await nowhere.read())
    assert (await service.get("/api/days", headers=bearer)).status == 200


async def test_a_device_enrols_and_revokes_no_other(service: Client, coordinator: Headers) -> None:
    device, bearer = await enrolled(service, coordinator)
    statuses = [
        (await service.post(f"/api/sites/{HERE}/enrolments", json=LABEL, headers=bearer)).status,
        (await service.get(f"/api/sites/{HERE}/devices", headers=bearer)).status,
        (await service.delete(f"/api/devices/{device}", headers=bearer)).status,
    ]
    assert statuses == [403, 403, 403]


@pytest.mark.parametrize("role", ["registrar", "leader", "auditor"])
async def test_a_person_who_may_not_enrol_devices_is_told_so(service: Client, role: str) -> None:
    headers = await signed_in(service, role, (430102001, 430102001))
    answer = await service.post(f"/api/sites/{HERE}/enrolments", json=LABEL, headers=headers)
    assert (answer.status, (await answer.json())["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(
    ("places", "seen"),
    [(PROVINCE, [HERE, NEXT_DOOR, OTHER_CITY]), (COUNTY, [HERE]), ((430300000, 430399999), [])],
)
async def test_the_reference_shows_all_regions_and_ones_own_sites(
    service: Client, places: Range, seen: list[str]
) -> None:
    answer = await service.get("/api/reference", headers=await signed_in(service, "supervisor", places))
    reference = await answer.json()
    assert (len(reference["regions"]), len(reference["outcomes"]), len(reference["grid"])) == (149, 12, 15)
    assert [one["site"] for one in reference["sites"]] == seen


async def test_a_site_is_shown_with_its_region_and_its_city(service: Client, coordinator: Headers) -> None:
    answer = await service.get("/api/reference", headers=coordinator)
    assert (await answer.json())["sites"] == [
        {
            "site": HERE,
            "place": 430102001,
            "name_zh": f"（示例）{HERE}",
            "name_en": f"(Sample) {HERE}",
            "kind": "main",
            "tier": "county",
            "region": "430102",
            "city": "430100",
            "rooms": 1,
            "telephone": "12-430102-001",
            "has_ended": False,
        }
    ]


async def test_the_reference_is_sent_again_only_when_it_changed(service: Client, coordinator: Headers) -> None:
    first = await service.get("/api/reference", headers=coordinator)
    again = await service.get("/api/reference", headers=coordinator | {"If-None-Match": first.headers["ETag"]})
    renamed = site(HERE)
    renamed.name_en = "(Sample) Renamed"
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await save_site(tx, renamed)
    changed = await service.get("/api/reference", headers=coordinator | {"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read(), changed.status) == (304, b"", 200)


async def test_nothing_beyond_ones_places_changes_a_byte_of_the_reference(
    service: Client, coordinator: Headers
) -> None:
    before = await service.get("/api/reference", headers=coordinator)
    renamed = site(NEXT_DOOR)
    renamed.rooms = 7
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await save_site(tx, renamed)
        await save_site(tx, site("HN-D-430103-B-430103", n=2))
    after = await service.get("/api/reference", headers=coordinator)
    assert (await after.read(), after.headers["ETag"]) == (await before.read(), before.headers["ETag"])


async def test_long_json_is_sent_compressed_to_a_caller_that_takes_it(service: Client, coordinator: Headers) -> None:
    taken = await service.get("/api/reference", headers=coordinator | {"Accept-Encoding": "gzip"})
    plain = await service.get("/api/reference", headers=coordinator | {"Accept-Encoding": "identity"})
    assert (taken.headers["Content-Encoding"], taken.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert "Content-Encoding" not in plain.headers
    assert int(taken.headers["Content-Length"]) * 4 < int(plain.headers["Content-Length"])
    assert await taken.json() == await plain.json()
    assert taken.headers["ETag"] == plain.headers["ETag"]
    assert "Content-Encoding" not in (await service.get("/api/me", headers=coordinator)).headers
