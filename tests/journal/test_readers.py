"""What follows an entry is done exactly once: through kills, with two servers, and again from the start when asked."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import delete, select, update

from server import keys
from server.day.record.keys import INTAKE
from server.db import EVERYWHERE, Database, Tx
from server.journal.model import Accepted, Bookmark
from server.journal.readers import AT_ONCE, LONG, Reader
from server.journal.writer import KindsOf
from server.people.model import AuditLine
from server.verify import verify
from tests.support.fake_clock import FakeClock
from tests.support.feed import until
from tests.support.hall import PLACES
from tests.support.hand_in import DAY, Headers, body_of, enrolled, entry, registration, results
from tests.support.mortal_reader import LINES, NAME, WHAT, leave_lines
from tests.support.plan import HERE, NEXT_DOOR
from tests.support.service import Client, Start

ROOT = Path(__file__).parents[2]


async def handed_in(client: Client, device: Headers, times: int = 1, *, site: str = HERE) -> list[str]:
    """So many registrations, accepted; their ids."""
    told = [registration() | {"site": site} for _ in range(times)]
    path = f"/api/days/{DAY}/sites/{site}/entries"
    answer = await (await client.post(path, data=body_of(*told), headers=device)).json()
    assert {one["status"] for one in answer["results"]} == {"accepted"}
    return [one["id"] for one in told]


async def lines(database: Database) -> list[str]:
    """The entries that a line was left for, in the order of the chain."""
    async with database.transaction(EVERYWHERE, write=False) as tx:
        about = await tx.scalars(select(AuditLine.about).where(AuditLine.what == WHAT).order_by(AuditLine.seq))
    return [one.removeprefix("entry:") for one in about]


async def marked(database: Database, site: str = HERE) -> int | None:
    own = (Bookmark.reader == NAME, Bookmark.day == DAY, Bookmark.place == PLACES[site])
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return await tx.one_or_none(select(Bookmark.seq).where(*own))


async def test_each_entry_is_acted_on_once_and_in_the_order_of_the_journal(receiving: Client, device: Headers) -> None:
    database = receiving.app[keys.DATABASE]
    reader = Reader(database, NAME, LINES)
    first = await handed_in(receiving, device, AT_ONCE + 3)
    await reader.catch_up()
    second = await handed_in(receiving, device, 2)
    await reader.catch_up()
    await reader.catch_up()
    assert await lines(database) == [*first, *second]
    assert await marked(database) == len(first) + len(second)


async def test_an_action_is_given_the_entries_of_all_its_kinds_at_once_in_the_order_of_the_journal(
    receiving: Client, device: Headers
) -> None:
    database, given = receiving.app[keys.DATABASE], list[tuple[str, list[int]]]()

    async def first(_tx: Tx, rows: Sequence[Accepted]) -> None:
        given.append(("first", [row.seq for row in rows]))

    async def second(_tx: Tx, rows: Sequence[Accepted]) -> None:
        given.append(("second", [row.seq for row in rows]))

    await results(receiving, body_of(entry(), registration(), entry("site_closed", {}), registration()), device)
    kinds = {"site_opened": (first,), "matter_registered": (second, first), "site_closed": (second,)}
    await Reader(database, NAME, kinds).catch_up()
    assert given == [("first", [1, 2, 4]), ("second", [2, 3, 4])]


async def test_a_reader_that_is_woken_reads_and_one_of_nothing_ends_at_once(receiving: Client, device: Headers) -> None:
    database = receiving.app[keys.DATABASE]
    reader = Reader(database, NAME, LINES, pause=0.01)
    await asyncio.wait_for(Reader(database, "nothing", {}).run(), 10)
    running = asyncio.create_task(reader.run())
    (told,) = await handed_in(receiving, device)
    seen: list[str] = []
    while told not in seen:
        reader.wake({(DAY, PLACES[HERE]): {"matter_registered"}})
        await asyncio.sleep(0.01)
        seen = await lines(database)
    running.cancel()
    await asyncio.wait([running])
    assert await lines(database) == [told]


async def test_a_kind_without_an_action_is_passed_over_and_a_later_one_is_found(
    receiving: Client, device: Headers
) -> None:
    database = receiving.app[keys.DATABASE]
    reader = Reader(database, NAME, {"site_opened": (leave_lines,)})
    await handed_in(receiving, device, 2)
    await reader.catch_up()
    assert (await lines(database), await marked(database)) == ([], None)
    opens = entry()
    await results(receiving, body_of(opens), device)
    await reader.catch_up()
    assert (await lines(database), await marked(database)) == ([opens["id"]], 3)


async def test_a_bookmark_is_moved_over_many_entries_that_nothing_follows(receiving: Client, device: Headers) -> None:
    database = receiving.app[keys.DATABASE]
    await handed_in(receiving, device, LONG)
    await Reader(database, NAME, {"site_opened": (leave_lines,)}).catch_up()
    assert await marked(database) == LONG


async def test_a_commit_says_which_kinds_it_accepted_those_that_had_waited_among_them(
    receiving: Client, device: Headers
) -> None:
    said: list[KindsOf] = []
    receiving.app[INTAKE]._writer._accepted = said.append
    first = registration()
    started = entry("reception_started", {"matter": first["data"]["matter"], "mode": "in_person"})
    for one in (started, first):
        await results(receiving, body_of(one), device)
    await until(lambda: len(said) == 2)
    here = DAY, PLACES[HERE]
    assert said == [{here: set()}, {here: {"matter_registered", "reception_started"}}]


async def test_an_action_that_fails_stops_its_own_site_alone_and_goes_on_once_it_is_mended(
    receiving: Client, device: Headers
) -> None:
    database, broken = receiving.app[keys.DATABASE], True
    told = await handed_in(receiving, device, 4)
    other = await handed_in(receiving, await enrolled(receiving, NEXT_DOOR), site=NEXT_DOOR)

    async def fail_at_the_third(tx: Tx, rows: Sequence[Accepted]) -> None:
        await leave_lines(tx, rows)
        if broken and told[2] in {row.id for row in rows}:
            raise ZeroDivisionError

    reader = Reader(database, NAME, {"matter_registered": (fail_at_the_third,)})
    await reader.catch_up()
    assert sorted(await lines(database)) == sorted([*told[:2], *other])
    broken = False
    await reader.catch_up()
    assert sorted(await lines(database)) == sorted([*told, *other])


async def test_two_servers_at_once_act_once(start: Start, receiving: Client, device: Headers) -> None:
    database = receiving.app[keys.DATABASE]
    other = (await start(database_url=database.url.render_as_string(hide_password=False), clock=FakeClock())).app
    told = await handed_in(receiving, device, 2 * AT_ONCE)
    both = [Reader(each, NAME, LINES) for each in (database, other[keys.DATABASE], database)]
    await asyncio.gather(*(reader.catch_up() for reader in both))
    assert Counter(await lines(database)) == Counter(told)
    told += await handed_in(receiving, device, AT_ONCE)
    await asyncio.gather(*(reader.catch_up() for reader in both))
    assert await lines(database) == told


async def killed_at(url: str, last: int) -> int:
    arguments = ("-m", "tests.support.mortal_reader", url, str(last))
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=ROOT, env=dict(os.environ))
    return await process.wait()


async def test_a_reader_killed_between_acting_and_its_commit_skips_nothing_and_doubles_nothing(
    receiving: Client, device: Headers
) -> None:
    database = receiving.app[keys.DATABASE]
    told = await handed_in(receiving, device, AT_ONCE + 5)
    url = database.url.render_as_string(hide_password=False)
    assert await killed_at(url, 3) == -signal.SIGKILL
    assert (await lines(database), await marked(database)) == ([], None)
    assert await killed_at(url, AT_ONCE + 2) == -signal.SIGKILL
    assert (await lines(database), await marked(database)) == (told[:AT_ONCE], AT_ONCE)
    assert await killed_at(url, AT_ONCE) == 0
    assert await lines(database) == told


async def test_a_bookmark_that_is_deleted_has_the_day_read_again_from_its_first_entry(
    receiving: Client, device: Headers
) -> None:
    database = receiving.app[keys.DATABASE]
    reader, seen = Reader(database, NAME, {}), list[int]()

    async def note(_tx: Tx, rows: Sequence[Accepted]) -> None:
        seen.extend(row.seq for row in rows)

    reader = Reader(database, NAME, {"matter_registered": (note,)})
    await handed_in(receiving, device, 3)
    await reader.catch_up()
    async with database.transaction(EVERYWHERE) as tx:
        await tx.change(delete(Bookmark).where(Bookmark.reader == NAME))
    await reader.catch_up()
    assert seen == [1, 2, 3] * 2
    assert await marked(database) == 3


async def test_a_bookmark_beyond_its_journal_is_named_by_the_proof(receiving: Client, device: Headers) -> None:
    database, seals = receiving.app[keys.DATABASE], receiving.app[keys.SEALS]
    await handed_in(receiving, device)
    await Reader(database, NAME, LINES).catch_up()
    assert (await verify(database, seals)).differences == []
    async with database.transaction(EVERYWHERE) as tx:
        await tx.change(update(Bookmark).where(Bookmark.reader == NAME).values(seq=2))
    (said,) = (await verify(database, seals)).differences
    assert NAME in said
    assert HERE in said
