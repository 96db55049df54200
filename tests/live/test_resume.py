from dataclasses import replace

from tests.support.boards import CHANGSHA, DAY, PROVINCE, ZHUZHOU, Ledger
from tests.support.feed import SWIFT, Desk, Feed, Start, until


async def shown(feed: Feed) -> Desk:
    """Return a desk that has heard one change."""
    desk = await (await feed.desk()).watch()
    await desk.until("snapshot")
    feed.enter(CHANGSHA)
    await desk.until("changes")
    return desk


async def come_back(feed: Feed, cut: Desk) -> Desk:
    """Return a desk that holds what another held when its line was cut."""
    desk = await feed.desk()
    desk.board, desk.epoch, desk.version = cut.board, cut.epoch, cut.version
    return await desk.watch(epoch=cut.epoch, version=cut.version)


async def test_a_client_that_comes_back_hears_only_what_it_missed(feed: Feed, ledger: Ledger) -> None:
    cut = await shown(feed)
    await cut.line.close()
    staying = await (await feed.desk()).watch()
    await staying.until("snapshot")
    for place in (ZHUZHOU, CHANGSHA):
        feed.enter(place)
        await staying.until("changes")
    back = await come_back(feed, cut)
    await back.until_it_shows(ledger.board(*PROVINCE))
    assert [frame["type"] for frame in back.frames] == ["welcome", "changes", "changes"]
    assert (back.board, back.version) == (staying.board, staying.version)


async def test_a_client_that_missed_nothing_is_told_so(feed: Feed) -> None:
    cut = await shown(feed)
    await cut.line.close()
    back = await come_back(feed, cut)
    changes = await back.hear()
    assert (changes["type"], changes["from"], changes["to"], changes["set"]) == ("changes", 1, 1, {})
    assert (await back.hear())["type"] == "tick"


async def test_changes_that_no_entry_made_are_not_passed_over(feed: Feed, ledger: Ledger) -> None:
    cut = await shown(feed)
    staying = await (await feed.desk()).watch()
    await staying.until("snapshot")
    await cut.line.close()
    for note in ("silent", "late"):
        ledger.notes[:] = [note]
        feed.bus.wake(DAY, frozenset({CHANGSHA}))
        await staying.until_it_shows(ledger.board(*PROVINCE))
    back = await come_back(feed, cut)
    await back.until_it_shows(ledger.board(*PROVINCE))
    assert "snapshot" not in [frame["type"] for frame in back.frames]


async def test_a_client_that_was_away_for_too_long_gets_a_snapshot(start_feed: Start, ledger: Ledger) -> None:
    feed = await start_feed(limits=replace(SWIFT, ring_versions=10))
    cut = await shown(feed)
    staying = await (await feed.desk()).watch()
    await staying.until("snapshot")
    await cut.line.close()
    feed.enter(CHANGSHA, 11)
    await staying.until("changes")
    back = await come_back(feed, cut)
    await back.until("snapshot")
    assert back.board == ledger.board(*PROVINCE)


async def test_another_epoch_is_answered_with_a_snapshot(feed: Feed, ledger: Ledger) -> None:
    cut = await shown(feed)
    cut.epoch = "0123456789abcdef"
    back = await come_back(feed, cut)
    assert (await back.hear())["type"] == "snapshot"
    assert back.board == ledger.board(*PROVINCE)


async def test_a_channel_that_was_closed_meanwhile_remembers_nothing_wrong(start_feed: Start, ledger: Ledger) -> None:
    feed = await start_feed(limits=replace(SWIFT, linger=0))
    cut = await shown(feed)
    await cut.say(type="unwatch")
    other = await (await feed.desk()).watch(place="430100")
    await other.until("snapshot")
    await until(lambda: feed.hub.counts.channels == 1)
    ledger.notes.append("silent")
    back = await come_back(feed, cut)
    assert (await back.hear())["type"] == "snapshot"
    assert back.board == ledger.board(*PROVINCE)


async def test_what_cannot_be_told_as_changes_is_told_as_a_snapshot(feed: Feed, ledger: Ledger) -> None:
    desk = await shown(feed)
    before = desk.epoch
    ledger.offset = 1  # as after a restore: fewer entries than before
    feed.enter(ZHUZHOU, 0)
    await desk.until("snapshot")
    assert (desk.board, desk.version) == (ledger.board(*PROVINCE), 0)
    assert desk.epoch != before
    feed.enter(ZHUZHOU)
    await desk.until("changes")
    assert desk.board == ledger.board(*PROVINCE)
