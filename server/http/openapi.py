"""The description of every route as OpenAPI 3.1, made from the routes themselves."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, get_type_hints

from pydantic import BaseModel, TypeAdapter

from server.errors import CODES, sentence
from server.http.guards import CSRF_HEADER
from server.http.opening import names_in
from server.http.repeat import HEADER
from server.http.route import Route

Json = dict[str, Any]
REF = "#/components/schemas/{model}"
SECURITY: dict[str, list[Json]] = {
    "anyone": [],
    "session": [{"session": []}],
    "device": [{"device": []}],
    "session|device": [{"session": []}, {"device": []}],
}


class Problem(BaseModel):
    """An error as RFC 9457 has it, with a stable code for programs and a sentence for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str


def describe(routes: Sequence[Route]) -> Json:
    """Make the whole document."""
    schemas = _Schemas(routes)
    paths: dict[str, Json] = defaultdict(dict)
    for route in routes:
        paths[route.path][route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "接访日 / Reception Day",
            "version": "1",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": dict(paths),
        "components": {
            "schemas": schemas.components,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-reception"},
                "device": {"type": "http", "scheme": "bearer"},
            },
        },
    }


class _Schemas:
    """The JSON schemas of all bodies, queries and answers, each under its name once."""

    def __init__(self, routes: Sequence[Route]) -> None:
        wanted: list[tuple[int, Any, TypeAdapter[Any]]] = [(id(Problem), "serialization", TypeAdapter(Problem))]
        for kind, mode in _kinds(routes):
            if (id(kind), mode) not in {(key, of) for key, of, _ in wanted}:
                wanted.append((id(kind), mode, TypeAdapter(kind)))
        found, definitions = TypeAdapter.json_schemas(wanted, ref_template=REF)
        self._found = {(key, str(mode)): schema for (key, mode), schema in found.items()}
        self.components: Json = definitions.get("$defs", {})

    def of(self, kind: Any, mode: str) -> Json:
        return self._found[id(kind), mode]

    def fields_of(self, kind: Any) -> Iterator[tuple[str, Json, bool]]:
        """Yield the name, the schema and whether it is required, of each field of a query."""
        schema = self.of(kind, "validation")
        whole = self.components[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
        for name, field in whole.get("properties", {}).items():
            yield name, field, name in whole.get("required", [])


def _kinds(routes: Sequence[Route]) -> Iterator[tuple[Any, str]]:
    for route in routes:
        for kind in (route.body, route.query):
            if kind:
                yield kind, "validation"
        if route.answer:
            yield route.answer, "serialization"


def _operation(route: Route, schemas: _Schemas) -> Json:
    operation: Json = {
        "operationId": route.handler.__name__,
        "summary": route.summary_en,
        "description": route.summary_zh,
        "security": SECURITY[route.who],
        "parameters": [*_path_parameters(route), *_query_parameters(route, schemas), *_header_parameters(route)],
        "responses": {**_success(route, schemas), **_refusals(route, schemas)},
    }
    if route.capability:
        operation["x-capability"] = route.capability
    if route.body:
        content: Json = {"schema": schemas.of(route.body, "validation")}
        if route.example is not None:
            content["example"] = route.example
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    if route.file:
        binary: Json = {"schema": {"type": "string", "format": "binary"}}
        operation["requestBody"] = {"required": True, "content": dict.fromkeys(route.file.media, binary)}
    return operation


def _path_parameters(route: Route) -> Iterator[Json]:
    hints = get_type_hints(route.handler)
    for name in names_in(route.path):
        yield {"name": name, "in": "path", "required": True, "schema": TypeAdapter(hints[name]).json_schema()}


def _query_parameters(route: Route, schemas: _Schemas) -> Iterator[Json]:
    for name, schema, required in schemas.fields_of(route.query) if route.query else ():
        yield {"name": name, "in": "query", "required": required, "schema": schema}


def _header_parameters(route: Route) -> Iterator[Json]:
    if route.method == "GET":
        return
    if "session" in route.who:
        yield {"name": CSRF_HEADER, "in": "header", "description": "csrf of GET /api/me", "schema": {"type": "string"}}
    if route.can_repeat:
        yield {"name": HEADER, "in": "header", "description": "kept 24 h", "schema": {"type": "string"}}


def _success(route: Route, schemas: _Schemas) -> Json:
    if not route.answer:
        return {str(route.empty_status): {"description": HTTPStatus(route.empty_status).phrase}}
    media = (route.media,) if isinstance(route.media, str) else route.media
    content = {kind: {"schema": schemas.of(route.answer, "serialization")} for kind in media}
    return {str(route.status): {"description": HTTPStatus(route.status).phrase, "content": content}}


def _refusals(route: Route, schemas: _Schemas) -> Json:
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in dict.fromkeys((*_codes_of_the_door(route), *route.errors)):
        by_status[CODES[code].kind.status].append(code)
    return {str(status): _refusal(status, codes, schemas) for status, codes in sorted(by_status.items())}


def _codes_of_the_door(route: Route) -> Iterator[str]:
    if route.who != "anyone":
        yield from ("not_signed_in", "suspended", "not_allowed", "too_many")
    if route.method != "GET":
        yield from ("foreign_origin", "csrf_missing") if "session" in route.who else ("foreign_origin",)
        yield from ("in_progress", "key_reused") if route.can_repeat else ()
    if route.body:
        yield from (
            "not_json",
            "duplicate_key",
            "too_slow",
            "invalid",
            "too_large",
            "too_many_values",
            "unsupported_type",
        )
    if route.file:
        yield from ("too_slow", "too_large", "unsupported_file")
    if route.query:
        yield "invalid"
    if "{" in route.path:
        yield "not_found"
    if "{day}" in route.path:
        yield "day_code"
    yield from ("unsupported_encoding", "internal", "database_unavailable")


def _refusal(status: int, codes: list[str], schemas: _Schemas) -> Json:
    examples = {
        code: {
            "value": {
                "type": f"urn:reception:{code}",
                "title": code.replace("_", " "),
                "status": status,
                "detail": sentence(code, "en", _Placeholders()),
                "code": code,
            }
        }
        for code in codes
    }
    content = {"application/problem+json": {"schema": schemas.of(Problem, "serialization"), "examples": examples}}
    return {"description": ", ".join(codes), "content": content}


class _Placeholders(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"
