"""Entries in a body of HTTP: the list that a device or a leader hands in, and the results that answer it."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

from aiohttp import web
from pydantic import Field
from pydantic_core import to_json

from server.entries.check import MAX_ENTRIES, Ambiguous
from server.errors import BadRequest, sentence
from server.http.parse import Body, read_body
from server.http.route import Shape
from server.journal.judging import Answer
from server.language import Language
from server.unambiguous import unique

HUGE: Final = 10**24
"""Stands for any integer of more digits than a field can have; parsing the digits would take long."""
DIGITS: Final = 24


class EntriesBody(Shape):
    """One to 500 entries of one site, each with an id of its own."""

    entries: list[dict[str, Any]] = Field(min_length=1, max_length=MAX_ENTRIES)


class EntryAnswer(Shape):
    id: str | None
    status: Literal["accepted", "duplicate", "waiting", "refused"]
    seq: int | None = None
    code: str | None = None
    message: str | None = None
    field: str | None = None


class EntriesAnswer(Shape):
    results: list[EntryAnswer]


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


def _decoded(raw: Body) -> str | None:
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
