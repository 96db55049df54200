"""What a visitor is told of a rehearsal and may change in it: from which hour, how fast, with how many added people."""

from typing import Literal

from aiohttp import web
from pydantic import Field
from pydantic_core import to_json

from server import keys
from server.app import ROUTES
from server.errors import NotFound
from server.http.openapi import describe
from server.http.opening import add_routes
from server.http.route import Route, Shape
from server.people.rules import Person
from server.rehearsal.petitioners import Petitioners
from server.rehearsal.play import Played
from server.rehearsal.tempo import LEAP, SLOW, Tempo


class RehearsalAnswer(Shape):
    """``since``: the hour from which the day was played visibly. ``speed``: 1 once the file has ended.

    ``drawn``: matters of people drawn for the leader's desk, which the file does not hold; ``unsent``: lines of the
    file that were not sent because a visitor called those people.
    """

    since: str | None
    speed: float
    speeds: list[float]
    leap: str | None = Field(description="The hour that may be leapt to; null once it has passed.")
    drawn: int
    unsent: int


class PaceBody(Shape):
    """Either another speed or the leap."""

    speed: Literal["slow", "usual"] | None = None
    leap: bool = False


class Shown:
    """What is told and changed, once the stage is set."""

    def __init__(self) -> None:
        self._known: tuple[Tempo, Petitioners, Played] | None = None

    def put(self, tempo: Tempo, petitioners: Petitioners, played: Played) -> None:
        self._known = tempo, petitioners, played

    @property
    def known(self) -> tuple[Tempo, Petitioners, Played]:
        if self._known is None:
            raise NotFound("not_found")
        return self._known


SHOWN = web.AppKey("rehearsal_shown", Shown)


async def get_rehearsal(request: web.Request, _person: Person) -> RehearsalAnswer:
    tempo, petitioners, played = request.app[SHOWN].known
    is_playing = bool(tempo.usual) and not tempo.is_over
    return RehearsalAnswer(
        since=None if tempo.began is None else f"{tempo.began:%H:%M}",
        speed=tempo.speed,
        speeds=[SLOW, tempo.usual] if is_playing else [],
        leap=f"{LEAP:%H:%M}" if is_playing and tempo.now < tempo.at(LEAP) else None,
        drawn=len(await petitioners.drawn()),
        unsent=played.unsent,
    )


async def post_pace(request: web.Request, person: Person, *, body: PaceBody) -> RehearsalAnswer:
    tempo, _, _ = request.app[SHOWN].known
    if tempo.usual and not tempo.is_over:
        if body.speed is not None:
            await tempo.run(SLOW if body.speed == "slow" else tempo.usual)
        if body.leap:
            await tempo.leap(tempo.at(LEAP))
    return await get_rehearsal(request, person)


routes = [
    Route(
        "GET",
        "/api/rehearsal",
        get_rehearsal,
        answer=RehearsalAnswer,
        summary_zh="演练从几点开始、几倍速、有多少演练人物（只在演练中）",
        summary_en="Since when a rehearsal is played, how fast, and how many were drawn (in a rehearsal only)",
    ),
    Route(
        "POST",
        "/api/rehearsal",
        post_pace,
        body=PaceBody,
        answer=RehearsalAnswer,
        summary_zh="改变演练的速度或跳到 11:00（只在演练中）",
        summary_en="Change a rehearsal's speed or leap to 11:00 (in a rehearsal only)",
        example={"speed": "slow"},
    ),
]


def add(application: web.Application) -> None:
    """Open these routes beside the service's, and describe them with it."""
    application[SHOWN] = Shown()
    application[keys.PLAYS] = True
    add_routes(application, routes)
    application[keys.OPENAPI] = lambda: to_json(describe([*ROUTES, *routes]))
