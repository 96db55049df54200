"""The layer of routes, with a small room of its own behind it."""

import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from prometheus_client import generate_latest
from pydantic import Field

from server import keys
from server.config import Settings
from server.db import Scope
from server.errors import Conflict, TooMany
from server.http import guards
from server.http.openapi import describe
from server.http.opening import add_routes
from server.http.problems import count_requests, translator
from server.http.route import Route, Shape, answered
from tests.support.fake_clock import FakeClock
from tests.support.service import Client, Listening

SECRET = "张伟 12345678901"


class Pot(Shape):
    holds: str = Field(max_length=20)
    liters: int = Field(ge=0, le=100)
    lids: tuple[date, ...] = ()
    anything: Any = None


class Wish(Shape):
    limit: int = Field(default=50, ge=1, le=100)


@dataclass(frozen=True)
class Cook:
    id: str
    kind: str
    scope: Scope


async def post_pot(_request: web.Request, cook: Cook, *, day: date, body: Pot) -> Pot:
    return Pot(holds=f"{body.holds} of {cook.id}", liters=body.liters, lids=(day,))


async def get_pots(_request: web.Request, _cook: Cook, *, query: Wish) -> int:
    return query.limit


async def get_pot(_request: web.Request, _cook: None, *, number: int, name: str, key: UUID) -> str:
    return f"{number} {name} {key}"


async def break_pot(_request: web.Request, _cook: None, *, number: int) -> None:
    breaking = {0: Conflict("changed_meanwhile"), 1: TooMany("too_many", retry_after=7), 2: RuntimeError(SECRET)}
    raise breaking[number]


async def get_cookie(_request: web.Request, _cook: None) -> web.Response:
    return answered(["cookie"], headers={"X-Taste": "sweet"})


async def delete_pot(_request: web.Request, _cook: Cook) -> None:
    return None


EXAMPLE = {"holds": "rice", "liters": 3}
ROUTES = [
    Route("POST", "/api/days/{day}/pots", post_pot, body=Pot, answer=Pot, status=201, capability="cook",
          errors=("changed_meanwhile",), example=EXAMPLE, summary_zh="放一口锅", summary_en="Put a pot"),
    Route("GET", "/api/pots", get_pots, query=Wish, answer=int, who="session|device", summary_zh="锅", summary_en="A"),
    Route("GET", "/api/pots/{number}/{name}/{key}", get_pot, answer=str, who="anyone", summary_zh="锅", summary_en="A"),
    Route("POST", "/api/break/{number}", break_pot, who="anyone", summary_zh="打破", summary_en="Break"),
    Route("GET", "/api/cookie", get_cookie, answer=list[str], who="anyone", summary_zh="饼干", summary_en="Cookie"),
    Route("DELETE", "/api/pots", delete_pot, who="device", summary_zh="拿走", summary_en="Take away"),
]  # fmt: skip
COOKS = {
    "chef": Cook("chef", "account", Scope(0, 1, frozenset({"cook"}))),
    "guest": Cook("guest", "account", Scope(0, 1)),
    "stove": Cook("stove", "device", Scope(0, 1)),
}
SESSION = "a-session"
CHEF = {"X-Cook": "chef", "Cookie": f"{guards.SESSION_COOKIE}={SESSION}", "X-CSRF-Token": guards.csrf_of(SESSION)}
JSON = {"Content-Type": "application/json"}
POTS = "/api/days/2023-11-09/pots"
KEY = "018bb165-9350-7564-b3e0-bbbbf419c5e6"


async def cook_of(request: web.Request) -> Cook | None:
    return COOKS.get(request.headers.get("X-Cook", ""))


@pytest.fixture
async def kitchen() -> AsyncIterator[Client]:
    settings = Settings(body_limit=64 * 1024, trusted_proxies=("127.0.0.0/8",))
    app = web.Application(middlewares=[translator()], client_max_size=settings.body_limit)
    app[keys.SETTINGS], app[keys.CLOCK], app[keys.PRINCIPAL] = settings, FakeClock(), cook_of
    app[keys.REHEARSAL] = False
    count_requests(app)
    app.on_response_prepare.append(guards.add_headers)
    add_routes(app, ROUTES)
    async with TestClient(Listening(app)) as client:
        yield client


