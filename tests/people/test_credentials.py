import asyncio
from datetime import timedelta

import pyotp
from sqlalchemy import select

from server.db import EVERYWHERE
from server.keys import DATABASE
from server.people.model import Account
from tests.support.people import COUNTY, PASSWORD, Browser, browser_of, clock_of, code_of
from tests.support.service import Client

NEW = "another staple of the horse"


async def with_codes(service: Client) -> tuple[Browser, str, pyotp.TOTP]:
    """A person who turned one-time codes on half a minute ago: their browser, login and authenticator."""
    browser, someone = await browser_of(service, "organiser", COUNTY)
    secret = (await (await browser.post("/api/totp", {"password": PASSWORD})).json())["secret"]
    totp = pyotp.TOTP(secret)
    answer = await browser.post("/api/totp/confirm", {"code": totp.at(clock_of(service).now())})
    assert answer.status == 204
    clock_of(service).forward(seconds=30)
    return browser, someone.login, totp


async def test_a_new_password_ends_the_sessions_of_the_old_one_elsewhere(service: Client) -> None:
    browser, someone = await browser_of(service)
    elsewhere = Browser(service)
    await elsewhere.sign_in(someone.login)
    assert (await browser.post("/api/password", {"current": PASSWORD, "new": NEW})).status == 204
    assert [(await one.get("/api/me")).status for one in (browser, elsewhere)] == [200, 401]
    assert [(await Browser(service).sign_in(someone.login, word)).status for word in (PASSWORD, NEW)] == [401, 200]


async def test_a_password_is_changed_only_with_the_old_one_and_only_to_a_good_one(service: Client) -> None:
    browser, _ = await browser_of(service)
    tries = [("wrong horse battery", NEW), (PASSWORD, "short"), (PASSWORD, "1234567890")]
    said = [
        await code_of(await browser.post("/api/password", {"current": current, "new": new})) for current, new in tries
    ]
    assert said == [(403, "wrong_password"), (422, "password_short"), (422, "password_common")]


async def test_guessing_the_password_at_an_open_desk_ends_too(service: Client) -> None:
    browser, _ = await browser_of(service)
    body = {"current": "wrong horse battery", "new": NEW}
    assert [(await browser.post("/api/password", body)).status for _ in range(11)] == [403] * 10 + [429]


async def test_one_time_codes_are_asked_for_once_they_were_confirmed(service: Client) -> None:
    browser, login, totp = await with_codes(service)
    now = clock_of(service).now()
    assert await code_of(await Browser(service).sign_in(login)) == (401, "totp_needed")
    assert await code_of(await Browser(service).sign_in(login, totp="000000")) == (401, "totp_wrong")
    assert (await Browser(service).sign_in(login, totp=totp.at(now))).status == 200
    assert (await (await browser.get("/api/accounts")).json())["items"][0]["totp"] is True
    assert (await (await browser.get("/api/sessions")).json())["totp"] is True


async def test_a_wrong_password_with_a_right_code_says_nothing_about_either(service: Client) -> None:
    _, login, totp = await with_codes(service)
    code = totp.at(clock_of(service).now())
    assert await code_of(await Browser(service).sign_in(login, "wrong horse battery", totp=code)) == (
        401,
        "wrong_sign_in",
    )
    assert (await Browser(service).sign_in(login, totp=code)).status == 200


async def test_a_code_opens_once_even_for_those_who_use_it_at_the_same_moment(service: Client) -> None:
    _, login, totp = await with_codes(service)
    code = totp.at(clock_of(service).now())
    answers = await asyncio.gather(*(Browser(service).sign_in(login, totp=code) for _ in range(4)))
    assert [answer.status for answer in answers].count(200) == 1
    assert await code_of(await Browser(service).sign_in(login, totp=code)) == (401, "totp_wrong")


async def test_a_code_is_right_for_its_half_minute_and_one_beside_it(service: Client) -> None:
    _, login, totp = await with_codes(service)
    statuses = []
    for seconds in (-60, 60, -30, 30):
        at = clock_of(service).now() + timedelta(seconds=seconds)
        statuses.append((await Browser(service).sign_in(login, totp=totp.at(at))).status)
        clock_of(service).forward(seconds=90)
    assert statuses == [401, 401, 200, 200]


async def test_codes_that_were_never_confirmed_are_not_asked_for(service: Client) -> None:
    browser, someone = await browser_of(service)
    await browser.post("/api/totp", {"password": PASSWORD})
    assert await code_of(await browser.post("/api/totp/confirm", {"code": "000000"})) == (403, "code_wrong")
    assert (await Browser(service).sign_in(someone.login)).status == 200


async def test_codes_are_set_up_and_removed_only_with_the_password(service: Client) -> None:
    browser, login, _ = await with_codes(service)
    for path in ("/api/totp", "/api/totp/remove"):
        answer = await browser.post(path, {"password": "wrong horse battery"})
        assert await code_of(answer) == (403, "wrong_password")
    assert await code_of(await browser.post("/api/totp", {"password": PASSWORD})) == (409, "totp_is_on")
    assert (await browser.post("/api/totp/remove", {"password": PASSWORD})).status == 204
    assert await code_of(await browser.post("/api/totp/confirm", {"code": "000000"})) == (409, "totp_not_started")
    assert (await Browser(service).sign_in(login)).status == 200


async def test_the_secret_is_sealed_where_it_is_kept_and_moves_with_the_person(service: Client) -> None:
    _, login, totp = await with_codes(service)
    organiser, _ = await browser_of(service)
    async with service.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        [account] = await tx.scalars(select(Account).where(Account.login == login))
    assert account.totp_sealed is not None
    assert totp.secret.encode() not in account.totp_sealed
    assert (await organiser.patch(f"/api/accounts/{account.id}", {"place": "430200"})).status == 200
    assert (await Browser(service).sign_in(login, totp=totp.at(clock_of(service).now()))).status == 200


async def test_a_person_who_lost_the_authenticator_comes_back_by_a_new_link(service: Client) -> None:
    _, login, _ = await with_codes(service)
    organiser, _ = await browser_of(service)
    [account] = [one for one in (await (await organiser.get("/api/accounts")).json())["items"] if one["login"] == login]
    link = (await (await organiser.post(f"/api/accounts/{account['id']}/invitations")).json())["link"]
    body = {"login": login, "password": NEW}
    path = f"/api/invitations/{link.rsplit('/', 1)[1]}/accept"
    assert (await Browser(service).post(path, body)).status == 200
    assert (await Browser(service).sign_in(login, NEW)).status == 200
