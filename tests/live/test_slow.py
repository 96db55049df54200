import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from server.live.frames import close_frame
from tests.support.boards import CHANGSHA, PROVINCE, Ledger
from tests.support.feed import SWIFT, Desk, Feed, RawSocket, Start, frames_in, until

HELLO = b'{"type":"hello","token":"organiser"}'
WATCH = b'{"type":"watch","day":"2023-11-09"}'
FAST = replace(SWIFT, between_frames=0.001, send_buffer=4096, unsent=4096, goodbye=0.5)


@asynccontextmanager
async def lagging(feed: Feed, ledger: Ledger) -> AsyncIterator[RawSocket]:
    """Give a socket that watches and does not read, until the feed has noticed."""
    async with RawSocket(feed, receive_buffer=4096) as slow:
        await slow.send_frame(0x81, HELLO)
        await slow.send_frame(0x81, WATCH)
        await until(lambda: feed.hub.counts.snapshots)
        ledger.notes[:] = ["x" * 5000]
        while not feed.hub.counts.skipped:
            ledger.notes[0] = ledger.notes[0][1:]
            await told(feed)
        yield slow


async def told(feed: Feed) -> None:
    """Have one more change read."""
    reads = feed.hub.counts.reads
    feed.enter(CHANGSHA)
    await until(lambda: feed.hub.counts.reads > reads)


async def test_a_laggard_gets_a_fresh_snapshot_when_its_line_has_drained(start_feed: Start, ledger: Ledger) -> None:
    feed = await start_feed(limits=FAST)
    async with lagging(feed, ledger) as slow:
        before = feed.hub.counts.snapshots
        ledger.notes[:] = ["the last word"]
        feed.enter(CHANGSHA)
        heard = b""
        while b"the last word" not in heard:
            heard += await slow.receive()
        assert feed.hub.counts.snapshots == before + 1
        (word,) = [payload for _, payload in frames_in(heard) if b"the last word" in payload]
        assert json.loads(word)["type"] == "snapshot"


async def test_a_laggard_that_takes_nothing_is_closed_with_1013(start_feed: Start, ledger: Ledger) -> None:
    feed = await start_feed(limits=replace(FAST, lagging=0.1))
    async with lagging(feed, ledger) as slow:
        while not feed.hub.counts.too_slow:
            await told(feed)
        assert (await slow.receive_all()).endswith(close_frame(1013))
    await until(lambda: not feed.hub.counts.connections)


async def test_a_laggard_that_never_reads_is_cut_off(start_feed: Start, ledger: Ledger) -> None:
    feed = await start_feed(limits=replace(FAST, lagging=0.1, goodbye=0.1))
    async with lagging(feed, ledger):
        while not feed.hub.counts.too_slow:
            await told(feed)
        await until(lambda: not feed.hub.counts.connections)


async def test_what_a_socket_has_unsent_is_bounded(start_feed: Start, ledger: Ledger) -> None:
    feed = await start_feed(limits=FAST)
    async with lagging(feed, ledger):
        (connection,) = feed.hub.lines
        for _ in range(100):
            await told(feed)
        assert connection.line.unsent() < 4096 + 10_000


async def test_a_client_that_asks_on_without_reading_answers_loses_the_line(start_feed: Start, ledger: Ledger) -> None:
    feed = await start_feed(limits=replace(FAST, messages=100_000, goodbye=0.1))
    ledger.notes[:] = ["x" * 5000]
    async with RawSocket(feed, receive_buffer=4096) as greedy:
        await greedy.send_frame(0x81, HELLO)
        with suppress(ConnectionError):
            while feed.hub.counts.connections:
                await greedy.send_frame(0x81, b'{"type":"ping"}', times=100)
        await until(lambda: not feed.hub.counts.connections)


async def test_a_line_that_is_dead_but_not_closed_ends(start_feed: Start) -> None:
    feed = await start_feed(limits=replace(SWIFT, heartbeat=0.1))
    async with RawSocket(feed) as dead:
        await dead.send_frame(0x81, HELLO)
        assert frames_in(await dead.receive_all())[-1] == (0x89, b"")


async def test_a_line_that_answers_pings_stays(start_feed: Start, ledger: Ledger) -> None:
    feed = await start_feed(limits=replace(SWIFT, heartbeat=0.05))
    silent = await (await feed.desk()).watch()
    await silent.until("snapshot")
    reading: Desk = await feed.desk()
    for _ in range(10):
        await reading.say(type="ping")
        await reading.until("pong")
        async with feed.client.get(feed.server.make_url("/nowhere")) as answer:
            assert answer.status == 404
    feed.enter(CHANGSHA)
    await silent.until_it_shows(ledger.board(*PROVINCE))


async def test_the_end_of_the_service_says_goodbye_to_every_socket(start_feed: Start) -> None:
    feed = await start_feed()
    desks = [await (await feed.desk()).watch() for _ in range(5)]
    for desk in desks:
        await desk.until("snapshot")
    _, *codes = await asyncio.gather(feed.server.close(), *(desk.until_closed() for desk in desks))
    assert codes == [1001] * 5
    assert [frame for desk in desks for frame in desk.frames if frame["type"] == "ended"] == []


async def test_the_end_of_the_service_does_not_wait_for_a_socket_that_does_not_answer(start_feed: Start) -> None:
    feed = await start_feed(limits=replace(SWIFT, goodbye=0.1))
    async with RawSocket(feed) as deaf:
        await deaf.send_frame(0x81, HELLO)
        await until(lambda: feed.hub.counts.connections)
        await feed.server.close()
        assert (await deaf.receive_all()).endswith(close_frame(1001))
