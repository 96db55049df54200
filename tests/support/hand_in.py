"""A device that hands in what it likes, and all that its entries could have changed."""

import json
import re
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any, cast

import pytest
from pydantic_core import from_json
from sqlalchemy import Table, select
from uuid_utils import uuid7

from server import keys
from server.db import EVERYWHERE
from server.journal.model import Accepted, Counter, Head, Matter, Pending, Sealed
from server.people.passwords import new_token
from server.sites.actions import enrol, find_site
from tests.support.plan import HERE, NEXT_DOOR, OTHER_CITY, make_day, make_sites
from tests.support.service import Client

DAY = "2023-11-09"
PATH = f"/api/days/{DAY}/sites/{HERE}/entries"
JSON = "application/json"
KEPT = (Accepted, Pending, Sealed, Matter, Counter)
ARRIVAL = {"lines", "heard_at", "duplicates", "proof"}
"""What a head says of what came in, whatever became of it."""

Headers = dict[str, str]


def entry(kind: object = "site_opened", data: object = None, **more: object) -> dict[str, Any]:
    whole = {"id": str(uuid7()), "day": DAY, "site": HERE, "at": f"{DAY}T09:00:00+08:00", "kind": kind}
    return {**whole, "data": {"rooms": 1} if data is None else data, **more}


def registration(**more: object) -> dict[str, Any]:
    numbers = {"involved_count": 2, "attendee_count": 1, "is_repeat": False}
    said = {"summary": "（示例）", "needs": [], "category": "work_injury", "channel": "site", "matter": str(uuid7())}
    return entry("matter_registered", {**numbers, **said, **more})


def body_of(*entries: object) -> bytes:
    text = json.dumps({"entries": entries}, ensure_ascii=False)
    return re.sub(r"[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text).encode()


@pytest.fixture
async def receiving(service: Client) -> Client:
    """Give a service with two sites that receive on the ninth, and a third that has a day of its own."""
    database = service.app[keys.DATABASE]
    await make_sites(database)
    await make_day(database, HERE, NEXT_DOOR, state="live")
    await make_day(database, OTHER_CITY, day=date(2023, 12, 9), state="live")
    return service


async def enrolled(service: Client, site: str = HERE) -> Headers:
    """What a new device of a site sends with everything it says."""
    token, now = new_token(), service.app[keys.CLOCK].now()
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await enrol(tx, await find_site(tx, site), "一号登记台", token=token, by="test", now=now)
    return {"Authorization": f"Bearer {token}", "Content-Type": JSON, "Accept-Language": "en"}


@pytest.fixture
async def device(receiving: Client) -> Headers:
    return await enrolled(receiving)


async def everything(service: Client) -> Mapping[str, list[tuple[Any, ...]]]:
    """Every row that entries make, and the heads, each with all its columns."""
    async with service.app[keys.DATABASE].store(EVERYWHERE, write=False) as connection:
        tables = [cast("Table", model.__table__) for model in (*KEPT, Head)]
        return {
            table.name: [tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables
        }


async def what_counts(service: Client) -> tuple[Mapping[str, list[tuple[Any, ...]]], list[tuple[Any, ...]]]:
    """As everything, but of the heads what is no mark of arrival."""
    columns = [column for column in cast("Table", Head.__table__).c if column.name not in ARRIVAL]
    rows = await everything(service)
    async with service.app[keys.DATABASE].store(EVERYWHERE, write=False) as connection:
        heads = [tuple(row) for row in await connection.execute(select(*columns))]
    return {name: kept for name, kept in rows.items() if name != "journal_head"}, heads


async def refused(service: Client, body: bytes, headers: Headers, path: str = PATH) -> tuple[int, str]:
    """Send; the status and code of the refusal, which came with the right type and changed nothing at all."""
    before = await everything(service)
    answer = await service.post(path, data=BytesIO(body), headers=headers)
    assert answer.content_type == "application/problem+json"
    assert await everything(service) == before
    return answer.status, from_json(await answer.read())["code"]


async def results(service: Client, body: bytes, headers: Headers) -> list[dict[str, Any]]:
    """Send; what is said of each entry, in words that every program can read."""
    answer = await service.post(PATH, data=BytesIO(body), headers=headers)
    assert answer.status == 200
    found: list[dict[str, Any]] = from_json(await answer.read(), allow_inf_nan=False)["results"]
    return found


GOOD = body_of(entry())