async def test_what_is_asked_rightly_is_answered(kitchen: Client) -> None:
    answer = await kitchen.post(POTS, json=EXAMPLE, headers=CHEF)
    assert (answer.status, answer.content_type) == (201, "application/json")
    assert await answer.json() == {"holds": "rice of chef", "liters": 3, "lids": ["2023-11-09"], "anything": None}


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"", {}, 400, "not_json"),
        (b"{", {}, 400, "not_json"),
        (b'{"holds": "\xff", "liters": 3}', {}, 400, "not_json"),
        (b'\xef\xbb\xbf{"holds": "rice", "liters": 3}', {}, 400, "not_json"),
        (b'{"holds": "rice", "liters": NaN}', {}, 400, "not_json"),
        (b'{"holds": "rice", "liters": 3, "anything": Infinity}', {}, 400, "not_json"),
        (b'{"holds": "rice", "liters": 3, "anything": 1e999}', {}, 400, "not_json"),
        (b'{"holds": "rice", "liters": 3, "anything": ' + b"9" * 5000 + b"}", {}, 400, "not_json"),
        (b'{"holds": "\\ud800", "liters": 3}', {}, 400, "not_json"),
        (b'{"holds": "rice", "liters": 3, "holds": "peas"}', {}, 400, "duplicate_key"),
        (b'{"holds": "rice", "liters": 3, "h\\u006flds": "peas"}', {}, 400, "duplicate_key"),
        (b'{"holds": "rice", "liters": 3, "anything": [{"a": 1, "a": 1}]}', {}, 400, "duplicate_key"),
        (b"[" * 30_000 + b"]" * 30_000, {}, 400, "not_json"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, {}, 400, "not_json"),
        (b'{"holds": "\\u0000", "liters": 3}', {}, 422, "invalid"),
        (b"[]", {}, 422, "invalid"),
        (b"null", {}, 422, "invalid"),
        (b'{"holds": "rice"}', {}, 422, "invalid"),
        (b'{"holds": "rice", "liters": "3"}', {}, 422, "invalid"),
        (b'{"holds": "rice", "liters": 3.0}', {}, 422, "invalid"),
        (b'{"holds": "rice", "liters": true}', {}, 422, "invalid"),
        (b'{"holds": "rice", "liters": 99999999999999999999}', {}, 422, "invalid"),
        (b'{"holds": "rice", "liters": 3, "lids": [0]}', {}, 422, "invalid"),
        (b'{"holds": "rice", "liters": 3, "salt": 1}', {}, 422, "invalid"),
        (b'"' + b"x" * 65_536 + b'"', {}, 413, "too_large"),
        (b'{"holds": "rice", "liters": 3}', {"Content-Type": "text/plain"}, 415, "unsupported_type"),
        (b"holds=rice", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "unsupported_type"),
        (gzip.compress(b'{"holds": "rice"}', mtime=0), {"Content-Encoding": "gzip"}, 415, "unsupported_encoding"),
        (gzip.compress(b" " * 10_000_000, mtime=0), {"Content-Encoding": "gzip"}, 415, "unsupported_encoding"),
        (b"{}", {"Content-Encoding": "br"}, 415, "unsupported_encoding"),
        (b"{}", {"X-CSRF-Token": ""}, 403, "csrf_missing"),
        (b"{}", {"X-CSRF-Token": guards.csrf_of("another")}, 403, "csrf_missing"),
        (b"{}", {"Origin": "https://elsewhere.example"}, 403, "foreign_origin"),
        (b"{}", {"Origin": "null"}, 403, "foreign_origin"),
        (b"{}", {"Sec-Fetch-Site": "cross-site"}, 403, "foreign_origin"),
        (b"{}", {"Sec-Fetch-Site": "same-site"}, 403, "foreign_origin"),
        (b"{}", {"X-Cook": "nobody"}, 401, "not_signed_in"),
        (b"{}", {"X-Cook": "guest"}, 403, "not_allowed"),
        (b"{}", {"X-Cook": "stove"}, 403, "not_allowed"),
    ],
)  # fmt: skip
async def test_what_is_asked_wrongly_is_a_problem_with_its_code(
    kitchen: Client, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    answer = await kitchen.post(POTS, data=body, headers={**JSON, **CHEF, **headers})
    problem = await answer.json(content_type="application/problem+json")
    assert (answer.status, problem["status"], problem["code"]) == (status, status, code)
    assert problem["detail"]


async def chunks() -> AsyncIterator[bytes]:
    for _ in range(100):
        yield b" " * 4096


async def test_a_body_that_hides_its_length_is_cut_off_at_the_limit(kitchen: Client) -> None:
    answer = await kitchen.post(POTS, data=chunks(), headers={**JSON, **CHEF})
    assert (answer.status, (await answer.json(content_type=None))["limit"]) == (413, 65_536)


async def test_a_refusal_names_the_field_and_never_what_was_in_it(kitchen: Client) -> None:
    answer = await kitchen.post(POTS, json={"holds": SECRET * 2, "liters": SECRET}, headers=CHEF)
    problem = await answer.json(content_type=None)
    assert [fault["field"] for fault in problem["faults"]] == ["holds", "liters"]
    assert "张" not in await answer.text()


@pytest.mark.parametrize("day", ["0", "1699488000", "2023-11-9", "2023-02-30", "yesterday", "%00", "2023-11-09%00"])
async def test_what_can_be_no_day_is_not_found(kitchen: Client, day: str) -> None:
    answer = await kitchen.post(f"/api/days/{day}/pots", json=EXAMPLE, headers=CHEF)
    assert answer.status == 404


@pytest.mark.parametrize(
    "path", ["1/a/x", "01/a/" + KEY, "1.0/a/" + KEY, "1/%00/" + KEY, "1/a/" + KEY.upper(), "1/%ff/" + KEY]
)
async def test_a_thing_has_one_address(kitchen: Client, path: str) -> None:
    assert (await kitchen.get(f"/api/pots/1/锅/{KEY}")).status == 200
    assert (await kitchen.get(f"/api/pots/{path}")).status in {404, 200}


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 200), ("?limit=7", 200), ("?limit=0", 422), ("?limit=x", 422), ("?limit=%00", 422), ("?limit=1&limit=2", 422),
     ("?limt=7", 422), ("?limit=" + "9" * 5000, 422), ("?limit=1.5", 422)],
)  # fmt: skip
async def test_a_query_is_read_strictly(kitchen: Client, query: str, status: int) -> None:
    assert (await kitchen.get(f"/api/pots{query}", headers=CHEF)).status == status


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/api/nothing", 404, "not_found"), ("PUT", "/api/pots", 405, "method_not_allowed"),
     ("POST", "/api/break/0", 409, "changed_meanwhile"), ("POST", "/api/break/1", 429, "too_many"),
     ("POST", "/api/break/2", 500, "internal"), ("POST", "/api/break/x", 404, "not_found")],
)  # fmt: skip
async def test_every_refusal_is_a_problem(kitchen: Client, method: str, path: str, status: int, code: str) -> None:
    answer = await kitchen.request(method, path)
    problem = await answer.json(content_type="application/problem+json")
    assert (answer.status, problem["code"]) == (status, code)
    assert SECRET not in str(problem)


