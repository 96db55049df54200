"""Routes for a site's entries: hand them in, and ask what became of them."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

from aiohttp import web
from pydantic import Field
from pydantic_core import to_json

from server.day.arrival import actions
from server.day_code import DayCode
from server.entries.check import Ambiguous
from server.errors import BadRequest, sentence
from server.http.guards import language
from server.http.parse import read_body
from server.http.route import Route, Shape
from server.instants import as_rfc3339
from server.journal.chain import said
from server.journal.judging import Answer
from server.journal.model import Accepted, Pending
from server.keys import DATABASE
from server.language import Language
from server.people.rules import Person, require
from server.unambiguous import unique

INTAKE = web.AppKey("intake", actions.Intake)

HUGE: Final = 10**24
"""Stands for any integer of more digits than a field can have; parsing the digits would take long."""
DIGITS: Final = 24


class EntriesBody(Shape):
    """One to 500 entries of one site, each with an id of its own."""

    entries: list[dict[str, Any]] = Field(min_length=1, max_length=actions.MAX_ENTRIES)


class EntryAnswer(Shape):
    id: str | None
    status: Literal["accepted", "duplicate", "waiting", "refused"]
    seq: int | None = None
    code: str | None = None
    message: str | None = None
    field: str | None = None


class EntriesAnswer(Shape):
    results: list[EntryAnswer]


class KeptAnswer(Shape):
    """A durable entry, its counted part in ``entry``; what is sealed is shown at the matter, with a reason."""

    id: str
    status: Literal["accepted", "waiting", "refused"]
    seq: int | None = None
    code: str | None = None
    message: str | None = None
    received_at: str
    entry: dict[str, Any]


class KeptPage(Shape):
    items: list[KeptAnswer]
    next: str | None


class KeptQuery(Shape):
    status: Literal["accepted", "waiting", "refused"] = "waiting"
    cursor: str | None = Field(None, max_length=36)


async def post_entries(request: web.Request, device: Person, *, day: DayCode, site: str) -> web.Response:
    raw = await entries_in(request)
    return answer_to_entries(await request.app[INTAKE].hand_in(str(day), site, raw, by=device), language(request))


def answer_to_entries(answers: Sequence[Answer], said_in: Language) -> web.Response:
    """One result per entry, in order."""
    results = [_shown(answer, said_in) for answer in answers]
    return web.Response(body=to_json({"results": results}), content_type="application/json")


async def entries_in(request: web.Request) -> list[Any]:
    """The list of a body that is JSON of the form ``{"entries": [objects]}``.

    Parsed here and not at the common route: a fault inside one object refuses that entry alone, even
    one that no text of a database could hold.
    """
    body = _parsed(_decoded(await read_body(request, most=request.client_max_size)))
    if body is _NO_JSON:
        raise BadRequest("not_json")
    if isinstance(body, Ambiguous):
        raise BadRequest("duplicate_key")
    if not isinstance(body, dict) or body.keys() != {"entries"} or not isinstance(body["entries"], list):
        raise BadRequest("not_entries")
    return list(body["entries"])


_NO_JSON: Final = object()


def _decoded(raw: bytes) -> str | None:
    """Decode a body here: json would also take UTF-16, a mark of order, and half characters."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def _parsed(text: str | None) -> Any:
    """Parse a body, or give _NO_JSON: a decoder's error holds the whole text, and no refusal must hold the error."""
    if text is None:
        return _NO_JSON
    try:
        return _parse(text)
    except BadRequest:
        pass  # a name comes twice: the second look finds where
    except (ValueError, RecursionError):
        return _NO_JSON
    try:
        return _with_marks(_parse_marking(text))
    except (ValueError, RecursionError):
        return _NO_JSON


def _mark(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    times = Counter(name for name, _ in pairs)
    return Ambiguous({name: value for name, value in made.items() if times[name] == 1})


def _with_marks(body: Any) -> Any:
    """Carry a mark from inside an entry to the entry."""
    if type(body) is dict and isinstance(body.get("entries"), list):
        body["entries"] = [Ambiguous(one) if _is_ambiguous(one) else one for one in body["entries"]]
    return body


def _is_ambiguous(entry: Any) -> bool:
    """Whether an object of this value, itself one or not, has a mark."""
    waiting: list[Any] = [entry] if isinstance(entry, dict) else []
    while waiting:
        match waiting.pop():
            case Ambiguous():
                return True
            case dict() as fields:
                waiting += fields.values()
            case list() as items:
                waiting += items
    return False


def _no_constant(text: str) -> None:
    raise ValueError(text)


def _integer(text: str) -> int:
    return int(text) if len(text) <= DIGITS else HUGE


def _decoder(made_of: Callable[[list[tuple[str, Any]]], dict[str, Any]]) -> Callable[[str], Any]:
    return json.JSONDecoder(object_pairs_hook=made_of, parse_constant=_no_constant, parse_int=_integer).decode


_parse: Final = _decoder(unique)
_parse_marking: Final = _decoder(_mark)


def _shown(answer: Answer, said_in: Language) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": answer.id, "status": answer.status}
    if answer.seq is not None:
        shown["seq"] = answer.seq
    if answer.code is not None:
        shown["code"] = answer.code
        shown["message"] = sentence(answer.code, said_in, {})
    elif answer.status == "waiting":
        shown["message"] = sentence("entry_waiting", said_in, {})
    if answer.field is not None:
        shown["field"] = answer.field
    return shown


async def get_entry(request: web.Request, person: Person, *, day: DayCode, site: str, entry: str) -> KeptAnswer:
    _may_read(person)
    async with request.app[DATABASE].transaction(person.scope, write=False) as tx:
        found = await actions.find_entry(tx, day, site, entry.lower())
    return _kept(found, site, language(request))


async def get_entries(request: web.Request, person: Person, *, day: DayCode, site: str, query: KeptQuery) -> KeptPage:
    _may_read(person)
    async with request.app[DATABASE].transaction(person.scope, write=False) as tx:
        rows = await actions.entries_of(tx, day, site, query.status, after=query.cursor)
    said_in = language(request)
    items = [_kept(row, site, said_in) for row in rows[: actions.PAGE]]
    return KeptPage(items=items, next=items[-1].id if len(rows) > actions.PAGE else None)


def _may_read(person: Person) -> None:
    """A device reads what its own site recorded, an account what it may see the records of."""
    if person.kind == "account":
        require(person, "see_records")


def _kept(row: Accepted | Pending, site: str, said_in: Language) -> KeptAnswer:
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
        entry=_told(row, json.loads(said(row.day, site, row))),
    )


def _told(row: Accepted | Pending, entry: dict[str, Any]) -> dict[str, Any]:
    """Whom a device names as author is a claim of its own; the leader of a meeting was proved by a session."""
    if row.device is not None and "by" in entry:
        return {("claimed_by" if name == "by" else name): value for name, value in entry.items()}
    return entry


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
