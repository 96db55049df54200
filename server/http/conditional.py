"""Conditional requests (RFC 9110, section 13): a caller who has the answer already gets a 304."""

import hashlib
import re
from http import HTTPStatus
from typing import Final

from aiohttp import web

_TAG: Final = re.compile(r'[ \t]*+(?:(?:W/)?"([\x21\x23-\x7e\x80-\U0010ffff]*+)"[ \t]*+)?(?:,|\Z)')
"""One element of a list of entity tags, which may be empty; a comma between quotes is a part of the tag."""
ASK_EACH_TIME: Final = "private, no-cache"


def tag_of(content: bytes) -> str:
    """Make the tag of an answer from all in it that its caller may know; hexadecimal digits, without quotes."""
    return hashlib.sha256(content).hexdigest()[:32]


def unchanged(request: web.Request, tag: str, *, cache: str = ASK_EACH_TIME) -> web.Response | None:
    """Return the 304 of a caller who has the answer of this tag, else None: then it is made, and sent by ``tagged``."""
    if not is_known(request, tag):
        return None
    return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=_headers(tag, cache))


def tagged(response: web.Response, tag: str, *, cache: str = ASK_EACH_TIME) -> web.Response:
    """Add to an answer that its caller may keep it, and when it is asked about again: by default each time."""
    response.headers.update(_headers(tag, cache))
    return response


def is_known(request: web.Request, tag: str) -> bool:
    """Tell whether ``If-None-Match`` names this tag: in any of its lines, weak or strong, or as ``*``.

    A header that is no list of tags says nothing, and the answer is sent in full.
    """
    said = ",".join(request.headers.getall("If-None-Match", ()))
    return said.strip(" \t") == "*" or tag in _tags_in(said)


def _tags_in(said: str) -> set[str]:
    found, position = set(), 0
    while position < len(said):
        element = _TAG.match(said, position)
        if element is None:
            return set()
        if element[1] is not None:
            found.add(element[1])
        position = element.end()
    return found


def _headers(tag: str, cache: str) -> dict[str, str]:
    """What both the answer and its 304 say (RFC 9110, 15.4.5)."""
    return {"ETag": f'"{tag}"', "Cache-Control": cache}
