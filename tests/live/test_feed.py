import asyncio
from dataclasses import replace

import pytest

from server.live.bus import Bus
from server.place import Scope, range_of_region
from tests.support.boards import CHANGSHA, DAY, PROVINCE, ZHUZHOU, Ledger
from tests.support.feed import SWIFT, Desk, Feed, People, RawSocket, Start, until


async def test_a_desk_sees_the_board_and_then_every_change(feed: Feed, ledger: Ledger) -> None:
    ledger.enter(CHANGSHA, 3)
    desk = await (await feed.desk()).watch()
    first = await desk.until("snapshot")
    assert first["board"] == ledger.whole_board(*PROVINCE)
    for place in (ZHUZHOU, CHANGSHA, ZHUZHOU):
        feed.enter(place)
        await desk.until_it_shows(ledger.board(*PROVINCE))
    assert {frame["type"] for frame in desk.frames} == {"welcome", "snapshot", "tick", "changes"}


async def test_a_change_tells_only_what_has_changed(feed: Feed, ledger: Ledger) -> None:
    ledger.enter(CHANGSHA)
    ledger.enter(ZHUZHOU)
    desk = await (await feed.desk()).watch()
    await desk.until("snapshot")
    feed.enter(CHANGSHA)
    changes = await desk.until("changes")
    assert (changes["from"], changes["to"], changes["place"]) == (2, 3, "430000")
    assert changes["set"] == {
        "tally": {"totals": {"matters": 3}, "by_site": {"430102001": {"matters": 2}}, "entries": {"accepted": 3}},
        "sites": {"HN-430102001": {"place": CHANGSHA, "matters": 2, "zero_at": None}},
        "curve": {"08:15": {"matters": 3}},
    }


async def test_many_entries_at_once_become_few_frames(feed: Feed, ledger: Ledger) -> None:
    desk = await (await feed.desk()).watch()
    await desk.until("snapshot")
    for _ in range(500):
        feed.enter(CHANGSHA)
        await asyncio.sleep(0)
    await desk.until_it_shows(ledger.board(*PROVINCE))
    assert len([frame for frame in desk.frames if frame["type"] == "changes"]) <= 3


async def test_a_change_that_no_entry_made_is_told_too(feed: Feed, ledger: Ledger) -> None:
    desk = await (await feed.desk()).watch()
    await desk.until("snapshot")
    ledger.notes.append("silent")
    feed.bus.wake(DAY, frozenset({CHANGSHA}))
    changes = await desk.until("changes")
    assert (changes["from"], changes["to"], changes["set"]) == (0, 0, {"attention": ["silent"]})


async def test_what_happens_elsewhere_is_not_even_read(feed: Feed, ledger: Ledger) -> None:
    ledger.enter(CHANGSHA)
    narrow = await (await feed.desk()).watch(place="430100")
    wide = await (await feed.desk()).watch(place="430000")
    await narrow.until("snapshot")
    await wide.until("snapshot")
    before = len([one for one in ledger.reads if one == range_of_region("430100")])
    feed.enter(ZHUZHOU)
    await wide.until("changes")
    assert len([one for one in ledger.reads if one == range_of_region("430100")]) == before
    assert narrow.board == ledger.board(*range_of_region("430100"))


async def test_watchers_of_one_range_are_read_for_once(feed: Feed, people: People, ledger: Ledger) -> None:
    people.add("city", Scope(*range_of_region("430100")))
    desks = [await (await feed.desk("city")).watch() for _ in range(10)]
    desks += [await (await feed.desk()).watch(place="430100") for _ in range(10)]
    for desk in desks:
        await desk.until("snapshot")
    assert ledger.reads == [range_of_region("430100")]


async def test_a_site_can_be_watched_alone(feed: Feed, ledger: Ledger) -> None:
    ledger.enter(CHANGSHA)
    ledger.enter(CHANGSHA + 1)
    desk = await (await feed.desk()).watch(place=str(CHANGSHA))
    snapshot = await desk.until("snapshot")
    assert snapshot["place"] == str(CHANGSHA)
    assert desk.board == ledger.board(CHANGSHA, CHANGSHA)


async def test_the_sites_of_a_region_itself_are_a_range_of_their_own(feed: Feed, ledger: Ledger) -> None:
    desk = await (await feed.desk()).watch(place="430000000")
    snapshot = await desk.until("snapshot")
    assert snapshot["place"] == "430000000"
    assert desk.board == ledger.board(430000000, 430000999)


async def test_watching_something_else_ends_what_was_watched_before(feed: Feed, ledger: Ledger) -> None:
    desk = await (await feed.desk()).watch(place="430100")
    await desk.until("snapshot")
    await desk.watch(place="430200")
    await desk.until("snapshot")
    feed.enter(CHANGSHA)
    feed.enter(ZHUZHOU)
    await desk.until_it_shows(ledger.board(*range_of_region("430200")))
    assert {frame["place"] for frame in desk.frames if frame["type"] == "changes"} == {"430200"}


