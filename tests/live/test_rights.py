from dataclasses import replace

import pytest

from server.place import Scope, range_of_region
from tests.support.boards import CHANGSHA, PROVINCE, ZHUZHOU, Ledger
from tests.support.feed import SWIFT, Desk, Feed, People, Start, until

CHANGSHA_CITY = Scope(*range_of_region("430100"))
SELDOM = replace(SWIFT, recheck=1000)


@pytest.mark.parametrize("place", ["430000", "430200", "430202", str(ZHUZHOU), "000000", "999999", "431900"])
async def test_a_foreign_place_is_not_found_whether_it_exists_or_not(feed: Feed, people: People, place: str) -> None:
    people.add("city", CHANGSHA_CITY)
    desk = await (await feed.desk("city")).watch(place=place)
    assert await desk.hear() == {"type": "refused", "code": "not_found"}


async def test_what_happens_outside_the_scope_moves_not_a_byte(feed: Feed, people: People) -> None:
    people.add("city", CHANGSHA_CITY)
    desk = await (await feed.desk("city")).watch()
    other = await (await feed.desk()).watch()
    await desk.until("snapshot")
    await other.until("snapshot")
    for _ in range(3):
        feed.enter(ZHUZHOU)
        await other.until("changes")
    feed.enter(CHANGSHA)
    changes = await desk.until("changes")
    assert (changes["from"], changes["to"]) == (0, 1)
    assert str(ZHUZHOU) not in str(desk.frames)


async def watching(feed: Feed, who: str = "organiser") -> Desk:
    desk = await (await feed.desk(who)).watch()
    await desk.until("snapshot")
    return desk


@pytest.mark.parametrize("name", ["account:organiser", "session:organiser"])
async def test_a_viewer_who_is_signed_out_hears_nothing_more(start_feed: Start, people: People, name: str) -> None:
    feed = await start_feed(limits=SELDOM)
    people.add("other", Scope(*PROVINCE))
    desk, other = await watching(feed), await watching(feed, "other")
    del people.known["organiser"]
    feed.bus.rights_changed(name)
    feed.enter(CHANGSHA)
    assert await desk.until_closed() == 4401
    assert [frame["type"] for frame in desk.frames if frame["type"] in {"changes", "ended"}] == ["ended"]
    assert desk.frames[-1] == {"type": "ended", "code": "signed_out"}
    await other.until("changes")


async def test_nothing_is_told_while_rights_are_in_doubt(start_feed: Start, people: People) -> None:
    feed = await start_feed(limits=SELDOM)
    people.add("other", Scope(*PROVINCE))
    desk, other = await watching(feed), await watching(feed, "other")
    people.may_answer.clear()
    feed.bus.rights_changed("account:organiser")
    await desk.watch()
    feed.enter(CHANGSHA)
    await other.until("changes")
    await desk.say(type="ping")
    assert await desk.until("pong")
    assert "changes" not in [frame["type"] for frame in desk.frames]
    people.may_answer.set()
    await desk.until("snapshot")
    assert desk.board == other.board


async def test_a_doubt_that_comes_while_judging_is_judged_too(start_feed: Start, people: People) -> None:
    feed = await start_feed(limits=SELDOM)
    desk = await watching(feed)
    people.may_answer.clear()
    feed.bus.rights_changed("account:organiser")
    await people.asked.wait()
    feed.bus.rights_changed("account:organiser")
    people.may_answer.set()
    await desk.until("snapshot")
    feed.enter(CHANGSHA)
    await desk.until("changes")


async def test_a_viewer_who_loses_the_right_to_the_figures_is_ended_with_4403(
    start_feed: Start, people: People
) -> None:
    feed = await start_feed(limits=SELDOM)
    desk = await watching(feed)
    people.add("organiser", Scope(*PROVINCE), may_watch=False)
    feed.bus.rights_changed("account:organiser")
    assert await desk.until_closed() == 4403


async def test_a_viewer_moved_to_other_places_sees_those(start_feed: Start, people: People, ledger: Ledger) -> None:
    feed = await start_feed(limits=SELDOM)
    ledger.enter(ZHUZHOU, 5)
    desk = await watching(feed)
    people.add("organiser", CHANGSHA_CITY)
    feed.bus.rights_changed("account:organiser")
    ledger.enter(CHANGSHA)
    await desk.until("snapshot")
    assert desk.board == ledger.board(*range_of_region("430100"))


async def test_a_viewer_of_a_place_that_is_no_longer_theirs_is_told_so(start_feed: Start, people: People) -> None:
    feed = await start_feed(limits=SELDOM)
    desk = await (await feed.desk()).watch(place="430200")
    await desk.until("snapshot")
    people.add("organiser", CHANGSHA_CITY)
    feed.bus.rights_changed("account:organiser")
    feed.enter(ZHUZHOU)
    assert (await desk.until("refused"))["code"] == "not_found"
    await (await desk.watch(place="430100")).until("snapshot")
    assert str(ZHUZHOU) not in str(desk.frames[-1])


async def test_what_another_process_took_away_is_noticed_here(start_feed: Start, people: People) -> None:
    feed = await start_feed(limits=replace(SWIFT, recheck=0.05))
    desk = await watching(feed)
    del people.known["organiser"]
    assert await desk.until_closed() == 4401


async def test_judging_again_disturbs_no_socket_whose_rights_stay(start_feed: Start, people: People) -> None:
    feed = await start_feed(limits=replace(SWIFT, recheck=0.005))
    desk = await watching(feed)
    for _ in range(3):
        people.asked.clear()
        await people.asked.wait()
    feed.enter(CHANGSHA)
    await desk.until("changes")
    assert [frame["type"] for frame in desk.frames].count("snapshot") == 1


async def test_a_judgement_that_fails_is_tried_again(start_feed: Start, people: People) -> None:
    feed = await start_feed(limits=replace(SELDOM, recheck=0.05))
    desk = await watching(feed)
    known, people.known = people.known, None  # type: ignore[assignment]  # asking breaks
    feed.bus.rights_changed("account:organiser")
    await until(lambda: feed.hub.counts.failures)
    people.known = known
    await desk.until("snapshot")
