"""Requests that no browser would send: the worst a header, a path or a cursor may hold is the caller's problem."""

import asyncio
import base64
import json

import pytest

from server.http.guards import CSRF_HEADER, SESSION_COOKIE, csrf_of
from server.keys import DATABASE
from tests.support.patience import HANG
from tests.support.people import PASSWORD, SignedIn, browser_of
from tests.support.plan import make_day, make_sites
from tests.support.service import Client

MATTERS = b"/api/days/2023-11-09/matters"
UPGRADE = (
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)


@pytest.fixture
async def organiser(service: Client) -> SignedIn:
    await make_sites(service.app[DATABASE])
    await make_day(service.app[DATABASE], state="live")
    _, someone = await browser_of(service)
    return someone


def signed_in(someone: SignedIn) -> bytes:
    return f"Cookie: {SESSION_COOKIE}={someone.token}\r\n{CSRF_HEADER}: {csrf_of(someone.token)}\r\n".encode()


def request(line: bytes, headers: bytes = b"", body: bytes = b"") -> bytes:
    length = b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body) if body else b""
    return line + b" HTTP/1.1\r\nHost: here\r\nConnection: close\r\n" + headers + length + b"\r\n" + body


async def answer_to(service: Client, sent: bytes) -> tuple[int, bytes]:
    """The status of the answer to these bytes and all of its text."""
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    writer.write(sent)
    async with asyncio.timeout(HANG):
        heard = await reader.read()
    writer.close()
    return int(heard.split()[1]), heard


def cursor(value: object) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(value).encode())


async def test_an_origin_is_foreign_whatever_it_is_made_of(service: Client, organiser: SignedIn) -> None:
    for origin in (
        b"http://[",
        b"http://[::1",
        b"\xff",
        b"null",
        b"",
        b"http://here@evil",
        b"file://",
        b"https://evil",
    ):
        headers = signed_in(organiser) + b"Origin: " + origin + b"\r\n"
        for sent in (request(b"POST /api/sign-out", headers), request(b"GET /api/live", headers + UPGRADE)):
            status, heard = await answer_to(service, sent)
            assert (status, b"foreign_origin" in heard) == (403, True), origin


async def test_a_security_token_may_be_any_bytes_and_is_wrong(service: Client, organiser: SignedIn) -> None:
    headers = f"Cookie: {SESSION_COOKIE}={organiser.token}\r\n".encode() + b"X-CSRF-Token: \xff\xfe\r\n"
    assert (await answer_to(service, request(b"POST /api/sign-out", headers)))[0] == 403


async def test_a_browser_may_call_itself_anything(service: Client, organiser: SignedIn) -> None:
    body = json.dumps({"login": organiser.login, "password": PASSWORD}).encode()
    status, _ = await answer_to(service, request(b"POST /api/sign-in", b"User-Agent: \xff\xfe\r\n", body))
    _, seen = await answer_to(service, request(b"GET /api/sessions", signed_in(organiser)))
    assert (status, b'"agent":"??"' in seen) == (200, True)


CURSORS: list[object] = [
    *([1, 2**31, "a"], [1, -1, "a"], [2**63, 1, "a"], [-1, 1, "a"], [1, 1, "\ud800"], [1, 1, "\0"], [True, 1, "a"]),
    *([1, 1], {}, None, "x" * 50, [[[[]]]], [1.0, 1, "a"]),
]


async def test_a_cursor_that_is_none_of_ours_is_no_request(service: Client, organiser: SignedIn) -> None:
    sent = [request(b"GET " + MATTERS + b"?cursor=" + cursor(value), signed_in(organiser)) for value in CURSORS]
    assert [(await answer_to(service, one))[0] for one in sent] == [400] * len(CURSORS)


ODD = [
    *(b"GET /api/days/%FF", b"GET /api/sites/%ED%A0%80/devices", b"GET /api/sites/\xff/devices", b"OPTIONS *"),
    *(b"CONNECT here:80", b"GET http://[/x", b"FOO /api/me", b"TRACE /api/me", b"HEAD /api/me", b"HEAD /api/live"),
    *(b"GET /api/invitations/%ED%A0%80", b"GET /api/invitations/%00", b"GET //api/me", b"GET /api/../api/me/"),
    *(
        b"GET " + MATTERS + query
        for query in (b"?category=%00", b"?place=%FF", b"?cursor=%E4%B8%AD", b"?limit=1&limit=2")
    ),
    *(b"GET /api/days/0000-00-00", b"GET /api/days/9999-99-99/tally"),
    b"GET /api/days/2023-11-09/tally?place=" + "٤٣٠١٠٢".encode(),
]


async def test_an_odd_address_is_a_problem_of_the_caller(service: Client, organiser: SignedIn) -> None:
    for line in ODD:
        status, heard = await answer_to(service, request(line, signed_in(organiser)))
        assert 400 <= status < 500, line
        assert b"application/problem+json" in heard, line
        assert b"nosniff" in heard, line
