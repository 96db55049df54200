"""Mutations with an Idempotency-Key, on a whole service with one more route."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from sqlalchemy import select

from server import keys
from server.app import build
from server.config import Settings
from server.db import EVERYWHERE, Scope
from server.errors import Conflict
from server.http.opening import add_routes
from server.http.repeat import HEADER, KeptAnswer
from server.http.route import Route, Shape
from tests.support.fake_clock import FakeClock
from tests.support.service import Client, Listening, client_of

NOWHERE = Scope(0, 1)
LINK = "https://here/one-time-link"


class Order(Shape):
    dish: str


@dataclass(frozen=True)
class Guest:
    id: str
    kind: str = "device"
    scope: Scope = NOWHERE


@dataclass
class Table:
    """What the route did, and what it waits for when it is told to."""

    served: list[str] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)


TABLE = web.AppKey("table", Table)


async def post_order(request: web.Request, guest: Guest, *, body: Order) -> str:
    table = request.app[TABLE]
    acts = {"slow": table.go_on.wait, "none": refuse, "wrong": break_down}
    table.begun.set()
    await acts.get(body.dish, at_once)()
    table.served.append(f"{guest.id} {body.dish}")
    return f"{LINK} {len(table.served)}"


async def at_once() -> None:
    return None


async def refuse() -> None:
    raise Conflict("changed_meanwhile")


async def break_down() -> None:
    raise RuntimeError


async def delete_order(request: web.Request, guest: Guest) -> None:
    request.app[TABLE].served.append(f"{guest.id} nothing")


async def guest_of(request: web.Request) -> Guest:
    return Guest(request.headers["X-Guest"], scope=Scope(int(request.headers.get("X-Lo", 0)), 1))


async def guests(app: web.Application) -> AsyncIterator[None]:
    """Know guests, in place of the principals that the service knows."""
    app[keys.PRINCIPAL] = guest_of
    yield


ROUTES = [
    Route("POST", "/api/orders", post_order, body=Order, answer=str, who="device", summary_zh="点", summary_en=""),
    Route("POST", "/api/looks", post_order, body=Order, answer=str, who="device", every_time=True, summary_zh="看",
          summary_en=""),
    Route("DELETE", "/api/orders", delete_order, who="device", summary_zh="退", summary_en="D"),
]  # fmt: skip


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def inn(database_url: str, clock: FakeClock, tmp_path: object) -> AsyncIterator[Client]:
    app = build(Settings.model_validate({"data": tmp_path, "database_url": database_url, "web": tmp_path}), clock=clock)
    add_routes(app, ROUTES)
    app[TABLE] = Table()
    app.cleanup_ctx.append(guests)
    async with client_of(Listening(app)) as client:
        yield client


async def order(inn: Client, dish: str, *, guest: str = "a", key: str = "k1") -> tuple[int, str]:
    answer = await inn.post("/api/orders", json={"dish": dish}, headers={"X-Guest": guest, HEADER: key})
    said = await answer.json(content_type=None)
    return answer.status, said["code"] if isinstance(said, dict) else said


def served(inn: Client) -> list[str]:
    assert inn.app is not None
    return inn.app[TABLE].served


async def test_sent_twice_it_happens_once_and_is_answered_the_same(inn: Client) -> None:
    assert [await order(inn, "rice"), await order(inn, "rice")] == [(200, f"{LINK} 1")] * 2
    assert served(inn) == ["a rice"]


async def test_an_answer_without_a_body_is_repeated_too(inn: Client) -> None:
    for _ in range(2):
        assert (await inn.delete("/api/orders", headers={"X-Guest": "a", HEADER: "k1"})).status == 204
    assert served(inn) == ["a nothing"]


async def test_another_key_another_person_or_a_day_later_is_another_request(inn: Client, clock: FakeClock) -> None:
    await order(inn, "rice")
    await order(inn, "rice", key="k2")
    await order(inn, "rice", guest="b")
    clock.forward(hours=24, seconds=1)
    await order(inn, "rice")
    assert served(inn) == ["a rice", "a rice", "b rice", "a rice"]


async def test_a_key_belongs_to_one_request(inn: Client) -> None:
    await order(inn, "rice")
    assert await order(inn, "soup") == (422, "key_reused")


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "键"])
async def test_a_key_is_short_and_plain(inn: Client, key: str) -> None:
    assert await order(inn, "rice", key=key) == (422, "invalid")


async def test_while_the_first_is_not_done_the_second_is_told_to_wait(inn: Client, clock: FakeClock) -> None:
    assert inn.app is not None
    table = inn.app[TABLE]
    first = asyncio.create_task(order(inn, "slow"))
    await table.begun.wait()
    assert await order(inn, "slow") == (409, "in_progress")
    table.go_on.set()
    await first
    clock.forward(minutes=2)
    assert await order(inn, "slow") == (200, f"{LINK} 1")


@pytest.mark.parametrize(("dish", "status"), [("none", 409), ("wrong", 500)])
async def test_what_did_not_happen_is_judged_anew(inn: Client, dish: str, status: int) -> None:
    for _ in range(2):
        assert (await order(inn, dish))[0] == status


async def test_of_many_at_once_one_happens(inn: Client) -> None:
    answers = await asyncio.gather(*(order(inn, "rice") for _ in range(10)))
    assert set(answers) <= {(200, f"{LINK} 1"), (409, "in_progress")}
    assert served(inn) == ["a rice"]


async def test_an_answer_is_kept_sealed(inn: Client) -> None:
    assert inn.app is not None
    await order(inn, "rice")
    async with inn.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        (sealed,) = await tx.scalars(select(KeptAnswer.sealed))
    assert sealed is not None
    assert LINK.encode() not in sealed


async def test_after_a_change_of_rights_the_earlier_answer_is_not_shown(inn: Client) -> None:
    await order(inn, "rice")
    moved = await inn.post("/api/orders", json={"dish": "rice"}, headers={"X-Guest": "a", "X-Lo": "1", HEADER: "k1"})
    assert (moved.status, (await moved.json(content_type=None))["code"]) == (422, "key_reused")


async def test_what_is_done_every_time_is_done_every_time_and_kept_nowhere(inn: Client) -> None:
    assert inn.app is not None
    for turn in (1, 2):
        answer = await inn.post("/api/looks", json={"dish": "rice"}, headers={"X-Guest": "a", HEADER: "k1"})
        assert await answer.json() == f"{LINK} {turn}"
    async with inn.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(KeptAnswer.key)) == []


async def test_of_a_request_which_may_hold_a_password_only_a_keyed_print_is_kept(inn: Client) -> None:
    assert inn.app is not None
    await order(inn, "rice")
    async with inn.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        (kept,) = await tx.scalars(select(KeptAnswer.request))
    guess = b'POST /api/orders\n0 1 \n{"dish": "rice"}'
    assert kept not in {hashlib.sha256(part + guess).hexdigest() for part in (b"", b"repeat|")}
    assert kept == inn.app[keys.SEALER].mac(b"repeat|" + guess)
