"""The route that reads the sign-off of a level."""

from aiohttp import web

from server.day.sign_off.api.answers import sign_off_told
from server.day.sign_off.api.shapes import LevelQuery, SignOffAnswer
from server.day_code import DayCode
from server.http.ask import Ask
from server.http.route import Route
from server.people.rules import Person


async def get_sign_off(request: web.Request, ask: Ask[Person], *, day: DayCode, query: LevelQuery) -> SignOffAnswer:
    return await sign_off_told(request, ask, day, query.place)


routes = [
    Route(
        "GET",
        "/api/days/{day}/sign-off",
        get_sign_off,
        query=LevelQuery,
        answer=SignOffAnswer,
        capability="see_tally",
        errors=("not_found",),
        summary_zh="一级的签章确认：本级和下级的状态、实时与签章数字的差异、历次签章、调整",
        summary_en="The sign-off of a level: its state and of those below, live and signed figures, the history",
    ),
]
