"""Erasing a city's month: what petitioners said is gone for ever, the figures stay, and other cities lose nothing."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from server import keys
from server.backup_format import KINDS, kind_of
from server.db import EVERYWHERE
from server.erasure import erase
from server.http.repeat import KeptAnswer
from server.journal.model import Sealed
from server.migrations.tables import metadata
from server.people.model import AuditLine
from server.verify import verify
from tests.support.hand_in import DAY, enrolled, entry, registration
from tests.support.people import clock_of
from tests.support.plan import HERE, NEXT_DOOR, OTHER_CITY, make_day, make_sites, signed_in
from tests.support.service import Client, reception

CITY = "430100"
PHONE = "12900000001"
WHY = "回访前核对电话"
PERSON = {"petitioner": {"name": "张三丰", "phone": PHONE}}


@pytest.fixture
async def day(service: Client) -> Client:
    """Give a service at which two cities received a person each, and an officer looked at both and said why."""
    database = service.app[keys.DATABASE]
    await make_sites(database)
    await make_day(database, HERE, NEXT_DOOR, OTHER_CITY, state="live")
    officer = await signed_in(service, "officer")
    for site in (HERE, OTHER_CITY):
        device = await enrolled(service, site)
        first = {**registration(**PERSON), "site": site}
        path = f"/api/days/{DAY}/sites/{site}/entries"
        held = {**entry("turn_held", {"matter": first["data"]["matter"]}), "site": site}
        answer = await service.post(path, json={"entries": [first, held]}, headers=device)
        assert [one["status"] for one in (await answer.json())["results"]] == ["accepted", "accepted"]
        url = f"/api/days/{DAY}/matters/{first['data']['matter']}/unmask"
        assert (await service.post(url, json={"site": site, "reason": WHY}, headers=officer)).status == 200
    label = {**officer, "Idempotency-Key": "once"}
    assert (await service.post("/api/sign-out-everywhere", headers=label)).status == 204
    return service


async def seen(service: Client) -> list[tuple[str | None, str | None]]:
    """Of each matter the name that an officer sees, and of each line of the log the reason that an auditor reads."""
    officer, auditor = await signed_in(service, "officer"), await signed_in(service, "auditor")
    rows = (await (await service.get(f"/api/days/{DAY}/matters", headers=officer)).json())["items"]
    lines = (await (await service.get("/api/audit", headers=auditor)).json())["items"]
    reasons = {line["about"].split("/")[1]: line["reason"] for line in lines if line["what"] == "unmasked"}
    return sorted(((row["person"], reasons[row["site"]]) for row in rows), key=lambda one: one[0] or "")


async def tally(service: Client) -> Any:
    officer = await signed_in(service, "officer")
    return await (await service.get(f"/api/days/{DAY}/tally", headers=officer)).json()


async def test_a_citys_month_is_erased_with_prints_reasons_and_kept_answers_and_still_adds_up(day: Client) -> None:
    database, now = day.app[keys.DATABASE], clock_of(day).now()
    counted = await tally(day)
    told = await erase(database, CITY, "2023-11", now=now, dry_run=True)
    assert await seen(day) == [("张*", WHY), ("张*", WHY)]
    assert (told.keys, told.entries, told.phone_prints, told.reasons, told.kept_answers) == (1, 1, 1, 1, 1)
    assert (told.names_in_clear, told.older_reasons) == (0, 0)

    assert await erase(database, CITY, "2023-11", now=now, dry_run=False) == told
    clock_of(day).forward(minutes=2)
    assert await seen(day) == sorted([("*", None), ("张*", WHY)], key=str) or await seen(day) == [
        (None, None),
        ("张*", WHY),
    ]
    assert await tally(day) == counted
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(KeptAnswer.key)) == []
        assert [one is None for one in await tx.scalars(select(Sealed.phone_index).order_by(Sealed.place))] == [
            True,
            False,
        ]
        [line] = await tx.scalars(select(AuditLine).where(AuditLine.what == "month_erased"))
        assert (line.who, line.about) == ("machine", "erasure:430100/2023-11")
    report = await verify(database, day.app[keys.SEALS])
    assert (report.differences, report.erased, report.sealed) == ([], 1, 1)


async def test_after_an_erasure_the_city_goes_on_receiving_under_a_new_key(day: Client) -> None:
    database = day.app[keys.DATABASE]
    await erase(database, CITY, "2023-11", now=clock_of(day).now(), dry_run=False)
    clock_of(day).forward(minutes=2)
    device = await enrolled(day)
    path = f"/api/days/{DAY}/sites/{HERE}/entries"
    answer = await day.post(path, json={"entries": [registration(**PERSON)]}, headers=device)
    assert (await answer.json())["results"][0]["status"] == "accepted"
    report = await verify(database, day.app[keys.SEALS])
    assert (report.differences, report.erased, report.sealed) == ([], 1, 2)


async def test_the_command_says_what_is_erased_and_what_remains(day: Client, database_url: str) -> None:
    words = ("erase", "--city", CITY, "--month", "2023-11", "--database-url", database_url)
    for more, verb in ((("--dry-run",), "would be erased"), ((), "are erased"), ((), "0 data keys")):
        said = reception(*words, *more)
        assert (said.returncode, said.stderr) == (0, "")
        assert verb in said.stdout
        assert "every backup" in said.stdout
    for wrong in (("430102", "2023-11"), ("999999", "2023-11"), ("430100", "2023-13"), ("430100", "2023-11-09")):
        said = reception("erase", "--city", wrong[0], "--month", wrong[1], "--database-url", database_url)
        assert (said.returncode, said.stdout) == (2, "")
    async with day.app[keys.DATABASE].store(EVERYWHERE, write=False) as connection:
        for table in metadata().sorted_tables:
            columns = [column for column in table.columns if KINDS[kind_of(column)] is not None]
            rows = json.dumps([str(row) for row in await connection.execute(select(*columns))])
            assert PHONE not in rows
