"""The route of what is hot: the last hour against the same hour of the last days."""

from aiohttp import web

from server.before.agenda.actions import find_day
from server.day.tally import hot
from server.day.tally.actions import moment_of
from server.day.tally.api.handlers import scope_asked
from server.day.tally.api.shapes import PlaceQuery
from server.day_code import DayCode
from server.http.ask import Ask
from server.http.route import Shape
from server.instants import with_offset
from server.keys import DATABASE
from server.people.rules import Person


class HotHour(Shape):
    """An hour of a day, and its matters in all."""

    day: str
    since: str
    until: str
    matters: int


class HotRow(Shape):
    """A county (its code) or a category; ``before`` on each day of the base, ``average`` of them, null without a base.

    ``is_small``: so few matters that one more or less changes the comparison much.
    """

    key: str
    matters: int
    before: list[int]
    average: float | None
    is_small: bool


class HotAnswer(Shape):
    """The last hour, the same hour of the last days, and the rows, those first that rose most above their average."""

    hour: HotHour
    base: list[HotHour]
    counties: list[HotRow]
    categories: list[HotRow]


async def get_hot(request: web.Request, ask: Ask[Person], *, day: DayCode, query: PlaceQuery) -> HotAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await find_day(tx, day)
        told = await hot.hot_of(tx, found, await scope_asked(tx, day, query.place), moment_of(found, ask.now).now)
    return HotAnswer(
        hour=_hour(told.hour, told.total.matters),
        base=[_hour(one, n) for one, n in zip(told.base, told.total.before, strict=True)],
        counties=[_row(one) for one in told.counties],
        categories=[_row(one) for one in told.categories],
    )


def _hour(hour: hot.Hour, matters: int) -> HotHour:
    since, until = (with_offset(at, "microseconds") for at in (hour.since, hour.until))
    return HotHour(day=hour.day, since=since, until=until, matters=matters)


def _row(row: hot.HotRow) -> HotRow:
    average = None if row.average is None else round(row.average, 1)
    is_small = row.matters < hot.SMALL
    return HotRow(key=row.key, matters=row.matters, before=list(row.before), average=average, is_small=is_small)
