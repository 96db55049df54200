"""What every unsafe route asks for and every answer carries; and texts that would mean something to a browser."""

from collections.abc import AsyncIterator
from io import StringIO

import pytest
from aiohttp import WSServerHandshakeError

from server.app import ROUTES
from server.http.guards import CSRF_HEADER, HEADERS
from server.logs import set_up
from tests.support.asking import filled
from tests.support.service import Start
from tests.support.world import COUNTY, HERE, PROVINCE, Say, World, a_uuid, a_world, query_code, registration

NAMES = {
    "token": "none",
    "code": query_code(HERE),
    "session": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
    "account": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
    "meeting": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
    "invitation": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
    "registration": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
    "device": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
    "region": "430102",
    "topic": "wages",
    "incident": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
    **dict.fromkeys(("leave", "recusal", "check", "booking", "question"), "018bb165-9350-7564-b3e0-bbbbf419c5e6"),
    **dict.fromkeys(("case", "line", "attachment", "task", "bulletin"), "018bb165-9350-7564-b3e0-bbbbf419c5e6"),
    **dict.fromkeys(("group", "visit", "finding"), "018bb165-9350-7564-b3e0-bbbbf419c5e6"),
    **dict.fromkeys(("sample", "call", "signature", "measure"), "018bb165-9350-7564-b3e0-bbbbf419c5e6"),
    "days": "7",
    "duty": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
    "calendar": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
    "day": "2023-11-09",
    "series": "of-430102",
    "unit": "U-430102",
    "step": "sites",
    "notice": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
    "post": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
    "place": "430102000",
    "year": "2026",
    "form": "pdf",
    "site": HERE,
    "entry": a_uuid(HERE, 10),
    "matter": a_uuid(HERE, 11),
}
UNSAFE = [(route.method, filled(route.path, NAMES), route.who) for route in ROUTES if route.method != "GET"]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FOREIGN = ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"})
ODD = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "bidi": "\u202e张\u2066三\u2069\u202c",
    "zero width": "\u200b张\u200d三\ufeff",
    "marks": "\u0301\u0308张" + "\u0301" * 50,
    "formula": '=HYPERLINK("http://elsewhere.example","张三")',
    "quotes": "'; DROP TABLE journal; -- \"",
}


HIDING = ("bidi", "zero width")
"""Names with these would hide or turn what stands beside them."""


@pytest.fixture
async def world(start: Start, either_url: str) -> AsyncIterator[World]:
    set_up("warning", StringIO())
    yield await a_world(await start(database_url=either_url))
    set_up("info", StringIO())


async def test_no_unsafe_door_opens_to_another_sites_page_or_to_a_cookie_alone(world: World) -> None:
    organiser, device = await world.account("organiser", PROVINCE), world.devices[HERE]
    cookie = {name: value for name, value in organiser.headers.items() if name != CSRF_HEADER}
    headers = {"session": organiser.headers, "anyone": {}, "device": device.headers}
    headers["session|device"] = organiser.headers
    for method, url, who in UNSAFE:
        for foreign in FOREIGN:
            answer = await world.client.request(method, url, json={}, headers={**headers[who], **foreign})
            assert (answer.status, (await answer.json(content_type=None))["code"]) == (403, "foreign_origin"), url
    for url in [(method, url) for method, url, who in UNSAFE if "session" in who]:
        for token in ({}, {CSRF_HEADER: "0" * 64}):
            answer = await world.client.request(*url, json={}, headers={**cookie, **token})
            assert (answer.status, (await answer.json(content_type=None))["code"]) == (403, "csrf_missing"), url
    for foreign in FOREIGN:
        with pytest.raises(WSServerHandshakeError, match="403"):
            await world.client.ws_connect("/api/live", headers={**cookie, **foreign})


async def test_every_answer_forbids_sniffing_framing_and_caching_and_other_methods_are_405(world: World) -> None:
    leader = await world.account("leader", PROVINCE)
    takes: dict[str, set[str]] = {}
    for route in ROUTES:
        takes.setdefault(filled(route.path, NAMES), set()).add(route.method)
    for url, methods in takes.items():
        answers = {method: await world.client.request(method, url, headers=leader.headers) for method in METHODS}
        others = {method for method, answer in answers.items() if answer.status == 405}
        assert others == set(METHODS) - methods, url
        for answer in answers.values():
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS, url
            kept = "public, max-age=60" if url.startswith(("/api/public/", "/api/book/")) else "private, no-cache"
            assert answer.headers["Cache-Control"] in {"no-store", kept}, url
            assert answer.status < 500, url


def always(word: str) -> Say:
    return lambda _field: word


async def test_words_that_mean_something_to_a_browser_are_data_and_come_as_json(world: World) -> None:
    """They come back as they went in; a masked name shows a letter of them at most."""
    officer, organiser = await world.account("officer", COUNTY), await world.account("organiser", COUNTY)
    for number, (kind, odd) in enumerate(ODD.items()):
        n = 500 + 2 * number
        assert await world.send(HERE, [[registration(HERE, n, always(odd[:50]))]]) == [["accepted"]], kind
        url = f"/api/days/2023-11-09/matters/{a_uuid(HERE, n + 1)}"
        shown = await world.client.get(f"{url}?site={HERE}", headers=officer.headers)
        unmasked = await world.client.post(
            f"{url}/unmask", json={"site": HERE, "reason": odd[:500]}, headers=officer.headers
        )
        assert (shown.content_type, unmasked.content_type) == ("application/json", "application/json")
        assert (await shown.json())["person"] in {"张*", "s*", "H*", "D*"}, kind
        assert (await unmasked.json())["summary"] == odd[:50], kind
        body = {"name": odd, "role": "leader", "place": "430102"}
        invited = await world.client.post("/api/invitations", json=body, headers=organiser.headers)
        assert invited.status == (422 if kind in HIDING else 201), kind
    accounts = await world.client.get("/api/accounts?limit=200", headers=organiser.headers)
    names = {account["name"] for account in (await accounts.json())["items"]}
    assert {odd for odd in ODD.values() if odd in names} == {odd for kind, odd in ODD.items() if kind not in HIDING}
    for kind in HIDING:
        label = {"label": ODD[kind]}
        refused = await world.client.post(f"/api/sites/{HERE}/enrolments", json=label, headers=organiser.headers)
        assert refused.status == 422
