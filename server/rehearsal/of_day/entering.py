"""The links of a day's rehearsal: each signs in at one desk, for as long as the rehearsal is served."""

import secrets
from collections.abc import Mapping

from aiohttp import web

from server.before.rehearsing.links import WALL
from server.db import EVERYWHERE, Tx
from server.keys import CLOCK, DATABASE
from server.people.api.signing import keep_session
from server.people.model import Account
from server.people.rules import Person, Role
from server.people.sessions import open_session
from server.rehearsal.of_day.staging import account_id
from server.sites.actions import open_enrolment
from server.sites.api.devices import code_hash
from server.sites.rules import CODE_DIGITS

LABEL = "演练 / rehearsal"


class Links:
    """Opens the links; ``keys`` gives what each token stands for (``rehearsing.links``)."""

    def __init__(self, day: str, keys: Mapping[str, str]) -> None:
        self._day, self._keys = day, keys

    async def open(self, request: web.Request) -> web.Response:
        """Sign in where the link belongs, and go there; a site's makes the browser a device of the site."""
        key = self._keys.get(request.match_info["token"])
        if key is None:
            raise web.HTTPNotFound
        now = request.app[CLOCK].now()
        async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
            account = await tx.get(Account, account_id(key))
            person, token = await open_session(tx, account, agent="rehearsal", now=now)
            path = await self._path(request, tx, account, person)
        response = web.HTTPFound(path)
        keep_session(request, response, token, same_site="Lax")
        return response

    async def _path(self, request: web.Request, tx: Tx, account: Account, person: Person) -> str:
        if account.id == account_id(WALL):
            return f"/days/{self._day}/wall"
        if account.site is not None and account.roles == {Role.COORDINATOR}:
            code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
            now = request.app[CLOCK].now()
            await open_enrolment(tx, account.site, LABEL, code_hash=code_hash(request, code), by=person, now=now)
            return f"/enrol#code={code}"
        return "/leader" if Role.LEADER in account.roles else "/invited"
