import asyncio
from datetime import datetime
from functools import partial
from typing import cast
from urllib.parse import urlencode

import pytest
from sqlalchemy import Delete, Table, Update, delete, select, update
from sqlalchemy.exc import DBAPIError

from server.db import EVERYWHERE, Database
from server.keys import DATABASE, SEALER
from server.migrations.upgrade import owner_connection
from server.people import audit
from server.people.model import AuditHead, AuditLine
from tests.support.fake_clock import FakeClock
from tests.support.people import CITY, COUNTY, NEXT_CITY, PROVINCE, browser_of, clock_of, code_of
from tests.support.service import Client

LINES = cast("Table", AuditLine.__table__)
HEAD = cast("Table", AuditHead.__table__)
WHY = "张三 called from 12000000000"


async def write(database: Database, clock: FakeClock, lines: int = 5) -> None:
    for n in range(lines):
        async with database.transaction(EVERYWHERE) as tx:
            await audit.record(tx, "machine", "tested", f"test:{n}", place=COUNTY[0], now=clock.forward(seconds=1))


async def first_break(database: Database) -> int | None:
    async with database.store(EVERYWHERE, write=False, snapshot=True) as connection:
        return await audit.first_break(connection)


async def test_the_chain_holds_from_its_first_line_on(database: Database, clock: FakeClock) -> None:
    assert await first_break(database) is None
    await write(database, clock)
    assert await first_break(database) is None


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (update(LINES).where(LINES.c.seq == 3).values(who="account:somebody else"), 3),
        (update(LINES).where(LINES.c.seq == 3).values(what="nothing"), 3),
        (update(LINES).where(LINES.c.seq == 3).values(about="test:9"), 3),
        (update(LINES).where(LINES.c.seq == 3).values(at=datetime.fromisoformat("2023-11-08T00:00:00+00:00")), 3),
        (update(LINES).where(LINES.c.seq == 3).values(place=COUNTY[0] + 1), 3),
        (update(LINES).where(LINES.c.seq == 3).values(reason_sealed=b"because"), 3),
        (update(LINES).where(LINES.c.seq == 3).values(hash="0" * 64), 3),
        (delete(LINES).where(LINES.c.seq == 3), 3),
        (delete(LINES).where(LINES.c.seq == 5), 5),
        (delete(LINES), 1),
        (update(HEAD).values(hash="0" * 64), 6),
        (delete(HEAD), 6),
    ],
)
async def test_the_first_line_that_was_touched_is_named(
    database: Database, database_url: str, clock: FakeClock, change: Update | Delete, broken: int
) -> None:
    await write(database, clock)
    async with owner_connection(database_url) as connection:
        await connection.execute(change)
    assert await first_break(database) == broken


@pytest.mark.parametrize("change", [update(LINES).values(what="nothing"), delete(LINES)])
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_on_postgres_the_service_itself_can_neither_change_nor_delete_a_line(
    database: Database, clock: FakeClock, change: Update | Delete
) -> None:
    await write(database, clock)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.store(EVERYWHERE) as connection:
            await connection.execute(change)


async def test_many_who_write_at_once_make_one_chain(database: Database, clock: FakeClock) -> None:
    await asyncio.gather(*(write(database, clock, 3) for _ in range(8)))
    assert await first_break(database) is None
    async with database.store(EVERYWHERE, write=False) as connection:
        assert (await connection.execute(select(HEAD.c.seq))).scalar_one() == 24


