"""Files that people handed in, given out so that a browser shows or saves them and runs nothing of them."""

import asyncio
from typing import Final

from aiohttp import web

from server.errors import BadRequest, TooLarge
from server.files.actions import Content
from server.http.conditional import tag_of, tagged, unchanged
from server.http.downloads import download
from server.http.parse import BODY_SECONDS

INERT: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg"}
NAMES: Final = {"image/jpeg": "picture.jpg"}


def inert(request: web.Request, file: Content) -> web.Response:
    """The answer that is this file: of the type it was checked to be, in a sandbox, under a name of ours."""
    tag = tag_of(f"{file.id}".encode())  # a file never changes
    known = unchanged(request, tag)
    if known is not None:
        return known
    named = {"Content-Disposition": f'inline; filename="{NAMES[file.media]}"'}
    response = web.Response(body=file.content, content_type=file.media, headers={**INERT, **named})
    return tagged(response, tag)


def saved(file: Content, name: str) -> web.Response:
    """The answer that is this file, which no browser shows or runs, and none keeps but where it is saved."""
    answer = download(file.content, name=f"{name}.{ENDINGS[file.media]}", media=file.media)
    answer.headers.update(INERT)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def pdf(content: bytes, name: str) -> web.Response:
    """The answer that is a PDF of ours, to be saved under this name."""
    named = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return web.Response(body=content, content_type="application/pdf", headers=named)


async def read_upload(request: web.Request, *, most: int) -> bytes:
    """The bytes of an upload, whatever its headers call it; TooLarge beyond so many, BadRequest ``too_slow``."""
    content = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                content += chunk
                if len(content) > most:
                    raise TooLarge("too_large", limit=most)
    except TimeoutError as error:
        raise BadRequest("too_slow") from error
    return bytes(content)
