"""Every route × every role × objects inside, beside and above their places: asked, and answered as policy.py says."""

from collections import defaultdict
from collections.abc import AsyncIterator
from io import StringIO

import pytest

from server.app import ROUTES
from server.http.openapi import describe
from server.logs import set_up
from tests.support.asking import NOT_THERE, expected, expected_to_hear
from tests.support.breadth import some, times
from tests.support.policy import POLICY
from tests.support.service import Start
from tests.support.targets import asked, everybody, heard, objects, pairs_of
from tests.support.world import World, a_world

LEAST_PAIRS = times(2_500, 5_000)
LEAST_WATCHES = 300


@pytest.fixture
async def world(start: Start, either_url: str) -> AsyncIterator[World]:
    set_up("warning", StringIO())  # thousands of lines that are not read
    yield await a_world(await start(database_url=either_url, trusted_proxies=("127.0.0.1",)))
    set_up("info", StringIO())


async def test_every_door_there_is_has_its_policy_and_no_other(world: World) -> None:
    described = describe(ROUTES)["paths"]
    in_words = {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}
    hung = {
        f"{route.method} {route.resource.canonical}" for route in world.client.app.router.routes() if route.resource
    }
    assert set(POLICY) == in_words | {"GET /api/live"} == hung


async def test_every_role_gets_from_every_route_what_the_policy_says_and_no_more(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    seats, targets = await everybody(world), await objects(world)
    pairs, wrong = 0, list[object]()
    refusals: defaultdict[str, set[bytes]] = defaultdict(set)
    for operation, asks in POLICY.items():
        for seat in seats:
            found = list(pairs_of(seat, asks, targets))
            for ask, target in some(found, (len(found) + 2) // 3, of=f"{operation} {seat.name}"):
                status, answer = await asked(world, operation, ask, seat, target)
                pairs += 1
                wrong += [(operation, seat.name, target.fill, status)] * (status != expected(ask, seat, target))
                refusals[status].add(answer)
    tell(capsys, f"{pairs} requests (role, route, object), {len(wrong)} answered otherwise than declared")
    assert wrong == []
    assert pairs >= LEAST_PAIRS
    assert len(refusals[NOT_THERE]) == 1  # beyond one's places and not there at all: the very same words


def tell(capsys: pytest.CaptureFixture[str], said: str) -> None:
    with capsys.disabled():
        print(f"\n{said}")  # noqa: T201  # how many there were is to be seen


async def test_every_role_hears_on_the_feed_what_the_policy_says_and_no_more(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    seats, targets = await everybody(world), await objects(world)
    asks = [*targets["day"], *(target for target in targets["place"] if target.fill["place"].isdecimal())]
    wrong, watches = list[object](), 0
    for seat in seats:
        said = await heard(world, seat, asks)
        watches += len(said)
        wrong += [
            (seat.name, target.fill, word)
            for target, word in zip(asks, said, strict=True)
            if word != expected_to_hear(seat, target)
        ]
    tell(capsys, f"{watches} pairs of who watches what, {len(wrong)} answered otherwise than declared")
    assert wrong == []
    assert watches >= LEAST_WATCHES
