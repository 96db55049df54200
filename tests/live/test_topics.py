"""A room's own topic of the feed: registered here, without a word of it in the feed."""

import asyncio

import pytest

from server.live.topics import Topic, View
from server.place import Scope, range_of_region
from tests.support.boards import CHANGSHA, DAY, PROVINCE, ZHUZHOU
from tests.support.feed import Desk, Feed, People, Start
from tests.support.patience import HANG


class Checks:
    """A board of a room that is to come: which sites are ready."""

    def __init__(self) -> None:
        self.ready: dict[int, bool] = {CHANGSHA: False, ZHUZHOU: False}
        self.version = 0

    async def read(self, day: str, lo: int, hi: int) -> View:
        rows = {str(place): {"ready": ready} for place, ready in self.ready.items() if lo <= place <= hi}
        return View(self.version, {"day": day, "sites": rows})

    def tick_off(self, place: int) -> None:
        self.ready[place] = True
        self.version += 1


@pytest.fixture
def checks() -> Checks:
    return Checks()


@pytest.fixture
async def feed(start_feed: Start, checks: Checks, people: People) -> Feed:
    people.add("organiser", Scope(*PROVINCE), capabilities=("see_tally", "see_checks"))
    readiness = Topic("readiness", checks.read, {"sites": "rows"}, "see_checks")
    return await start_feed(topics=[readiness, Topic("incidents", None, {}, "see_checks")])


async def watching(feed: Feed, *topics: str, who: str = "organiser", **more: object) -> Desk:
    desk = await feed.desk(who)
    for topic in topics:
        await desk.watch(topic=topic, **more)
    return desk


async def told(desk: Desk, kind: str, topic: str | None) -> dict[str, object]:
    """Hear, without taking it over, until a frame of this type and topic."""
    async with asyncio.timeout(HANG):
        while True:
            frame: dict[str, object] = await desk.line.receive_json()
            desk.frames.append(frame)
            if frame["type"] == kind and frame.get("topic") == topic:
                return frame


async def test_a_topic_of_a_room_is_told_as_the_board_is_and_named(feed: Feed, checks: Checks) -> None:
    desk = await watching(feed, "readiness", place="430100")
    snapshot = await told(desk, "snapshot", "readiness")
    board = snapshot["board"]
    assert isinstance(board, dict)
    assert (snapshot["place"], board["sites"]) == ("430100", {str(CHANGSHA): {"ready": False}})
    checks.tick_off(CHANGSHA)
    feed.bus.wake(DAY, frozenset({CHANGSHA}))
    changes = await told(desk, "changes", "readiness")
    assert (changes["from"], changes["to"], changes["set"]) == (0, 1, {"sites": {str(CHANGSHA): {"ready": True}}})


async def test_a_client_that_comes_back_to_a_topic_is_told_what_was_missed(feed: Feed, checks: Checks) -> None:
    desk = await watching(feed, "readiness")
    snapshot = await told(desk, "snapshot", "readiness")
    checks.tick_off(ZHUZHOU)
    feed.bus.wake(DAY, frozenset({ZHUZHOU}))
    await told(desk, "changes", "readiness")
    back = await watching(feed, "readiness", epoch=snapshot["epoch"], version=0)
    assert (await told(back, "changes", "readiness"))["set"] == {"sites": {str(ZHUZHOU): {"ready": True}}}


async def test_a_line_watches_several_topics_and_leaves_one(feed: Feed, checks: Checks) -> None:
    desk = await watching(feed, "readiness", "board", "incidents")
    for kind, topic in (("snapshot", "readiness"), ("snapshot", None), ("changed", "incidents")):
        await told(desk, kind, topic)
    await desk.say(type="unwatch", topic="board")
    checks.tick_off(CHANGSHA)
    feed.enter(CHANGSHA)
    await told(desk, "changes", "readiness")
    await desk.say(type="unwatch")
    checks.tick_off(ZHUZHOU)
    feed.enter(ZHUZHOU)
    desk.frames.clear()
    await desk.say(type="ping")
    await told(desk, "pong", None)
    later = await watching(feed, "readiness")
    await told(later, "snapshot", "readiness")
    assert {frame["type"] for frame in desk.frames} <= {"pong", "changed", "tick"}


async def test_a_doorbell_rings_once_to_answer_and_then_at_each_change_within_its_places(feed: Feed) -> None:
    desk = await watching(feed, "incidents", place="430100")
    bell = {"type": "changed", "topic": "incidents", "day": DAY, "place": "430100"}
    assert await told(desk, "changed", "incidents") == bell
    feed.bus.wake(DAY, frozenset({ZHUZHOU}))
    feed.bus.wake(DAY, frozenset({CHANGSHA}))
    assert await told(desk, "changed", "incidents") == bell
    await desk.say(type="ping")
    await told(desk, "pong", None)
    kinds = [frame["type"] for frame in desk.frames if frame["type"] != "tick"]
    assert kinds == ["welcome", "changed", "changed", "pong"]


async def test_a_topic_asks_for_its_own_capability(feed: Feed, people: People) -> None:
    people.add("clerk", Scope(*range_of_region("430100")))
    people.add("inspector", Scope(*range_of_region("430100")), capabilities=("see_checks",))
    clerk, inspector = await watching(feed, "readiness", who="clerk"), await watching(feed, "board", who="inspector")
    assert await told(clerk, "refused", "readiness") == {
        "type": "refused",
        "code": "not_allowed",
        "topic": "readiness",
    }
    assert await told(inspector, "refused", None) == {"type": "refused", "code": "not_allowed"}
    await inspector.watch(topic="readiness")
    await told(inspector, "snapshot", "readiness")


@pytest.mark.parametrize(("topic", "code"), [("planning", "not_found"), ("Readiness!", "not_a_request")])
async def test_a_topic_that_no_room_registered_is_refused_and_the_line_stays(feed: Feed, topic: str, code: str) -> None:
    desk = await watching(feed, topic)
    assert (await desk.until("refused"))["code"] == code
    await (await desk.watch()).until("snapshot")


async def test_a_day_that_is_unknown_ends_the_watch_of_a_doorbell_and_of_no_other_topic(feed: Feed) -> None:
    desk = await watching(feed, "board")
    await desk.until("snapshot")
    await desk.say(type="watch", topic="incidents", day="2023-11-10")
    assert (await told(desk, "refused", "incidents"))["code"] == "not_found"
    feed.enter(CHANGSHA)
    await desk.until("changes")


async def test_a_page_that_knows_no_topics_is_told_what_it_was_always_told(feed: Feed) -> None:
    desk = await (await feed.desk()).watch(turns=True)
    snapshot = await desk.until("snapshot")
    feed.enter(CHANGSHA)
    changes = await desk.until("changes")
    assert await desk.until("turns") == {"type": "turns", "day": DAY, "place": "430000"}
    assert set(snapshot) == {"type", "day", "place", "epoch", "version", "board"}
    assert set(changes) == {"type", "day", "place", "epoch", "from", "to", "set"}
