"""Files that a browser keeps and does not open in the page: their content may be a stranger's."""

from urllib.parse import quote

from aiohttp import web


def download(body: bytes, *, name: str, media: str) -> web.Response:
    """Answer with a file of this name (RFC 6266, 8187: any signs), which is saved and neither shown nor run.

    No page can embed it and no browser guesses another type: every answer says so (``guards.HEADERS``).
    """
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "_" for sign in name)
    return web.Response(
        body=body,
        content_type=media,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        },
    )
