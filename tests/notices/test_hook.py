"""A notice to a group is posted once, signed, to the address that was checked and to no other."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from server.db import Database
from server.notices.channel import Letter, Unreachable
from server.notices.hook import Hook
from server.notices.rules import Channel, Fate, NoticeState, Result
from server.notices.sender import Sender
from server.notices.texts import Said
from server.sealing import Sealer
from tests.support.fake_clock import NINE, FakeClock
from tests.support.outbox import TEMPLATES, draft, send_due, the_notice, write

SECRET = "a secret of the test"
HERE = ("127.0.0.1/32",)
LETTER = Letter(UUID(int=7), "day_announced", "zh", "", Said("公告", "接访日已公告。"), NINE)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Receiver:
    """A program that takes posts; ``answer`` may be changed."""

    url: str = ""
    answer: Answer | None = None
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.posts.append((dict(request.headers), await request.read()))
        return web.Response(status=204) if self.answer is None else await self.answer(request)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    taking = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", taking.take)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    taking.url = f"http://hook.example.org:{server.port}/in"
    yield taking
    await server.close()


def names(*addresses: str) -> Callable[[str, int], Awaitable[Sequence[str]]]:
    """A name service whose name means one address after the other, each time another."""
    said = iter(addresses)

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return [next(said)]

    return resolve


def hook(receiver: Receiver, *addresses: str, patience: float = 60) -> Hook:
    return Hook(receiver.url, SECRET, allowed=HERE, patience=patience, resolve=names(*addresses or ("127.0.0.1",)))


async def post(hooking: Hook) -> Result:
    async with hooking.line() as line:
        return await line.send(LETTER)


async def test_a_post_is_signed_has_a_key_and_names_no_address(receiver: Receiver) -> None:
    assert await post(hook(receiver)) == Result(Fate.SENT)
    ((headers, body),) = receiver.posts
    seconds, _, digest = headers["Reception-Signature"].partition(",v1=")
    signed = f"{seconds.removeprefix('t=')}.".encode() + body
    assert digest == hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert seconds == f"t={int(NINE.timestamp())}"
    assert headers["Idempotency-Key"] == str(LETTER.id)
    assert headers["Host"].startswith("hook.example.org:")
    told = json.loads(body)
    assert (told["id"], told["title"], told["text"]) == (str(LETTER.id), "公告", "接访日已公告。")
    assert told.keys() == {"id", "kind", "language", "title", "text", "sent_at"}


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (200, Result(Fate.SENT)),
        (302, Result(Fate.REFUSED, "HTTP 302")),
        (307, Result(Fate.REFUSED, "HTTP 307")),
        (401, Result(Fate.REFUSED, "HTTP 401")),
        (408, Result(Fate.LATER, "HTTP 408")),
        (429, Result(Fate.LATER, "HTTP 429")),
        (503, Result(Fate.LATER, "HTTP 503")),
    ],
)
async def test_what_an_answer_means(receiver: Receiver, status: int, result: Result) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": f"http://{request.host}/elsewhere"})

    receiver.answer = answer
    assert await post(hook(receiver)) == result
    assert len(receiver.posts) == 1  # a redirect is not followed


async def test_an_answer_that_does_not_come_leaves_open_whether_it_was_taken(receiver: Receiver) -> None:
    async def hang(_request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    receiver.answer = hang
    result = await post(hook(receiver, patience=0.3))
    assert (result.fate, len(receiver.posts)) == (Fate.UNCLEAR, 1)


async def test_an_answer_without_an_end_is_not_read(receiver: Receiver) -> None:
    async def pour(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"0" * 65536)

    receiver.answer = pour
    assert await post(hook(receiver)) == Result(Fate.SENT)


async def test_where_nothing_listens_it_is_tried_again(receiver: Receiver) -> None:
    receiver.url = "http://hook.example.org:1/in"
    assert (await post(hook(receiver))).fate is Fate.LATER


@pytest.mark.parametrize(
    "address", ["127.0.0.2", "10.0.0.1", "169.254.169.254", "192.168.0.1", "::1", "::ffff:127.0.0.2", "fe80::1"]
)
async def test_a_name_of_a_private_address_is_not_asked(receiver: Receiver, address: str) -> None:
    with pytest.raises(Unreachable, match="address not allowed"):
        await post(hook(receiver, address))
    assert receiver.posts == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
async def test_this_machine_is_not_asked_however_it_is_written(receiver: Receiver, host: str) -> None:
    with pytest.raises(Unreachable):
        await post(Hook(receiver.url.replace("hook.example.org", host), SECRET))
    assert receiver.posts == []


async def test_a_name_with_one_public_and_one_private_address_is_not_asked(receiver: Receiver) -> None:
    async def both(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1", "10.0.0.1"]

    with pytest.raises(Unreachable):
        await post(Hook(receiver.url, SECRET, allowed=HERE, resolve=both))


async def test_a_name_that_means_another_address_after_it_was_checked_is_not_followed(receiver: Receiver) -> None:
    asked = list[str]()

    async def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    hooking = Hook(receiver.url, SECRET, allowed=HERE, resolve=rebinding)
    async with hooking.line() as line:
        assert [(await line.send(LETTER)).fate for _ in range(3)] == [Fate.SENT] * 3
    assert asked == ["hook.example.org"]  # once: nothing else resolves the name
    with pytest.raises(Unreachable):
        await post(hooking)
    assert len(receiver.posts) == 3


async def test_a_name_that_is_unknown_is_tried_again(receiver: Receiver) -> None:
    async def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError

    with pytest.raises(Unreachable, match="unknown host"):
        await post(Hook(receiver.url, SECRET, resolve=unknown))


async def test_a_notice_to_the_group_waits_until_it_is_taken(
    database: Database, sealer: Sealer, receiver: Receiver
) -> None:
    async def busy(_request: web.Request) -> web.Response:
        return web.Response(status=503)

    receiver.answer = busy
    clock = FakeClock()
    await write(database, sealer, draft(channel=Channel.HOOK, to=""))
    carriers = {Channel.HOOK: Hook(receiver.url, SECRET, allowed=HERE, resolve=names(*["127.0.0.1"] * 9))}
    sending = Sender(database, sealer, clock, carriers=carriers, templates=TEMPLATES, quiet=None)
    await send_due(database, sending, clock)
    assert (await the_notice(database)).reason == "HTTP 503"
    receiver.answer = None
    clock.forward(minutes=1)
    await send_due(database, sending, clock)
    assert (await the_notice(database)).state is NoticeState.SENT
    assert len({headers["Idempotency-Key"] for headers, _ in receiver.posts}) == 1
