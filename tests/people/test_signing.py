from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from server.db import EVERYWHERE
from server.keys import DATABASE
from server.people import actions
from server.people.keys import PASSWORDS
from server.people.model import Session
from server.people.passwords import token_hash
from server.people.rules import Role, capabilities_of
from tests.support.people import (
    COUNTY,
    KEPT,
    PASSWORD,
    PROVINCE,
    SITE,
    Browser,
    SignedIn,
    browser_of,
    clock_of,
    code_of,
    new_account,
)
from tests.support.service import Client, Start

WRONG = "wrong horse battery"


async def someone_at(service: Client, role: str = "organiser") -> SignedIn:
    return await new_account(service.app[DATABASE], role, COUNTY, clock=clock_of(service))


async def test_a_sign_in_tells_an_account_who_it_is_and_what_it_may(service: Client) -> None:
    someone = await someone_at(service, "leader")
    answer = await Browser(service).sign_in(someone.login)
    me = await answer.json()
    assert answer.status == 200
    assert me == {
        "kind": "account",
        "id": someone.person.id,
        "name": "张三",
        "roles": ["leader"],
        "place": {"code": "430102", "name_zh": "芙蓉区", "name_en": "Furong District", "level": "county"},
        "site": None,
        "post": None,
        "capabilities": sorted(capabilities_of({Role.LEADER})),
        "csrf": me["csrf"],
        **dict.fromkeys(("totp", "totp_required", "rehearsal"), False),
        "language": "zh-CN",
    }


async def test_the_session_is_a_cookie_that_no_script_and_no_other_site_can_use(service: Client) -> None:
    answer = await Browser(service).sign_in((await someone_at(service)).login)
    given = dict(cookie.partition("; ")[::2] for cookie in answer.headers.getall("Set-Cookie"))
    session, mark = sorted(given, reverse=True)
    assert (session.partition("=")[0], mark.partition("=")[0]) == ("__Host-reception", "__Host-reception-known")
    for cookie, age in ((session, "50400"), (mark, "34560000")):
        attributes = {part.lower() for part in given[cookie].split("; ")}
        assert attributes == {"httponly", "secure", "samesite=strict", "path=/", f"max-age={age}"}


async def test_of_a_session_only_a_hash_is_kept(service: Client) -> None:
    browser, _ = await browser_of(service)
    async with service.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(Session.token_hash)) == [token_hash(browser.token)]


