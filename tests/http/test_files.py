"""Routes whose body is a file: of the types they name, up to their own limit; behind a small room of its own."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from server import keys
from server.config import Settings
from server.http import guards, parse
from server.http.openapi import describe
from server.http.opening import add_routes
from server.http.problems import count_requests, translator
from server.http.route import File, Route
from tests.support.fake_clock import FakeClock
from tests.support.service import Client, Listening

PICTURE = File(media=("image/png", "application/octet-stream"), most=32 * 1024)


async def post_picture(_request: web.Request, _nobody: None, *, number: int, body: bytes) -> int:
    return number * len(body)


ROUTES = [
    Route(
        *("POST", "/api/pictures/{number}", post_picture),
        file=PICTURE,
        answer=int,
        who="anyone",
        summary_zh="图片",
        summary_en="A picture",
    )
]


@pytest.fixture
async def gallery() -> AsyncIterator[Client]:
    settings = Settings(body_limit=64 * 1024)
    app = web.Application(middlewares=[translator()])
    app[keys.SETTINGS], app[keys.CLOCK], app[keys.REHEARSAL] = settings, FakeClock(), False
    count_requests(app)
    app.on_response_prepare.append(guards.add_headers)
    add_routes(app, ROUTES)
    async with TestClient(Listening(app)) as client:
        yield client


@pytest.mark.parametrize("media", PICTURE.media)
async def test_a_file_is_handed_over_as_it_came(gallery: Client, media: str) -> None:
    answer = await gallery.post("/api/pictures/2", data=b"\0\xff{" * 10_000, headers={"Content-Type": media})
    assert (answer.status, await answer.json()) == (200, 60_000)


@pytest.mark.parametrize(
    ("body", "media", "status", "code"),
    [
        (b"{}", "application/json", 415, "unsupported_file"),
        (b"a=b", "application/x-www-form-urlencoded", 415, "unsupported_file"),
        (b"", "multipart/form-data; boundary=x", 415, "unsupported_file"),
        (b"x" * (PICTURE.most + 1), "image/png", 413, "too_large"),
        (b"x" * (64 * 1024 + 1), "image/png", 413, "too_large"),
    ],
)
async def test_what_is_no_such_file_is_a_problem_with_its_code(
    gallery: Client, body: bytes, media: str, status: int, code: str
) -> None:
    answer = await gallery.post("/api/pictures/1", data=body, headers={"Content-Type": media})
    assert (answer.status, (await answer.json(content_type=None))["code"]) == (status, code)


async def test_a_file_that_hides_its_length_is_cut_off_at_the_limit(gallery: Client) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 4096

    answer = await gallery.post("/api/pictures/1", data=chunks(), headers={"Content-Type": "image/png"})
    assert (answer.status, (await answer.json(content_type=None))["limit"]) == (413, PICTURE.most)


async def test_a_file_that_does_not_come_is_waited_for_a_while(
    gallery: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parse, "BODY_SECONDS", 0.01)
    never = asyncio.Event()

    async def chunks() -> AsyncIterator[bytes]:
        yield b" "
        await never.wait()

    answer = await gallery.post("/api/pictures/1", data=chunks(), headers={"Content-Type": "image/png"})
    assert (answer.status, (await answer.json(content_type=None))["code"]) == (400, "too_slow")


def test_the_description_says_which_files_a_route_takes() -> None:
    described = describe(ROUTES)
    validate(described, cls=OpenAPIV31SpecValidator)
    operation = described["paths"]["/api/pictures/{number}"]["post"]
    assert operation["requestBody"]["content"].keys() == set(PICTURE.media)
    assert operation["responses"].keys() >= {"400", "413", "415"}
