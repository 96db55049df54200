"""Parsing of bodies, queries and paths into typed values; anything else is refused here."""

import asyncio
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, get_type_hints

from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, from_json

from server.errors import BadRequest, Invalid, NotFound, Refused, TooLarge, Unsupported
from server.http.route import File, Handler
from server.unambiguous import check_names

Body: TypeAlias = bytes | bytearray
BODY_SECONDS = 30
"""Seconds within which a body must have come: 4 MiB at 140 kB/s."""
COMMAND = 256 * 1024
"""Bytes that a command may have, other than a site's entries."""
MOST_VALUES = 50_000
"""In one body, commas in texts counted too: 500 entries with a hundred each."""
NO_SUCH_SHAPE = frozenset({"union_tag_invalid", "union_tag_not_found"})
# what makes a float of Python's infinite; also found inside ids and texts, so only a reason to look closer
_MAY_BE_HUGE = re.compile(rb"[0-9.][eE]\+?[0-9]{3}|[0-9]{300}")


async def read_body(request: web.Request, *, most: int) -> Body:
    """Read a body that says it is JSON, up to so many bytes and a limit in time; no refusal's traceback holds it."""
    if request.content_type != "application/json":
        raise Unsupported("unsupported_type")
    raw = await _in_time(request, most)
    if refusal := _refusal_of_bombs(raw):
        del raw
        raise refusal
    return raw


async def read_file(request: web.Request, file: File) -> Body:
    """Read a body that is a file, up to its limit and the limit in time; what it is, its reader finds out."""
    if request.content_type not in file.media:
        raise Unsupported("unsupported_file", types=", ".join(file.media))
    return await _in_time(request, file.most)


async def _in_time(request: web.Request, most: int) -> Body:
    try:
        # a short one came with its head, and there is nothing to wait for
        async with asyncio.timeout(None if request.content.is_eof() else BODY_SECONDS):
            return await _all_of(request, most)
    except TimeoutError as error:
        raise BadRequest("too_slow") from error


async def _all_of(request: web.Request, most: int) -> Body:
    """As ``request.read()``, which would keep the body for as long as the connection stays open.

    One large body is in memory once: a mapping grows without a copy (decision 052), a join would be a second one.
    """
    body: Body = b""
    async for chunk in request.content.iter_any():
        if not body:
            body = chunk
        elif isinstance(body, bytes):
            body = bytearray(body) + chunk
        else:
            body += chunk
        if len(body) > most:
            del body, chunk
            raise TooLarge("too_large", limit=most)
    return body


def _refusal_of_bombs(raw: Body) -> Refused | None:
    """Say why a body is refused that would become far greater in memory: 4 MiB of {},{},{} are 100 MiB.

    At most one value begins after each comma and each bracket; a body of brackets alone is nested beyond any form.
    """
    commas, brackets = raw.count(b","), raw.count(b"[") + raw.count(b"{")
    if commas + brackets <= MOST_VALUES:
        return None
    return BadRequest("not_json") if brackets > 2 * commas else TooLarge("too_many_values", limit=MOST_VALUES)


async def read_json(request: web.Request) -> Body:
    """Read a body that is JSON as every database and program understands it; the caller parses it again by its type.

    Refused are NaN and infinity, half characters (lone surrogates), nesting beyond 200, what is not UTF-8, and a name
    twice in one object, of which every program would take another.
    """
    raw = await read_body(request, most=min(COMMAND, request.client_max_size))
    try:
        value = from_json(raw, allow_inf_nan=False)
    except ValueError as error:
        raise BadRequest("not_json") from error
    check_names(raw.decode())
    if _MAY_BE_HUGE.search(raw) and any(isinstance(leaf, float) and math.isinf(leaf) for leaf in leaves(value)):
        raise BadRequest("not_json")
    return raw


def leaves(value: Any) -> list[Any]:
    """Every key and every value that is no container."""
    found: list[Any] = []
    waiting = [value]
    while waiting:
        match waiting.pop():
            case dict() as fields:
                found += fields
                waiting += fields.values()
            case list() as items:
                waiting += items
            case leaf:
                found.append(leaf)
    return found


def body_parser(kind: Any) -> Callable[[Body], Any]:
    """Make the function that turns a checked body into this type; Invalid names the field, never its content."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    tag = _tag_of(adapter)

    def parse(raw: Body) -> Any:
        # PostgreSQL keeps no NUL in a text
        if b"\\u0000" in raw and any(isinstance(leaf, str) and "\0" in leaf for leaf in leaves(from_json(raw))):
            raise Invalid("invalid", field="\\u0000")
        try:
            return adapter.validate_json(raw, strict=True)
        except ValidationError as error:
            raise _invalid(error, tag) from error

    return parse


def query_parser(kind: type[BaseModel]) -> Callable[[web.Request], BaseModel]:
    """Make the function that reads the query; each name at most once."""

    def parse(request: web.Request) -> BaseModel:
        query = request.query
        for name, value in query.items():
            if "\0" in value or len(query.getall(name)) > 1:
                raise Invalid("invalid", field=name[:100])
        try:
            return kind.model_validate_strings(dict(query))
        except ValidationError as error:
            raise _invalid(error) from error

    return parse


def path_parser(handler: Handler, names: list[str]) -> Callable[[Mapping[str, str]], dict[str, Any]]:
    """Make the function that reads the path by the handler's annotations; what cannot be, is not found."""
    hints = get_type_hints(handler)
    adapters: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(hints[name]) for name in names}

    def parse(match: Mapping[str, str]) -> dict[str, Any]:
        try:
            parsed = {name: adapter.validate_strings(match[name]) for name, adapter in adapters.items()}
        except ValidationError as error:
            fault = error.errors(include_input=False, include_context=False, include_url=False)[0]["type"]
            raise NotFound("day_code" if fault == "day_code" else "not_found") from error
        # one thing has one address: 0 is no day though pydantic makes 1970 of it
        if any("\0" in match[name] or str(value) != match[name] for name, value in parsed.items()):
            raise NotFound("not_found")
        return parsed

    return parse


def _tag_of(adapter: TypeAdapter[Any]) -> str | None:
    """The field by which a body that is one of several shapes tells which; None of any other body."""
    schema = adapter.core_schema
    return str(schema["discriminator"]) if schema["type"] == "tagged-union" else None


def _invalid(error: ValidationError, tag: str | None = None) -> Invalid:
    found = error.errors(include_input=False, include_context=False, include_url=False)[:20]
    faults = [{"field": _field_of(fault, tag)[:200], "fault": fault["type"]} for fault in found]
    return Invalid("invalid", field=faults[0]["field"] or "/", faults=faults)


def _field_of(fault: ErrorDetails, tag: str | None) -> str:
    """The path of a field in the body, without the shape that pydantic puts first where there are several."""
    if tag is None:
        return ".".join(map(str, fault["loc"]))
    return tag if fault["type"] in NO_SUCH_SHAPE else ".".join(map(str, fault["loc"][1:]))
