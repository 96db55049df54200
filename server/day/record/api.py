"""Routes for a site's entries: hand them in, and ask what became of them."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from aiohttp import web
from pydantic import Field

from server.day.record.actions import Intake
from server.day.record.keys import INTAKE
from server.day.record.reads import entries_of, find_entry
from server.day_code import DayCode
from server.db import Tx
from server.entries.check import account_id
from server.entries.fields import Codes
from server.errors import sentence
from server.http.ask import Ask
from server.http.entries import EntriesAnswer, EntriesBody, answer_to_entries, entries_in
from server.http.paging import Page, PageQuery, cut
from server.http.route import Opening, Route, Shape
from server.instants import as_rfc3339, micros_of
from server.journal.chain import said
from server.journal.model import Accepted, Pending
from server.keys import CLOCK, DATABASE, WRITER
from server.language import Language
from server.people.rules import Person, require
from server.sites.actions import proved_authors
from server.sites.keys import REFERENCE

Authors = Mapping[tuple[str, str], int]
"""Since when (microseconds since 1970) an account is proved at a device, by their ids."""


class KeptAnswer(Shape):
    """A durable entry, its counted part in ``entry``; what is sealed is shown at the matter, with a reason."""

    id: str
    status: Literal["accepted", "waiting", "refused"]
    seq: int | None = None
    code: str | None = None
    message: str | None = None
    received_at: str
    entry: dict[str, Any]


class KeptPage(Page[KeptAnswer]):
    pass


class KeptQuery(PageQuery[Annotated[str, Field(max_length=36)]]):
    status: Literal["accepted", "waiting", "refused"] = "waiting"
    limit: Annotated[int, Field(ge=1, le=200)] = 100


async def post_entries(request: web.Request, ask: Ask[Person], *, day: DayCode, site: str) -> web.Response:
    raw = await entries_in(request)
    return answer_to_entries(await request.app[INTAKE].hand_in(str(day), site, raw, by=ask.person), ask.language)


async def get_entry(request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, entry: str) -> KeptAnswer:
    _may_read(ask.person)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await find_entry(tx, day, site, entry.lower())
        authors = await _authors(tx, [found])
    return _kept(found, site, authors, ask.language)


async def get_entries(request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, query: KeptQuery) -> KeptPage:
    _may_read(ask.person)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        rows = await entries_of(tx, day, site, query.status, after=query.cursor, limit=query.reads)
        page, following = cut(rows, query, lambda row: row.id)
        authors = await _authors(tx, page)
    return KeptPage(items=[_kept(row, site, authors, ask.language) for row in page], next=following)


def _may_read(person: Person) -> None:
    """A device reads what its own site recorded, an account what it may see the records of."""
    if person.kind == "account":
        require(person, "see_records")


def _kept(row: Accepted | Pending, site: str, authors: Authors, said_in: Language) -> KeptAnswer:
    code = row.code if isinstance(row, Pending) else None
    waiting = isinstance(row, Pending) and code is None
    message = sentence(code, said_in, {}) if code else sentence("entry_waiting", said_in, {}) if waiting else None
    return KeptAnswer(
        id=row.id,
        status="accepted" if isinstance(row, Accepted) else "waiting" if waiting else "refused",
        seq=row.seq if isinstance(row, Accepted) else None,
        code=code,
        message=message,
        received_at=as_rfc3339(row.received_at),
        entry=_told(row, authors, json.loads(said(row.day, site, row))),
    )


async def _authors(tx: Tx, rows: Sequence[Accepted | Pending]) -> Authors:
    """Since when (microseconds) which account is proved at the devices that sent these rows."""
    devices = {row.device for row in rows if row.device is not None and row.by is not None}
    proved = await proved_authors(tx, [UUID(device) for device in devices])
    return {pair: micros_of(since) for pair, since in proved.items()}


def _told(row: Accepted | Pending, authors: Authors, entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with its author as ``by`` where a session proved it (decision 094), else as ``claimed_by``.

    The leader of a meeting is proved by the session that recorded; an account that a device names, by a session at
    that device before the entry came in.
    """
    if row.device is None or "by" not in entry:
        return entry
    since = authors.get((row.device, account_id(entry["by"])))
    if since is not None and since <= row.received_at:
        return entry
    return {("claimed_by" if name == "by" else name): value for name, value in entry.items()}


_EXAMPLE: Final = {
    "entries": [
        {
            "id": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
            "day": "2023-11-09",
            "site": "HN-D-430802",
            "at": "2023-11-09T08:05:06.000+08:00",
            "kind": "site_opened",
            "data": {"rooms": 1},
        }
    ]
}

routes = [
    Route(
        "POST",
        "/api/days/{day}/sites/{site}/entries",
        post_entries,
        body=EntriesBody,
        reads_itself=True,
        is_kept_back=True,
        answer=EntriesAnswer,
        who="device",
        capability="record_entries",
        errors=("not_entries", "too_many_entries", "day_not_open", "too_many_waiting", "not_written", "busy"),
        summary_zh="接访点提交入账记录；逐条答复，已答复的不会丢失",
        summary_en="Hand in a site's entries; each is answered, and what is answered is durable",
        example=_EXAMPLE,
    ),
    Route(
        "GET",
        "/api/days/{day}/sites/{site}/entries",
        get_entries,
        query=KeptQuery,
        answer=KeptPage,
        who="session|device",
        summary_zh="某接访点的入账记录，按状态",
        summary_en="A site's entries of one status",
    ),
    Route(
        "GET",
        "/api/days/{day}/sites/{site}/entries/{entry}",
        get_entry,
        answer=KeptAnswer,
        who="session|device",
        summary_zh="一条入账记录现在的状态",
        summary_en="What became of one entry",
    ),
]


async def intake(app: web.Application) -> AsyncIterator[None]:
    """Take in entries before the one writer of this process."""
    reference = app[REFERENCE]
    codes = Codes(frozenset(reference.categories), frozenset(reference.outcomes), frozenset(reference.regions))
    app[INTAKE] = Intake(app[DATABASE], app[WRITER], app[CLOCK], codes)
    app[DATABASE].on_commit(app[INTAKE].hear)
    yield


openings: list[Opening] = [intake]
