"""The media plane that `reception bench video` measures, a process of its own: ``ADDRESS``. Prints the port it asks at.

``POST /join/ROOM/MEMBER?slots=N`` answers with the offer, ``POST /answer/ROOM/MEMBER`` takes the answer.
"""

import asyncio
import sys
from collections.abc import Sequence

import uvloop
from aiohttp import web

from server.clock import Clock
from server.logs import set_up
from server.media.opening import open_plane
from server.media.plane import Plane


def application(plane: Plane) -> web.Application:
    async def join(request: web.Request) -> web.Response:
        room, member = request.match_info["room"], request.match_info["member"]
        plane.open_room(room, slots=int(request.query["slots"]))
        return web.Response(text=(await plane.join(room, member, on_state=lambda _: None)).sdp)

    async def answer(request: web.Request) -> web.Response:
        await plane.answer(request.match_info["room"], request.match_info["member"], await request.text())
        return web.Response()

    app = web.Application()
    app.router.add_post("/join/{room}/{member}", join)
    app.router.add_post("/answer/{room}/{member}", answer)
    return app


async def serve(address: str) -> None:
    set_up("error")
    plane = open_plane(address=address, port=0, clock=Clock())
    runner = web.AppRunner(application(plane), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def main(arguments: Sequence[str]) -> None:
    (address,) = arguments
    uvloop.run(serve(address))


if __name__ == "__main__":
    main(sys.argv[1:])