@pytest.fixture
def hashes_checked(service: Client, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the list into which the service's passwords, doing all they do, write each hash they check against."""
    checked: list[str] = []
    passwords = service.app[PASSWORDS]
    matches = passwords._matches

    def noted(kept: str, password: bytes) -> bool:
        checked.append(kept)
        return matches(kept, password)

    monkeypatch.setattr(passwords, "_matches", noted)
    return checked


async def refused_sign_in(service: Client, login: str, password: str = WRONG) -> tuple[Any, ...]:
    answer = await Browser(service).post("/api/sign-in", {"login": login, "password": password})
    headers = {name: value for name, value in answer.headers.items() if name.lower() not in {"date", "x-request-id"}}
    return answer.status, await answer.read(), headers


async def test_a_stranger_cannot_tell_whether_a_login_exists(service: Client, hashes_checked: list[str]) -> None:
    organiser, someone, suspended = [await someone_at(service) for _ in range(3)]
    async with service.app[DATABASE].transaction(EVERYWHERE) as tx:
        gone = suspended.person.id
        await actions.suspend(tx, UUID(gone), by=organiser.person, now=clock_of(service).now())
    said = [
        await refused_sign_in(service, someone.login),
        await refused_sign_in(service, "nobody"),
        await refused_sign_in(service, suspended.login, PASSWORD),
        await refused_sign_in(service, "<nobody> or not"),
    ]
    assert said == said[:1] * 4
    assert said[0][0] == 401
    assert [kept[:30] for kept in hashes_checked] == [KEPT[:30]] * 4  # each costs one hash with the same parameters
    assert len(set(hashes_checked)) == 2  # the account's own, and the dummy hash


@pytest.mark.parametrize("login", ["somebody1", "nobody"])
async def test_after_ten_tries_from_one_address_even_the_right_password_must_wait(service: Client, login: str) -> None:
    await new_account(service.app[DATABASE], login="somebody1", clock=clock_of(service))
    tries = [(await refused_sign_in(service, login))[0] for _ in range(10)]
    answer = await Browser(service).sign_in(login)
    assert tries == [401] * 10
    assert (answer.status, answer.headers["Retry-After"]) == (429, "300")
    assert (await answer.json())["code"] == "too_many"


async def test_a_stranger_who_guesses_does_not_lock_the_person_out(start: Start, database_url: str) -> None:
    service = await start(database_url=database_url, trusted_proxies="127.0.0.1")
    someone = await someone_at(service)
    stranger = Browser(service, headers={"X-Forwarded-For": "192.0.2.66"})
    guesses = [(await stranger.sign_in(someone.login, f"guess number {n}")).status for n in range(12)]
    assert guesses == [401] * 10 + [429] * 2
    assert (await Browser(service, headers={"X-Forwarded-For": "192.0.2.7"}).sign_in(someone.login)).status == 200


async def tries(service: Client, login: str, address: str, *, times: int, password: str = WRONG) -> list[int]:
    browser = Browser(service, headers={"X-Forwarded-For": address})
    return [(await browser.sign_in(login, password)).status for _ in range(times)]


async def test_guessing_one_login_from_many_addresses_is_slowed_down_at_each(start: Start) -> None:
    service = await start(trusted_proxies="127.0.0.1")
    for n in range(10):
        assert await tries(service, "nobody", f"192.0.2.{n}", times=10) == [401] * 10
    assert await tries(service, "nobody", "192.0.2.99", times=4) == [401] * 3 + [429]


async def test_a_hundred_wrong_tries_shut_no_login_for_its_owner(start: Start, database_url: str) -> None:
    service = await start(database_url=database_url, trusted_proxies="127.0.0.1")
    someone = await someone_at(service)
    at_home = Browser(service, headers={"X-Forwarded-For": "192.0.2.200"})
    signed_in = await at_home.sign_in(someone.login)
    mark = {name: morsel.value for name, morsel in signed_in.cookies.items() if name.endswith("-known")}
    for n in range(12):
        await tries(service, someone.login, f"192.0.2.{n}", times=10)
    assert await tries(service, someone.login, "192.0.2.201", times=1, password=PASSWORD) == [200]  # a new browser
    await tries(service, someone.login, "192.0.2.200", times=10)  # behind the very address of the owner
    known = {"Cookie": "; ".join(f"{name}={value}" for name, value in mark.items()), "X-Forwarded-For": "192.0.2.200"}
    assert (await Browser(service, headers=known).sign_in(someone.login)).status == 200
    assert await tries(service, someone.login, "192.0.2.200", times=1, password=PASSWORD) == [429]


async def test_a_mark_of_one_login_is_none_of_another(start: Start, database_url: str) -> None:
    service = await start(database_url=database_url, trusted_proxies="127.0.0.1")
    one, other = await someone_at(service), await someone_at(service)
    signed_in = await Browser(service, headers={"X-Forwarded-For": "192.0.2.200"}).sign_in(one.login)
    mark = next(f"{name}={morsel.value}" for name, morsel in signed_in.cookies.items() if name.endswith("-known"))
    stranger = Browser(service, headers={"Cookie": mark, "X-Forwarded-For": "192.0.2.1"})
    guesses = [(await stranger.sign_in(other.login, "wrong password")).status for _ in range(12)]
    assert guesses == [401] * 10 + [429] * 2


async def test_when_too_many_sign_in_at_once_the_rest_are_told_to_come_again(
    service: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.app[PASSWORDS], "_waiting", 0)
    answer = await Browser(service).sign_in("anybody")
    assert (answer.status, (await answer.json())["code"], answer.headers["Retry-After"]) == (503, "busy", "2")


async def test_signing_in_again_ends_the_session_that_the_browser_had(service: Client) -> None:
    browser, someone = await browser_of(service)
    old = Browser(service, browser.token)
    assert (await browser.sign_in(someone.login)).status == 200
    assert browser.token != old.token
    assert [(await one.get("/api/me")).status for one in (old, browser)] == [401, 200]


async def test_a_failed_sign_in_leaves_the_session_that_the_browser_had(service: Client) -> None:
    browser, someone = await browser_of(service)
    await Browser(service, browser.token).sign_in(someone.login, WRONG)
    assert (await browser.get("/api/me")).status == 200


async def test_signing_out_ends_the_session(service: Client) -> None:
    browser, _ = await browser_of(service)
    answer = await browser.post("/api/sign-out")
    assert answer.status == 204
    assert "max-age=0" in answer.headers["Set-Cookie"].lower()
    assert (await browser.get("/api/me")).status == 401
    assert (await browser.post("/api/sign-out")).status == 401


async def test_signing_out_everywhere_ends_every_session_of_the_person_and_no_others(service: Client) -> None:
    browser, someone = await browser_of(service)
    other, elsewhere = (await browser_of(service))[0], Browser(service)
    await elsewhere.sign_in(someone.login)
    assert (await elsewhere.post("/api/sign-out-everywhere")).status == 204
    assert [(await one.get("/api/me")).status for one in (browser, elsewhere, other)] == [401, 401, 200]


async def test_a_session_that_is_not_used_ends(service: Client) -> None:
    browser, _ = await browser_of(service)
    clock_of(service).forward(hours=3, minutes=59)
    assert (await browser.get("/api/me")).status == 200
    clock_of(service).forward(hours=3, minutes=59)
    assert (await browser.get("/api/me")).status == 200
    clock_of(service).forward(hours=4)
    assert (await browser.get("/api/me")).status == 401


async def test_a_session_ends_with_the_day_however_much_it_is_used(service: Client) -> None:
    browser, _ = await browser_of(service)
    statuses = []
    for _ in range(7):
        clock_of(service).forward(hours=2)
        statuses.append((await browser.get("/api/me")).status)
    assert statuses == [200] * 6 + [401]


async def test_a_person_sees_their_own_sessions_and_ends_one(service: Client) -> None:
    browser, someone = await browser_of(service)
    elsewhere = Browser(service, headers={"User-Agent": "<b>a browser</b>"})
    await elsewhere.sign_in(someone.login)
    items = (await (await browser.get("/api/sessions")).json())["items"]
    assert [(item["agent"], item["current"]) for item in items] == [("<b>a browser</b>", False), ("test", True)]
    assert (await browser.delete(f"/api/sessions/{items[0]['id']}")).status == 204
    assert [(await one.get("/api/me")).status for one in (browser, elsewhere)] == [200, 401]


async def test_another_persons_session_is_neither_seen_nor_ended(service: Client) -> None:
    mine, theirs = (await browser_of(service))[0], (await browser_of(service))[1]
    answer = await mine.delete(f"/api/sessions/{theirs.person.session}")
    assert (answer.status, (await answer.json())["code"]) == (404, "not_found")
    items = (await (await mine.get("/api/sessions")).json())["items"]
    assert theirs.person.session not in {item["id"] for item in items}


async def test_an_unsafe_request_without_the_sessions_own_header_token_does_nothing(service: Client) -> None:
    browser, other = (await browser_of(service))[0], (await browser_of(service))[1]
    for token in ("", "wrong", Browser(service, other.token).token):
        answer = await browser.post("/api/sign-out-everywhere", X_CSRF_Token=token)
        assert await code_of(answer) == (403, "csrf_missing")
    assert (await browser.get("/api/me")).status == 200


async def test_a_page_of_another_site_can_neither_sign_anyone_in_nor_out(service: Client) -> None:
    browser, someone = await browser_of(service)
    for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}):
        for path, body in (("/api/sign-in", {"login": someone.login, "password": PASSWORD}), ("/api/sign-out", None)):
            answer = await browser.post(path, body, **headers)
            assert await code_of(answer) == (403, "foreign_origin")
            assert "Set-Cookie" not in answer.headers
    assert (await browser.get("/api/me")).status == 200


