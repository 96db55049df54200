import gc
import gzip
import json
import weakref
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from server.app import ROUTES, build
from server.config import Settings
from server.http.openapi import describe
from tests.support.service import Client, Listening, Start, client_of, close


async def test_a_service_started_on_nothing_is_ready(service: Client) -> None:
    for path in ("/healthz", "/readyz"):
        assert (await (await service.get(path)).json()) == {"status": "ok"}


async def test_a_second_start_finds_everything_as_it_was(start: Start, empty_url: str) -> None:
    await start(database_url=empty_url)
    assert (await (await start(database_url=empty_url)).get("/readyz")).status == 200


async def test_the_metrics_are_counted(service: Client) -> None:
    await service.get("/healthz")
    async with service.ws_connect("/api/live"):
        metrics = await (await service.get("/metrics")).text()
    assert 'route="/healthz",status="200"' in metrics
    assert "\nlive_connections 1.0" in metrics


@pytest.mark.parametrize(
    ("readers", "headers"),
    [(("10.0.0.0/8",), {}), (("127.0.0.1",), {"X-Forwarded-For": "127.0.0.1"}), ((), {})],
)
async def test_how_busy_others_are_is_told_to_operators_only(
    start: Start, readers: tuple[str, ...], headers: dict[str, str]
) -> None:
    service = await start(metrics_readers=readers, trusted_proxies=("127.0.0.1",))
    assert (await service.get("/metrics", headers=headers)).status == 404


async def test_the_description_is_sound(start: Start) -> None:
    document = await (await (await start()).get("/api/openapi.json")).json()
    validate(document, cls=OpenAPIV31SpecValidator)
    assert document == json.loads(json.dumps(describe(ROUTES)))


def pages(folder: Path) -> Path:
    for name in ("index.html", "sw.js", "assets/page-1a2b.js"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"this is {name}")
    (folder / "assets" / "page-1a2b.js.gz").write_bytes(gzip.compress(b"this is packed"))
    (folder.parent / "secret").write_text("not a page")
    return folder


async def test_pages_are_served_with_their_names_lives(start: Start, tmp_path: Path) -> None:
    service = await start(web=pages(tmp_path / "web"))
    for path, text, cache in (
        ("/", "this is index.html", "no-cache"),
        ("/days/2023-11-09", "this is index.html", "no-cache"),
        ("/sw.js", "this is sw.js", "no-cache"),
        ("/assets/", "this is index.html", "no-cache"),
        ("/assets/no-page", "this is index.html", "no-cache"),
        ("/assets/page-1a2b.js", "this is assets/page-1a2b.js", "public, max-age=31536000, immutable"),
    ):
        answer = await service.get(path, headers={"Accept-Encoding": "identity"})
        assert (answer.status, await answer.text(), answer.headers["Cache-Control"]) == (200, text, cache)
        assert answer.headers["Content-Security-Policy"]


async def test_a_compressed_page_is_sent_where_there_is_one(start: Start, tmp_path: Path) -> None:
    service = await start(web=pages(tmp_path / "web"))
    answer = await service.get("/assets/page-1a2b.js", headers={"Accept-Encoding": "gzip"})
    assert (answer.headers["Content-Encoding"], await answer.text()) == ("gzip", "this is packed")


async def test_nothing_but_the_pages_is_served(start: Start, tmp_path: Path) -> None:
    service = await start(web=pages(tmp_path / "web"))
    for path in ("/../secret", "/%2e%2e/secret", "/assets/..%2f..%2fsecret", "/no.js", "/api/no", "/assets/"):
        answer = await service.get(path)
        assert answer.status in {404, 200}
        assert "not a page" not in await answer.text()


@pytest.mark.parametrize("beside_others", [False, True])
async def test_a_service_that_was_closed_is_let_go(tmp_path: Path, redis_url: str, *, beside_others: bool) -> None:
    """A run of thousands of tests starts hundreds of services, of 3 MB each."""
    known = {"data": tmp_path / "data", "web": tmp_path / "no-pages"}
    settings = Settings.model_validate(known | ({"redis_url": redis_url} if beside_others else {}))
    client = client_of(Listening(build(settings)))
    await client.start_server()
    app = weakref.ref(client.app)
    assert (await client.get("/healthz")).status == 200
    await close(client)
    del client
    gc.collect()
    assert app() is None
