"""The board as a topic of the live feed."""

from typing import Final

from aiohttp import web

from server.before.agenda.actions import find_day
from server.before.readiness.board import Boards
from server.clock import moment_on
from server.day_code import scope_on
from server.keys import CLOCK, DATABASE
from server.live.difference import Outline
from server.live.topics import Topic, View
from server.place import Scope

READINESS: Final = "readiness"
OUTLINE: Final[Outline] = {"sites": "rows", "incidents": "rows"}
"""How the board is told: sites and incidents row by row."""


def topic_of(app: web.Application) -> Topic:
    """The topic, for who leads sites: organisers and coordinators, each within their places."""
    boards = Boards()

    async def read(day: str, lo: int, hi: int) -> View:
        clock = app[CLOCK]
        async with app[DATABASE].transaction(Scope(lo, hi), write=False) as tx:
            found = await find_day(tx, day)
            places, moment = scope_on(day, (lo, hi)), moment_on(found, clock.now())
            board = await boards.read(tx, found, places, moment, seconds=clock.seconds())
        return View(board["version"], board)

    return Topic(READINESS, read, OUTLINE, "run_site")
