import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from redis.asyncio import Redis as Client
from redis.exceptions import RedisError

from server.errors import Unavailable
from server.live.bus import Bus
from server.live.limits import Limits
from server.live.sources import Places
from tests.support.boards import CHANGSHA, DAY, PROVINCE, Ledger
from tests.support.feed import SWIFT, Feed, Start, until
from tests.support.patience import HANG
from tests.support.servers import Redis

POLLING = replace(SWIFT, poll=0.05, reread=1000)
DEAF = replace(SWIFT, poll=1000, reread=1000, recheck=1000)


STEPS_OF_A_START = 150


class Deaf:
    """An ear that does nothing with what it hears."""

    def wake(self, day: str | None, places: Places) -> None: ...
    def rights_changed(self, name: str) -> None: ...
    def relayed(self, word: str) -> None: ...


AWAY = [pytest.param(Redis.kill, id="killed"), pytest.param(Redis.pause, id="stopped")]


async def test_what_another_process_committed_is_found_by_its_version(start_feed: Start, ledger: Ledger) -> None:
    here, there = await start_feed(limits=POLLING), await start_feed(limits=POLLING)
    desk = await (await here.desk()).watch()
    await desk.until("snapshot")
    there.enter(CHANGSHA)
    await desk.until_it_shows(ledger.board(*PROVINCE))


async def test_a_narrow_channel_is_not_read_for_what_happens_elsewhere(start_feed: Start, ledger: Ledger) -> None:
    feed = await start_feed(limits=POLLING)
    desk = await (await feed.desk()).watch(place="430200")
    wide = await (await feed.desk()).watch()
    await desk.until("snapshot")
    await wide.until("snapshot")
    ledger.enter(CHANGSHA)
    await wide.until("changes")
    ledger.enter(CHANGSHA)
    await wide.until("changes")
    assert len([one for one in ledger.reads if one != PROVINCE]) == 1


async def test_what_no_version_shows_is_found_by_reading_again(start_feed: Start, ledger: Ledger) -> None:
    feed = await start_feed(limits=replace(DEAF, reread=0.05))
    desk = await (await feed.desk()).watch()
    await desk.until("snapshot")
    ledger.notes.append("silent")
    await desk.until_it_shows(ledger.board(*PROVINCE))


async def over_redis(start_feed: Start, redis_url: str, limits: Limits = DEAF) -> tuple[Feed, Feed]:
    here, there = (
        await start_feed(limits=limits, redis_url=redis_url),
        await start_feed(limits=limits, redis_url=redis_url),
    )
    await here.bus.is_connected.wait()
    await there.bus.is_connected.wait()
    return here, there


async def test_redis_wakes_other_processes(start_feed: Start, ledger: Ledger, redis_url: str) -> None:
    here, there = await over_redis(start_feed, redis_url)
    desk = await (await here.desk()).watch()
    await desk.until("snapshot")
    for _ in range(3):
        there.enter(CHANGSHA)
        await desk.until_it_shows(ledger.board(*PROVINCE))
    assert ledger.reads[-1] == PROVINCE


async def test_redis_carries_that_rights_have_changed(start_feed: Start, people: object, redis_url: str) -> None:
    here, there = await over_redis(start_feed, redis_url)
    desk = await (await here.desk()).watch()
    await desk.until("snapshot")
    del here.people.known["organiser"]
    there.bus.rights_changed("account:organiser")
    assert await desk.until_closed() == 4401
    assert people is here.people


async def test_watchers_are_equal_again_after_redis_was_killed(
    start_feed: Start, ledger: Ledger, own_redis: Redis
) -> None:
    here, there = await over_redis(start_feed, own_redis.url)
    desk = await (await here.desk()).watch()
    local = await (await there.desk()).watch()
    await desk.until("snapshot")
    await local.until("snapshot")
    own_redis.kill()
    await until(lambda: not here.bus.is_connected.is_set() and not there.bus.is_connected.is_set())
    there.enter(CHANGSHA)
    await local.until_it_shows(ledger.board(*PROVINCE))
    own_redis.start()
    await desk.until_it_shows(ledger.board(*PROVINCE))
    await there.bus.is_connected.wait()
    there.enter(CHANGSHA)
    await desk.until_it_shows(ledger.board(*PROVINCE))


