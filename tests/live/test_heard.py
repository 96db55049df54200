"""Sites are heard by what their devices say over their lines; lists that move are told to who asked for it."""

from dataclasses import replace

import pytest

from server.place import Scope, range_of_region
from tests.support.boards import CHANGSHA, ZHUZHOU, Ledger
from tests.support.feed import SWIFT, Feed, People, Start, until

OFTEN = replace(SWIFT, presence=0.02)


class Heard:
    """What was written down, one set for each time."""

    def __init__(self) -> None:
        self.times: list[frozenset[int]] = []

    async def __call__(self, places: frozenset[int]) -> None:
        self.times.append(places)


async def test_devices_that_speak_are_heard_and_accounts_are_not(start_feed: Start, people: People) -> None:
    heard = Heard()
    feed = await start_feed(limits=OFTEN, heard=heard)
    people.add("tablet", Scope(CHANGSHA, CHANGSHA), site="HN-D-430102")
    people.add("other", Scope(ZHUZHOU, ZHUZHOU), site="HN-D-430202")
    account, tablet, other = [await feed.desk(who) for who in ("organiser", "tablet", "other")]
    await until(lambda: {place for places in heard.times for place in places} == {CHANGSHA, ZHUZHOU})
    heard.times.clear()
    for desk in (account, tablet):
        await desk.say(type="ping")
        await desk.until("pong")
    await until(lambda: heard.times)
    assert heard.times == [{CHANGSHA}]
    await other.line.close()


async def test_all_who_spoke_since_the_last_time_are_written_down_at_once(start_feed: Start, people: People) -> None:
    heard = Heard()
    feed = await start_feed(limits=replace(SWIFT, presence=0.5), heard=heard)
    places = [CHANGSHA + n for n in range(20)]
    for place in places:
        people.add(str(place), Scope(place, place), site=f"HN-{place}")
    desks = [await feed.desk(str(place)) for place in places]
    await until(lambda: {place for some in heard.times for place in some} == set(places))
    heard.times.clear()
    for desk in desks:
        await desk.say(type="ping")
    for desk in desks:
        await desk.until("pong")
    await until(lambda: sum(map(len, heard.times)) == len(places))
    assert len(heard.times) <= 2  # one time, or two where it fell due in between


async def test_a_site_that_comes_back_wakes_the_boards_that_show_it(
    start_feed: Start, people: People, ledger: Ledger
) -> None:
    async def heard(places: frozenset[int]) -> None:
        ledger.enter(min(places))

    feed = await start_feed(limits=replace(OFTEN, poll=1000, reread=1000), heard=heard)
    people.add("tablet", Scope(CHANGSHA, CHANGSHA), site="HN-D-430102")
    desk = await (await feed.desk()).watch()
    await desk.until("snapshot")
    await feed.desk("tablet")
    assert (await desk.until("changes"))["to"] == 1


async def test_lists_that_changed_are_told_to_those_who_asked_alone(feed: Feed, people: People) -> None:
    people.add("city", Scope(*range_of_region("430100")))
    asked = await (await feed.desk("city")).watch(turns=True)
    silent = await (await feed.desk("city")).watch()
    for desk in (asked, silent):
        await desk.until("snapshot")
    feed.bus.wake("2023-11-09", frozenset({CHANGSHA}))  # a command: no entry was made
    assert await asked.until("turns") == {"type": "turns", "day": "2023-11-09", "place": "430100"}
    feed.enter(CHANGSHA)
    await asked.until("changes")
    assert (await asked.until("turns"))["place"] == "430100"
    await silent.until("changes")
    await silent.say(type="ping")
    await silent.until("pong")
    assert "turns" not in {frame["type"] for frame in silent.frames}


@pytest.mark.parametrize("moved", [ZHUZHOU])
async def test_of_lists_elsewhere_nothing_is_told(feed: Feed, people: People, moved: int) -> None:
    people.add("city", Scope(*range_of_region("430100")))
    desk, all_of_it = await (await feed.desk("city")).watch(turns=True), await (await feed.desk()).watch(turns=True)
    for one in (desk, all_of_it):
        await one.until("snapshot")
    feed.bus.wake("2023-11-09", frozenset({moved}))
    await all_of_it.until("turns")
    await desk.say(type="ping")
    await desk.until("pong")
    assert [frame["type"] for frame in desk.frames if frame["type"] == "turns"] == []


async def test_however_often_lists_move_it_is_told_four_times_a_second_at_most(feed: Feed) -> None:
    desk = await (await feed.desk()).watch(turns=True)
    await desk.until("snapshot")
    for _ in range(12):
        feed.bus.wake("2023-11-09", frozenset({CHANGSHA}))
        await desk.say(type="ping")
        await desk.until("pong")
    await desk.until("turns")
    assert sum(frame["type"] == "turns" for frame in desk.frames) <= 1 + feed.hub.counts.reads
