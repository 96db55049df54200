"""What follows a recorded outcome: the reception to which a desk called the person ends by it."""

from typing import Any

from sqlalchemy import delete, select

from server import keys
from server.after.case.reactions import AFTER_ENTRY as OF_CASES
from server.after.case.reactions import READER as CASES
from server.day.calling.actions import note_heard
from server.day.meeting.model import Meeting
from server.day.outcome.messages import OutcomeRecorded
from server.day.similar.actions import READER as SIMILAR
from server.day.similar.actions import after_entries
from server.db import EVERYWHERE, Database
from server.journal.model import Bookmark
from server.journal.readers import Reader
from server.migrations.tables import metadata
from server.reactions import AFTER_ENTRY, READER
from tests.support.hall import PLACES
from tests.support.hand_in import DAY, Headers, body_of, entry, registration, results
from tests.support.plan import HERE, signed_in
from tests.support.service import Client

EXPLAINED = dict.fromkeys(("policy", "responsibility", "route"), True)


async def handed_in(client: Client, device: Headers, *entries: dict[str, Any]) -> None:
    assert {one["status"] for one in await results(client, body_of(*entries), device)} == {"accepted"}


async def received(client: Client, device: Headers, by: Headers | None = None) -> str:
    """A person comes and is called in person, by the desk where no other is named; the matter."""
    first = registration()
    await handed_in(client, device, first)
    body = {"mode": "in_person", "room": 1, "site": HERE, "matter": first["data"]["matter"]}
    answer = await client.post(f"/api/days/{DAY}/calls", json=body, headers=by or device)
    assert answer.status == 201, await answer.text()
    matter: str = first["data"]["matter"]
    await handed_in(client, device, entry("reception_started", {"matter": matter, "mode": "in_person"}))
    return matter


def came_of(matter: str, **more: object) -> dict[str, Any]:
    data = {"matter": matter, "outcome": "policy_explained", "amount_fen": 0, "explained": EXPLAINED, **more}
    return entry("outcome_recorded", data, at=f"{DAY}T10:00:00+08:00")


async def read(database: Database) -> None:
    await Reader(database, READER, AFTER_ENTRY).catch_up()


async def meeting_for(database: Database, matter: str) -> tuple[str, str | None]:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        (found,) = await tx.scalars(select(Meeting).where(Meeting.matter == matter))
    return str(found.state.value), found.end_reason


async def test_a_desks_reception_ends_by_its_outcome(receiving: Client, device: Headers) -> None:
    database = receiving.app[keys.DATABASE]
    matter = await received(receiving, device)
    await read(database)
    assert (await meeting_for(database, matter))[0] != "ended"
    await handed_in(receiving, device, came_of(matter))
    await read(database)
    assert await meeting_for(database, matter) == ("ended", "outcome")


async def test_it_goes_on_while_the_outcome_lacks_something_and_ends_when_that_is_amended(
    receiving: Client, device: Headers
) -> None:
    database = receiving.app[keys.DATABASE]
    matter = await received(receiving, device)
    outcome = came_of(matter, outcome="forwarded")
    await handed_in(receiving, device, outcome)
    await read(database)
    assert (await meeting_for(database, matter))[0] != "ended"
    amends = {"entry": outcome["id"], "changes": {"owner_unit": "芙蓉区人社局"}, "reason": "补"}
    await handed_in(receiving, device, entry("entry_amended", amends))
    await read(database)
    assert await meeting_for(database, matter) == ("ended", "outcome")


async def test_an_outcome_that_was_withdrawn_before_it_was_read_ends_nothing(
    receiving: Client, device: Headers
) -> None:
    database = receiving.app[keys.DATABASE]
    matter = await received(receiving, device)
    outcome = came_of(matter)
    await handed_in(receiving, device, outcome, entry("entry_withdrawn", {"entry": outcome["id"], "reason": "误"}))
    await read(database)
    assert (await meeting_for(database, matter))[0] != "ended"


async def test_an_outcome_that_was_amended_often_is_told_once_as_the_last_amendment_leaves_it(
    receiving: Client, device: Headers
) -> None:
    database, told = receiving.app[keys.DATABASE], list[Any]()
    first, second = registration(), registration()
    said = [came_of(one["data"]["matter"], outcome="forwarded") for one in (first, second)]
    amendments = [
        entry("entry_amended", {"entry": one["id"], "changes": {"owner_unit": f"{n}区人社局"}, "reason": "补"})
        for n in range(30)
        for one in said
    ]
    await handed_in(receiving, device, first, second, *said, *amendments)
    await read(database)
    database.on_commit(told.extend)
    async with database.transaction(EVERYWHERE) as tx:
        await tx.change(delete(Bookmark).where(Bookmark.reader == READER))
    await read(database)
    found = [one for one in told if isinstance(one, OutcomeRecorded)]
    assert {(one.entry, one.lacks) for one in found} == {(one["id"], ()) for one in said}
    assert len(found) == 2


async def test_a_leaders_reception_is_ended_by_the_leader(receiving: Client, device: Headers) -> None:
    database = receiving.app[keys.DATABASE]
    async with database.transaction(EVERYWHERE) as tx:
        await note_heard(tx, [PLACES[HERE]], receiving.app[keys.CLOCK].now())
    matter = await received(receiving, device, await signed_in(receiving, "leader"))
    await handed_in(receiving, device, came_of(matter))
    await read(database)
    assert (await meeting_for(database, matter))[0] != "ended"


async def all_rows(database: Database) -> dict[str, list[Any]]:
    async with database.store(EVERYWHERE, write=False) as connection:
        tables = metadata().sorted_tables
        return {one.name: sorted(map(str, await connection.execute(select(one)))) for one in tables}


async def test_reading_everything_again_leaves_every_row_as_it_was(receiving: Client, device: Headers) -> None:
    database = receiving.app[keys.DATABASE]
    for more in ({}, {"outcome": "forwarded"}):
        await handed_in(receiving, device, came_of(await received(receiving, device), **more))
    readers = {READER: AFTER_ENTRY, SIMILAR: after_entries(receiving.app[keys.SEALS]), CASES: OF_CASES}
    for name, after in readers.items():  # the service's own run beside
        await Reader(database, name, after).catch_up()
    before = await all_rows(database)
    async with database.transaction(EVERYWHERE) as tx:
        assert await tx.change(delete(Bookmark)) == len(readers)
    for name, after in readers.items():
        await Reader(database, name, after).catch_up()
    assert await all_rows(database) == before
