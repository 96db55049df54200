"""A failed sign-in and a refused request leave address and principal in the log, and nothing that was typed."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from aiohttp import WSMsgType
from sqlalchemy import select

from server.db import EVERYWHERE
from server.keys import DATABASE
from server.logs import set_up
from server.people.model import AuditLine
from tests.support.people import CITY, COUNTY, NEXT_CITY, Browser, browser_of
from tests.support.service import Client, Start

THERE = "203.0.113.7"
TYPED = "my own password"


@pytest.fixture
def written() -> Iterator[StringIO]:
    text = StringIO()
    set_up("info", text)
    yield text
    set_up("info", StringIO())


@pytest.fixture
async def behind_proxy(start: Start, database_url: str) -> Client:
    return await start(database_url=database_url, trusted_proxies="127.0.0.1")


def lines(written: StringIO, event: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, written.getvalue().splitlines()) if line["event"] == event]


async def audited(service: Client) -> list[tuple[str, str, int]]:
    failed = select(AuditLine).where(AuditLine.what == "sign_in_failed").order_by(AuditLine.seq)
    async with service.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return [(line.who, line.about, line.place) for line in await tx.scalars(failed)]


async def test_a_failed_sign_in_is_logged_with_address_and_account_and_without_what_was_typed(
    behind_proxy: Client, written: StringIO
) -> None:
    _, known = await browser_of(behind_proxy, "leader", COUNTY)
    stranger = Browser(behind_proxy, headers={"X-Forwarded-For": f"10.0.0.1, {THERE}"})
    for login in (known.login, TYPED):
        assert (await stranger.sign_in(login, TYPED)).status == 401
    about = [f"account:{known.person.id}", "account:unknown"]
    told = lines(written, "sign-in failed")
    assert [(line["principal"], line["client"], line["code"]) for line in told] == [
        (one, THERE, "wrong_sign_in") for one in about
    ]
    assert await audited(behind_proxy) == [
        (f"address:{THERE}", about[0], COUNTY[0]),
        (f"address:{THERE}", about[1], 430_000_000),
    ]
    assert TYPED not in written.getvalue()


async def test_the_audit_log_takes_so_many_failed_sign_ins_a_minute_and_no_more(
    start: Start, written: StringIO
) -> None:
    service = await start(trusted_proxies="127.0.0.1")
    for n in range(70):
        stranger = Browser(service, headers={"X-Forwarded-For": f"203.0.113.{n}"})
        assert (await stranger.sign_in(f"stranger{n}", TYPED)).status == 401
    assert len(lines(written, "sign-in failed")) == 70
    assert len(await audited(service)) == 60


async def test_refused_access_is_logged_with_address_principal_and_code(
    behind_proxy: Client, written: StringIO
) -> None:
    leader, someone = await browser_of(behind_proxy, "leader", CITY)
    leader.headers["X-Forwarded-For"] = THERE
    assert (await leader.get("/api/accounts")).status == 403
    assert (await leader.post(f"/api/accounts/{someone.person.id}/invitations")).status == 403
    organiser, other = await browser_of(behind_proxy, "organiser", NEXT_CITY)
    assert (await organiser.patch(f"/api/accounts/{someone.person.id}", {"suspended": True})).status == 404
    assert (await Browser(behind_proxy).get("/api/me")).status == 401
    refused = [line for line in lines(written, "request") if line["status"] >= 400]
    assert [(line["status"], line["code"], line["client"], line["principal"]) for line in refused] == [
        (403, "not_allowed", THERE, f"account:{someone.person.id}"),
        (403, "not_allowed", THERE, f"account:{someone.person.id}"),
        (404, "not_found", "127.0.0.1", f"account:{other.person.id}"),
        (401, "not_signed_in", "127.0.0.1", "none"),
    ]


async def test_a_line_that_is_refused_is_logged_with_address_and_principal(
    behind_proxy: Client, written: StringIO
) -> None:
    browser, someone = await browser_of(behind_proxy, "department", CITY)
    for cookie in ("", f"__Host-reception={browser.token}"):
        headers = {"X-Forwarded-For": THERE, "Cookie": cookie}
        async with behind_proxy.ws_connect("/api/live", headers=headers) as line:
            await line.send_json({"type": "hello"})
            await line.send_json({"type": "watch", "day": "2023-11-09", "place": "430000"})
            while (await line.receive()).type is WSMsgType.TEXT and cookie and not lines(written, "access refused")[1:]:
                pass
    assert [(line["client"], line["principal"]) for line in lines(written, "access refused")] == [
        (THERE, "none"),
        (THERE, f"account:{someone.person.id}"),
    ]