async def test_a_refusal_says_when_to_come_back_and_which_methods_there_are(kitchen: Client) -> None:
    assert (await kitchen.post("/api/break/1")).headers["Retry-After"] == "7"
    assert "GET" in (await kitchen.put("/api/pots")).headers["Allow"]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ("", "没有找到。"),
        ("en-GB,en;q=0.9", "Not found."),
        ("fr,zh-CN;q=0.8", "没有找到。"),
        ("*" * 8000, "没有找到。"),
    ],
)
async def test_a_problem_speaks_the_callers_language(kitchen: Client, wish: str, sentence: str) -> None:
    answer = await kitchen.get("/api/nothing", headers={"Accept-Language": wish})
    assert (await answer.json(content_type=None))["detail"] == sentence


async def test_pages_of_our_own_may_ask(kitchen: Client) -> None:
    here = f"http://{kitchen.host}:{kitchen.port}"
    for headers in ({"Origin": here}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}):
        assert (await kitchen.post(POTS, json=EXAMPLE, headers={**CHEF, **headers})).status == 201


async def test_a_device_needs_no_csrf_token_for_it_sends_no_cookie(kitchen: Client) -> None:
    answer = await kitchen.delete("/api/pots", headers={"X-Cook": "stove"})
    assert (answer.status, await answer.read()) == (204, b"")


async def test_every_answer_carries_the_headers_that_keep_pages_safe(kitchen: Client) -> None:
    for path in ("/api/cookie", "/api/nothing"):
        answer = await kitchen.get(path)
        assert {name: answer.headers[name] for name in guards.HEADERS} == guards.HEADERS
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Request-Id"]
    assert (await kitchen.get("/api/cookie")).headers["X-Taste"] == "sweet"


async def test_requests_are_counted_by_route_never_by_what_was_in_the_path(kitchen: Client) -> None:
    await kitchen.get(f"/api/pots/1/{SECRET}/{KEY}")
    assert kitchen.app is not None
    counted = generate_latest(kitchen.app[keys.METRICS]).decode()
    assert 'http_requests_total{method="GET",route="/api/pots/{number}/{name}/{key}",status="200"} 1.0' in counted
    assert "张" not in counted


async def test_the_description_is_sound_and_complete() -> None:
    document = json.loads(json.dumps(describe(ROUTES)))
    validate(document, cls=OpenAPIV31SpecValidator)
    post = document["paths"]["/api/days/{day}/pots"]["post"]
    assert post["requestBody"]["content"]["application/json"]["example"] == EXAMPLE
    assert set(post["responses"]) == {
        *["201", "400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503"]
    }
    assert "changed_meanwhile" in post["responses"]["409"]["content"]["application/problem+json"]["examples"]
    assert document["paths"]["/api/pots"]["get"]["parameters"][0]["name"] == "limit"
    assert post["x-capability"] == "cook"
