"""The built web pages: names with a hash live for a year, every other is asked for again, addresses are the page's."""

from pathlib import Path

from aiohttp import web

from server.errors import NotFound
from server.http.route import Handler

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
PAGE = "index.html"
OF_ITS_OWN = {"t": "t.html", "notice": "notice.html", "b": "b.html"}
"""Pages of few bytes without an account: the petitioner's phone at /t/{code}, the notice of a day at /notice/{day},
a pre-registration at /b/{site}.
"""


def serve_pages(app: web.Application, folder: Path) -> None:
    """Serve the files of this folder, as they are at the start, and the page itself at every address without a file."""
    compressed = {".br", ".gz"}  # aiohttp finds these beside the file by itself
    files = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in compressed
    }
    app.router.add_get("/{tail:(?!api/).*}", _page(files))


def _page(files: dict[str, Path]) -> Handler:
    async def page(request: web.Request) -> web.StreamResponse:
        name = request.match_info["tail"]
        file = files.get(name)
        cache = FOREVER if file is not None and name.startswith("assets/") else ASK_AGAIN
        if file is None and ("." not in name.rsplit("/", 1)[-1] or _is_for_a_person(request)):
            file = files.get(OF_ITS_OWN.get(name.partition("/")[0], PAGE))
        if file is None:
            raise NotFound("not_found")
        return web.FileResponse(file, headers={"Cache-Control": cache})

    return page


def _is_for_a_person(request: web.Request) -> bool:
    """Tell whether a browser opens an address, whatever is in it, and not a page one of its files."""
    return "text/html" in request.headers.get("Accept", "")
