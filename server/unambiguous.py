"""JSON in which a name stands once in each object (RFC 7493); of one that comes twice every program takes another."""

import json
from typing import Any, Final

from server.errors import BadRequest


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make the object of these names and values, for a JSON decoder; BadRequest where a name comes twice."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise BadRequest("duplicate_key")
    return made


check_names: Final = json.JSONDecoder(object_pairs_hook=unique, parse_int=len, parse_float=len).decode
"""BadRequest where a name comes twice in a text that is JSON. Numbers are not looked at: long ones take long, and the
type of the text judges whether they are sound."""