async def test_without_redis_the_versions_bring_all_servers_together(
    start_feed: Start, ledger: Ledger, own_redis: Redis
) -> None:
    here, there = await over_redis(start_feed, own_redis.url, POLLING)
    desk = await (await here.desk()).watch()
    await desk.until("snapshot")
    own_redis.kill()
    there.enter(CHANGSHA)
    await desk.until_it_shows(ledger.board(*PROVINCE))


@pytest.mark.parametrize("go_away", AWAY)
async def test_while_redis_is_away_everything_is_looked_for(
    start_feed: Start, ledger: Ledger, own_redis: Redis, go_away: Callable[[Redis], None]
) -> None:
    here, there = await over_redis(start_feed, own_redis.url)
    desk = await (await here.desk()).watch()
    await desk.until("snapshot")
    go_away(own_redis)
    there.enter(CHANGSHA)
    await desk.until_it_shows(ledger.board(*PROVINCE))
    ledger.notes.append("told by no version")
    await desk.until_it_shows(ledger.board(*PROVINCE))
    del here.people.known["organiser"]
    there.bus.rights_changed("account:organiser")
    assert await desk.until_closed() == 4401


async def test_after_redis_was_stopped_its_wakes_come_again(
    start_feed: Start, ledger: Ledger, own_redis: Redis
) -> None:
    here, there = await over_redis(start_feed, own_redis.url)
    desk = await (await here.desk()).watch()
    await desk.until("snapshot")
    own_redis.pause()
    await until(lambda: not here.bus.is_connected.is_set() and not there.bus.is_connected.is_set())
    own_redis.resume()
    await here.bus.is_connected.wait()
    await there.bus.is_connected.wait()
    assert not here.bus.is_deaf
    there.enter(CHANGSHA)
    await desk.until_it_shows(ledger.board(*PROVINCE))


async def test_nothing_is_relayed_while_redis_is_stopped(start_feed: Start, own_redis: Redis) -> None:
    here, _ = await over_redis(start_feed, own_redis.url)
    own_redis.pause()
    await until(lambda: here.bus.is_deaf)
    with pytest.raises(Unavailable):
        await here.bus.relay("another", "word")


class FailsAtTheEnd(Bus):
    """A bus whose connection breaks just when it is told to end."""

    async def _speak(self, redis: Client) -> None:
        try:
            await super()._speak(redis)
        finally:
            raise RedisError


async def test_the_bus_ends_though_its_connection_breaks_meanwhile(feed: Feed, redis_url: str) -> None:
    bus = FailsAtTheEnd(feed.hub, redis_url=redis_url)
    async with asyncio.timeout(HANG), bus.running():
        await bus.is_connected.wait()


async def test_what_is_not_understood_on_the_bus_harms_no_server(
    start_feed: Start, ledger: Ledger, own_redis: Redis
) -> None:
    here, there = await over_redis(start_feed, own_redis.url)
    desk = await (await here.desk()).watch()
    await desk.until("snapshot")
    for nonsense in ("nonsense", "{}", '\'{"node":"x","wakes":{"2023-11-09":"all"},"names":[]}\''):
        assert own_redis.ask(f"PUBLISH reception:live {nonsense}") == ":2"
    there.enter(CHANGSHA)
    await desk.until_it_shows(ledger.board(*PROVINCE))


async def test_what_waits_for_redis_stays_small(start_feed: Start) -> None:
    feed = await start_feed(redis_url="redis://127.0.0.1:1/0")
    for place in range(5000):
        feed.bus.wake(DAY, frozenset({place}))
        feed.bus.rights_changed(f"account:{place}")
    assert feed.bus._unsaid.wakes == {DAY: None}
    assert len(feed.bus._unsaid.names) == 1000


async def test_a_server_ends_though_it_ends_in_the_middle_of_a_word_to_redis(redis_url: str) -> None:
    """At each step of a start in turn: Redis' client may finish a word in the very step in which it is cancelled."""
    for steps in range(STEPS_OF_A_START):
        async with asyncio.timeout(HANG), Bus(Deaf(), redis_url=redis_url).running():
            for _ in range(steps):
                await asyncio.sleep(0)