async def test_a_cookie_beside_a_bearer_token_counts_for_nothing(service: Client) -> None:
    browser, _ = await browser_of(service)
    for authorization in ("Bearer wrong", "Basic eDp5", "Bearer", "Bearer \xff\xfe"):
        assert (await browser.get("/api/me", Authorization=authorization)).status == 401


async def test_a_cookie_that_is_no_session_is_no_account(service: Client) -> None:
    for cookie in ("x", "\xff\xfe", "a" * 5000, '"quoted"', "%00", "null"):
        assert (await Browser(service, headers={"Cookie": f"__Host-reception={cookie}"}).get("/api/me")).status == 401


NO_SIGN_IN: list[dict[str, object]] = [
    {},
    {"login": "x"},
    {"login": 7, "password": "x"},
    {"login": "x", "password": ["x"]},
    {"login": "x" * 201, "password": "x"},
    {"login": "x", "password": "x" * 1001},
    {"login": "x", "password": "x", "totp": "12345"},
    {"login": "x", "password": "x", "role": "organiser"},
    {"login": "x\0", "password": "x"},
]


async def test_a_sign_in_that_is_none_is_refused_before_anything_is_hashed(
    service: Client, hashes_checked: list[str]
) -> None:
    statuses = [(await Browser(service).post("/api/sign-in", body)).status for body in NO_SIGN_IN]
    assert (statuses, hashes_checked) == ([422] * len(NO_SIGN_IN), [])


async def test_a_registrar_is_at_one_site(service: Client) -> None:
    browser, _ = await browser_of(service, "registrar", SITE)
    me = await (await browser.get("/api/me")).json()
    assert (me["site"], me["place"]["code"]) == ("HN-D-430102", "430102")


async def test_the_province_is_called_by_its_name(service: Client) -> None:
    browser, _ = await browser_of(service, "organiser", PROVINCE)
    assert (await (await browser.get("/api/me")).json())["place"]["name_zh"] == "湖南省"
