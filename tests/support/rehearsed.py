"""A planned day that is rehearsed: its organiser, and a site that practises at its link."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from uuid_utils.compat import uuid7

from server import keys
from server.before.agenda.rules import DayState
from server.before.rehearsing.keeping import FOLDER
from server.http.guards import CSRF_HEADER, REHEARSAL_COOKIE, csrf_of
from tests.support.patience import HANG
from tests.support.people import Browser, browser_of
from tests.support.plan import make_day, make_sites, name_leaders
from tests.support.service import Client

DAY: Final = "2023-12-14"
AT: Final = f"/api/days/{DAY}/rehearsal"
Json = dict[str, Any]


@dataclass
class Rehearsed:
    """A service with a planned day, and its organiser."""

    service: Client
    organiser: Browser

    @property
    def folder(self) -> Path:
        """Where the data of rehearsals lies."""
        return Path(self.service.app[keys.SETTINGS].data) / FOLDER

    async def ask(self, method: str, path: str = AT, *, by: Browser | None = None) -> tuple[int, Json]:
        answer = await (by or self.organiser)._ask(method, path, None, {"Accept-Language": "en"})
        return answer.status, await answer.json()

    async def until(self, is_so: Callable[[Json], bool]) -> Json:
        """What the organiser sees once it is so."""
        async with asyncio.timeout(HANG):
            while not is_so(found := (await self.ask("GET"))[1]):
                assert found["state"] != "failed"
                await asyncio.sleep(0.05)
        return found

    async def started(self) -> Json:
        assert (await self.ask("POST"))[0] == 202
        return await self.until(lambda found: found["state"] == "running")

    async def ended(self) -> Json:
        status, _ = await self.ask("DELETE")
        assert status == 200
        return await self.until(lambda found: found["state"] == "ended")


async def rehearsed(service: Client, *sites: str, state: str = "announced") -> Rehearsed:
    """A day that is planned, with a leader at each site."""
    database = service.app[keys.DATABASE]
    await make_sites(database, *sites)
    await make_day(database, *sites, day=DAY, state=DayState(state))  # type: ignore[arg-type]
    await name_leaders(database, DAY)
    organiser, _ = await browser_of(service)
    return Rehearsed(service, organiser)


@dataclass
class Visitor:
    """A browser without pages that came in at a link; at a site's it is enrolled as the site's device."""

    http: aiohttp.ClientSession
    base: str
    session: str
    went_to: str
    headers: dict[str, str] = field(default_factory=dict)

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        async with self.http.request(method, f"{self.base}{path}", json=body, headers=self.headers) as answer:
            return answer.status, await answer.json(content_type=None)

    async def say(self, kind: str, data: Json, *, site: str, **more: Any) -> None:
        """Hand in one entry, as a desk does."""
        entry = {
            "id": str(uuid7()),
            "day": DAY,
            "site": site,
            "at": f"{DAY}T08:10:00+08:00",
            "kind": kind,
            "data": data,
        }
        status, told = await self.ask("POST", f"/api/days/{DAY}/sites/{site}/entries", {"entries": [{**entry, **more}]})
        assert (status, told["results"][0]["status"]) == (200, "accepted"), told


def local(url: str) -> str:
    """The same address by number: the resolver of a test does not know names below localhost."""
    parts = urlsplit(url)
    assert (parts.hostname or "").endswith(".rehearsal.localhost")
    return f"http://127.0.0.1:{parts.port}{parts.path}"


async def come(http: aiohttp.ClientSession, url: str) -> Visitor:
    """Open a link; at a site's, have the browser enrolled."""
    address = local(url)
    async with http.get(address, allow_redirects=False) as answer:
        assert answer.status == 302
        token = answer.cookies[REHEARSAL_COOKIE].value
        there = answer.headers["Location"]
    base = address.partition("/rehearsal/")[0]
    account = {"Cookie": f"{REHEARSAL_COOKIE}={token}", CSRF_HEADER: csrf_of(token)}
    visitor = Visitor(http, base, token, there, account)
    if "#code=" in there:
        status, claimed = await visitor.ask("POST", "/api/enrolments/claim", {"code": there.partition("=")[2]})
        assert status == 201, claimed
        visitor.headers = {"Authorization": f"Bearer {claimed['token']}"}
    return visitor
