"""Everything said over the live line, one union a side; `python -m server.wire` prints wire.ts of the web from it.

The line itself does not know what a board or a meeting is. Here its own frames and those of rooms come together, and
the parts that it passes on unread are named, so that a page knows the board it gets and each part that may change.
"""

import sys
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from server.before.readiness.api.feed import OUTLINE as OF_READINESS
from server.before.readiness.api.shapes import ReadinessAnswer
from server.before.readiness.frames import FromTested, ToTested
from server.day.meeting.api.shapes import MeetingAnswer
from server.day.meeting.switchboard.frames import FromParticipant, ToParticipant
from server.day.outcome.rules import REQUIRES, explanations_after
from server.day.tally.api.feed import OUTLINE
from server.day.tally.api.shapes import BoardAnswer
from server.live.difference import Outline
from server.live.messages import LineFromClient, LineToClient

FromClient = LineFromClient | FromParticipant | FromTested
FROM_CLIENT: TypeAdapter[FromClient] = TypeAdapter(Annotated[FromClient, Field(discriminator="type")])
"""Reads what a client says: app.py gives it to the endpoint."""
ToClient = LineToClient | ToParticipant | ToTested
Json = dict[str, Any]
NAMED = {
    ("Snapshot", "board"): "BoardAnswer",
    ("Changes", "set"): "BoardChanges",
    ("MeetingTold", "meeting"): "MeetingAnswer",
}
"""The parts of a message that the line passes on unread, and what they are."""
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
HEAD = "// Written by `./dev wire` from server/wire.py. Do not edit.\n"


def typescript() -> str:
    """Return the whole file."""
    told, asked = TypeAdapter(ToClient), TypeAdapter(FromClient)
    found, whole = TypeAdapter.json_schemas(
        [
            ("told", "serialization", told),
            ("asked", "validation", asked),
            ("board", "serialization", TypeAdapter(BoardAnswer)),
            ("readiness", "serialization", TypeAdapter(ReadinessAnswer)),
            ("meeting", "serialization", TypeAdapter(MeetingAnswer)),
        ],
        ref_template="{model}",
    )
    schemas: Json = whole["$defs"]
    parts = [HEAD]
    parts += [_interface(name, schema) for name, schema in sorted(schemas.items())]
    parts.append(f"export type BoardChanges = {_changes(schemas['BoardAnswer'], schemas, OUTLINE)}\n")
    parts.append(f"export type ReadinessChanges = {_changes(schemas['ReadinessAnswer'], schemas, OF_READINESS)}\n")
    parts.append(_outline("BOARD_OUTLINE", OUTLINE))
    parts.append(_outline("READINESS_OUTLINE", OF_READINESS))
    parts.append(f"export type FromServer = {_type(found['told', 'serialization'])}\n")
    parts.append(f"export type ToServer = {_type(found['asked', 'validation'])}\n")
    parts.append(_dispositions())
    return "\n".join(parts)


def _outline(name: str, outline: Outline) -> str:
    """How changes of a board are told, for the page that applies them: it has no table of its own."""
    says = "/** The parts of the board that are told row by row; every other part is told whole. */"
    return f"{says}\nexport const {name} = {_literal(outline)} as const\n"


def _literal(outline: Outline | str) -> str:
    if isinstance(outline, str):
        return repr(outline)
    return "{ " + ", ".join(f"{name}: {_literal(shape)}" for name, shape in outline.items()) + " }"


def _dispositions() -> str:
    """What each outcome requires, as the server judges it: the form has no table of its own."""
    rows = [
        f"  {outcome}: {{ requires: {list(required)}, explained: {list(explanations_after(outcome))} }},"
        for outcome, required in REQUIRES.items()
    ]
    says = "/** What each outcome requires before a reception may close at the desk. */"
    return "\n".join([says, "export const DISPOSITIONS = {", *rows, "} as const\n"])


def _interface(name: str, schema: Json) -> str:
    if "properties" not in schema:  # one of several words
        return f"export type {name} = {_type(schema)}\n"
    lines = [f"  {line}" for line in _fields(name, schema)]
    comment = f"/** {' '.join(schema['description'].split())} */\n" if "description" in schema else ""
    return "\n".join([f"{comment}export interface {name} {{", *lines, "}\n"])


def _fields(name: str, schema: Json) -> Iterator[str]:
    required = schema.get("required", [])
    for field, of in schema["properties"].items():
        mark = "" if field in required else "?"
        yield f"{field}{mark}: {NAMED.get((name, field)) or _type(of)}"


def _type(schema: Json) -> str:
    match schema:
        case {"$ref": name}:
            return str(name)
        case {"const": value}:
            return repr(value)
        case {"enum": values}:
            return " | ".join(map(repr, values))
        case {"anyOf": choices} | {"oneOf": choices}:
            return " | ".join(dict.fromkeys(map(_type, choices)))
        case {"type": "array", "items": items}:
            return f"({_type(items)})[]"
        case {"type": "object", "additionalProperties": dict() as values}:
            return f"Record<string, {_type(values)}>"
        case {"type": str() as plain} if plain in PLAIN:
            return PLAIN[plain]
    raise TypeError(f"the wire has no word for {schema}")


def _changes(schema: Json, schemas: Mapping[str, Json], outline: Outline) -> str:
    """Return what may be told of an object: each part, if it changed; a row that is gone as null."""
    parts = [f"{name}?: {_change(of, schemas, outline.get(name))}" for name, of in schema["properties"].items()]
    return "{ " + "; ".join(parts) + " }"


def _change(schema: Json, schemas: Mapping[str, Json], shape: Outline | str | None) -> str:
    rows = next((each for each in (schema, *schema.get("anyOf", [])) if "additionalProperties" in each), schema)
    if shape is None:
        return _type(schema)
    if isinstance(shape, str):
        return f"Record<string, {_type(rows['additionalProperties'])} | null>"
    return _changes(schemas[schema["$ref"]], schemas, shape)


if __name__ == "__main__":
    sys.stdout.write(typescript())