async def test_unwatching_ends_all_frames(feed: Feed) -> None:
    desk = await (await feed.desk()).watch()
    await desk.until("snapshot")
    await desk.say(type="unwatch")
    other = await (await feed.desk()).watch()
    await other.until("snapshot")
    feed.enter(CHANGSHA)
    await other.until("changes")
    await desk.say(type="ping")
    assert (await desk.until("pong")) == {"type": "pong"}
    assert [frame["type"] for frame in desk.frames if frame["type"] == "changes"] == []


async def test_the_clock_ticks_for_every_socket(start_feed: Start) -> None:
    feed = await start_feed(limits=replace(SWIFT, tick=0.05))
    desks = [await (await feed.desk()).watch() for _ in range(3)]
    for desk in desks:
        assert await desk.until("tick") == {"type": "tick", "now": "2023-11-09T09:00:00+08:00", "speed": 60}


async def test_a_day_that_is_not_there_is_refused_and_can_be_asked_for_again(feed: Feed, ledger: Ledger) -> None:
    desk = await feed.desk()
    await desk.say(type="watch", day="2023-11-10")
    assert await desk.hear() == {"type": "refused", "code": "not_found"}
    assert (await (await desk.watch()).until("snapshot"))["board"]["tally"] == ledger.board(*PROVINCE)["tally"]


async def test_a_read_that_fails_is_tried_again_and_nothing_is_lost(feed: Feed, ledger: Ledger) -> None:
    desk = await (await feed.desk()).watch()
    await desk.until("snapshot")
    ledger.failing = True
    feed.enter(CHANGSHA)
    await until(lambda: feed.hub.counts.failures > 1)
    ledger.failing = False
    await desk.until_it_shows(ledger.board(*PROVINCE))


async def test_a_desk_that_comes_while_nothing_can_be_read_gets_its_board_later(feed: Feed, ledger: Ledger) -> None:
    ledger.failing = True
    desk = await (await feed.desk()).watch()
    await until(lambda: feed.hub.counts.failures > 1)
    ledger.failing = False
    await desk.until("snapshot")
    assert desk.board == ledger.board(*PROVINCE)


async def test_two_hundred_watchers_are_exact_while_a_socket_has_stopped_reading(
    start_feed: Start, ledger: Ledger
) -> None:
    feed = await start_feed(limits=replace(SWIFT, between_frames=0.005, sockets_each=500))
    desks: list[Desk] = [await (await feed.desk()).watch() for _ in range(200)]
    for desk in desks:
        await desk.until("snapshot")
    async with RawSocket(feed, receive_buffer=4096) as stuck:
        await stuck.send_frame(0x81, b'{"type":"hello","token":"organiser"}')
        await stuck.send_frame(0x81, b'{"type":"watch","day":"2023-11-09"}')
        await until(lambda: feed.hub.counts.snapshots == 201)
        ledger.notes.append("x" * 20_000)
        while not feed.hub.counts.skipped:
            feed.enter(CHANGSHA)
            ledger.notes[0] = ledger.notes[0][1:]
            await asyncio.gather(*(desk.until_it_shows(ledger.board(*PROVINCE)) for desk in desks))
        feed.enter(ZHUZHOU)
        await asyncio.gather(*(desk.until_it_shows(ledger.board(*PROVINCE)) for desk in desks))
        kinds = [frame["type"] for desk in desks for frame in desk.frames]
        assert kinds.count("snapshot") == len(desks)


async def test_a_channel_is_closed_some_time_after_its_last_watcher(start_feed: Start) -> None:
    feed = await start_feed(limits=replace(SWIFT, linger=0.05))
    desk = await (await feed.desk()).watch()
    await desk.until("snapshot")
    assert feed.hub.counts.channels == 1
    await desk.line.close()
    await until(lambda: feed.hub.counts.channels == 0)


@pytest.mark.parametrize("compress", [0, 15, 10])
async def test_every_kind_of_compression_reads_the_same(feed: Feed, ledger: Ledger, compress: int) -> None:
    for place in range(430102001, 430102101):
        ledger.enter(place)
    desk = await (await feed.desk(compress=compress)).watch()
    await desk.until("snapshot")
    for place in (CHANGSHA, CHANGSHA + 1, CHANGSHA):
        feed.enter(place)
        await desk.until_it_shows(ledger.board(*PROVINCE))


async def test_a_bus_without_redis_needs_nothing(feed: Feed) -> None:
    async with Bus(feed.hub, redis_url=None).running() as nothing:
        assert nothing is None