async def test_an_action_that_fails_leaves_no_line(database: Database, clock: FakeClock) -> None:
    async def fail() -> None:
        async with database.transaction(EVERYWHERE) as tx:
            await audit.record(tx, "machine", "tested", "test:1", place=COUNTY[0], now=clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await write(database, clock, 2)
    assert await first_break(database) is None


async def test_an_auditor_reads_who_did_what_the_newest_first(service: Client) -> None:
    organiser, who = await browser_of(service)
    auditor, _ = await browser_of(service, "auditor")
    _, leader = await browser_of(service, "leader", COUNTY)
    await organiser.patch(f"/api/accounts/{leader.person.id}", {"suspended": True})
    [line, *_] = (await (await auditor.get("/api/audit")).json())["items"]
    assert line == {
        "id": line["id"],
        "at": "2023-11-09T01:00:00Z",
        "who": f"account:{who.person.id}",
        "who_name": "张三",
        "what": "account_suspended",
        "about": f"account:{leader.person.id}",
        "about_name": "张三",
        "place": "430102",
        "reason": None,
    }


async def test_the_log_comes_page_by_page_each_line_once(service: Client) -> None:
    auditor, _ = await browser_of(service, "auditor")
    await write(service.app[DATABASE], clock_of(service), 5)
    whole = (await (await auditor.get("/api/audit?limit=200")).json())["items"]
    first = await (await auditor.get("/api/audit?limit=4")).json()
    second = await (await auditor.get(f"/api/audit?limit=200&cursor={first['next']}")).json()
    assert first["items"] + second["items"] == whole
    assert second["next"] is None
    unknown = await auditor.get("/api/audit?cursor=018bb165-9350-7564-b3e0-bbbbf419c5e6")
    assert await code_of(unknown) == (404, "not_found")


async def test_only_those_who_look_after_the_service_read_the_log(service: Client) -> None:
    readers = {}
    for role in ("organiser", "leader", "supervisor", "auditor", "administrator"):
        readers[role] = (await (await browser_of(service, role))[0].get("/api/audit")).status
    assert readers == {"organiser": 403, "leader": 403, "supervisor": 403, "auditor": 200, "administrator": 200}


async def test_what_happens_elsewhere_changes_nothing_in_a_citys_log(service: Client) -> None:
    auditor, _ = await browser_of(service, "auditor", CITY)
    before = await (await auditor.get("/api/audit")).read()
    for places in (PROVINCE, NEXT_CITY):
        await browser_of(service, "leader", places)
    assert await (await auditor.get("/api/audit")).read() == before
    await browser_of(service, "leader", COUNTY)
    assert await (await auditor.get("/api/audit")).read() != before


async def test_a_reason_is_sealed_where_it_is_kept_and_read_by_the_auditor(service: Client) -> None:
    auditor, who = await browser_of(service, "auditor")
    database, sealer = service.app[DATABASE], service.app[SEALER]
    async with database.transaction(EVERYWHERE) as tx:
        line = await audit.record_with_reason(
            tx,
            sealer,
            who.person.principal,
            "unmasked",
            "matter:7",
            reason=WHY,
            day="2023-11-09",
            place=COUNTY[0],
            now=clock_of(service).now(),
        )
    assert line.reason_sealed is not None
    assert WHY.encode() not in line.reason_sealed
    assert (await (await auditor.get("/api/audit")).json())["items"][0]["reason"] == WHY
    assert await first_break(database) is None


async def test_a_reason_cannot_be_moved_to_another_line(service: Client, database_url: str) -> None:
    database, sealer, now = service.app[DATABASE], service.app[SEALER], clock_of(service).now()
    async with database.transaction(EVERYWHERE) as tx:
        note = partial(
            audit.record_with_reason, tx, sealer, "machine", "tested", day="2023-11-09", place=COUNTY[0], now=now
        )
        lines = [await note(about, reason=about) for about in ("one", "two")]
    async with owner_connection(database_url) as connection:
        await connection.execute(
            update(LINES).where(LINES.c.seq == lines[0].seq).values(reason_sealed=lines[1].reason_sealed)
        )
    async with database.transaction(EVERYWHERE, write=False) as tx:
        with pytest.raises(ValueError, match="moved"):
            await audit.reason_of(tx, sealer, await tx.get(AuditLine, lines[0].seq))


async def test_no_line_names_a_person(service: Client) -> None:
    organiser, _ = await browser_of(service)
    await organiser.post("/api/invitations", {"name": "李四", "role": "leader", "place": "430102"})
    async with service.app[DATABASE].store(EVERYWHERE, write=False) as connection:
        lines = (await connection.execute(select(LINES))).all()
    assert len(lines) == 4
    assert not {"李四", "张三"} & {word for line in lines for word in map(str, line)}


async def test_the_log_is_filtered_by_word_principal_subject_and_time(service: Client) -> None:
    organiser, _ = await browser_of(service)
    auditor, who = await browser_of(service, "auditor")
    clock_of(service).forward(minutes=5)
    later = clock_of(service).now().isoformat().replace("+00:00", "Z")
    invited = await (
        await organiser.post("/api/invitations", {"name": "李四", "role": "leader", "place": "430102"})
    ).json()

    async def found(**query: str) -> list[tuple[str, str | None]]:
        answer = await auditor.get(f"/api/audit?{urlencode(query)}")
        assert answer.status == 200
        return [(line["what"], line["about_name"]) for line in (await answer.json())["items"]]

    assert await found(what="invited", since=later) == [("invited", "李四")]
    assert await found(about=f"account:{invited['account']}") == [("invited", "李四")]
    assert await found(who=who.person.principal, until=later) == [("signed_in", None), ("invitation_accepted", "张三")]
    assert await found(what="nothing") == []
    pages = [await found(what="signed_in", limit="1"), await found(what="signed_in")]
    assert [len(page) for page in pages] == [1, 2]
    for wrong in ("since=yesterday", "since=2023-11-09T00:00:00", "until=x", "what=" + "x" * 41):
        assert (await auditor.get(f"/api/audit?{wrong}")).status == 422
