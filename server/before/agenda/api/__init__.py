"""Routes to days, to their plans, and to what is commanded of them and of their sites."""

from collections.abc import AsyncIterator, Sequence

from aiohttp import web

from server.before.agenda.api import days, leading, plans
from server.before.agenda.messages import sites_changed
from server.http.route import Opening
from server.keys import BUS, DATABASE

routes = [*days.routes, *plans.routes, *leading.routes]


async def commands_told(app: web.Application) -> AsyncIterator[None]:
    """Have the open walls and the site's own desk told at once what was commanded of a site."""

    def tell(told: Sequence[object]) -> None:
        app[BUS].wake_all(sites_changed(told))

    app[DATABASE].on_commit(tell)
    yield


openings: list[Opening] = [commands_told]
