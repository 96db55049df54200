"""Sign-in links of a rehearsal's desks, one host name each: on this machine only, while the process lives."""

import secrets
from typing import Final

from aiohttp import web

from server.before.agenda.hours import day_now
from server.before.agenda.model import Day
from server.db import EVERYWHERE
from server.keys import CLOCK, DATABASE
from server.people.api.signing import keep_session
from server.people.sessions import open_session
from server.rehearsal.petitioners import Petitioners
from server.rehearsal.stage import CLERK_SITE, LEADER, Desk, account_at, desks_on
from server.sites.actions import open_enrolment
from server.sites.api.devices import code_hash
from server.sites.rules import CODE_DIGITS

LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})


class Links:
    """Sign-in links of the desks: on loopback only, for as long as this process lives."""

    def __init__(self, day: str) -> None:
        self._day = day
        self._desks = {secrets.token_urlsafe(32): desk for desk in desks_on(day)}
        self.petitioners: Petitioners | None = None

    def url(self, desk: Desk, port: int) -> str:
        token = next(token for token, known in self._desks.items() if known is desk)
        return f"http://{desk.host}.localhost:{port}/rehearsal/{token}"

    async def open(self, request: web.Request) -> web.Response:
        """Sign in at the desk that the link belongs to, and go there."""
        desk = self._desks.get(request.match_info["token"])
        host = request.host.partition(":")[0]
        if desk is None or request.remote not in LOOPBACK or host != f"{desk.host}.localhost":
            raise web.HTTPNotFound
        database, now = request.app[DATABASE], request.app[CLOCK].now()
        account = await account_at(database, desk, now=now)
        path = desk.path.format(day=self._day)
        async with database.transaction(EVERYWHERE) as tx:
            person, token = await open_session(tx, account, agent="rehearsal", now=now)
            if desk.site is not None:
                code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
                hashed = code_hash(request, code)
                await open_enrolment(tx, desk.site, "演练 / rehearsal", code_hash=hashed, by=person, now=now)
                path = f"/enrol#code={code}"
        if desk.host == LEADER and self.petitioners is not None:
            async with database.transaction(EVERYWHERE, write=False) as tx:
                of_day = day_now(await tx.get(Day, self._day), request.app[CLOCK])
            await self.petitioners.come(of_day, not_at=CLERK_SITE)
        response = web.HTTPFound(path)
        keep_session(request, response, token, same_site="Lax")
        return response
