"""The routes of people: where one comes in, what one does for oneself, what those who look after people do."""

from collections.abc import AsyncIterator, Sequence

from aiohttp import web

from server import keys
from server.http.route import Opening
from server.people.api import log, oneself, others, outbox, own_posts, signing
from server.people.keys import FIND_DEVICE, PASSWORDS
from server.people.messages import names_changed
from server.people.passwords import Passwords
from server.people.rules import Person

routes = [*signing.routes, *oneself.routes, *own_posts.routes, *others.routes, *log.routes, *outbox.routes]


async def passwords(app: web.Application) -> AsyncIterator[None]:
    app[PASSWORDS] = Passwords()
    yield
    app[PASSWORDS].close()


async def rights(app: web.Application) -> AsyncIterator[None]:
    """Find the principal of a request; have open desks whose rights were changed ask again."""

    def tell(told: Sequence[object]) -> None:
        for name in names_changed(told):
            app[keys.BUS].rights_changed(name)

    async def device_by_token(token: str) -> Person | None:
        return await app[FIND_DEVICE](token)  # which sites put there, who open later

    app[keys.PRINCIPAL] = signing.principal_finder(device_by_token)
    app[keys.DATABASE].on_commit(tell)
    yield


openings: list[Opening] = [passwords, rights]
