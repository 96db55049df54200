"""People for the tests: real accounts with real sessions, made the way people come to them, and their browsers."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from uuid import UUID

import pytest
from aiohttp import ClientResponse

from server.db import EVERYWHERE, Database
from server.http.guards import CSRF_HEADER, SESSION_COOKIE, csrf_of
from server.keys import CLOCK, DATABASE
from server.people import invitations, sessions
from server.people.passwords import Passwords
from server.people.positions import PostKind
from server.people.posts import NewPost, give_post
from server.people.rules import Person, Role
from server.place import Range, place_of, range_of_region
from tests.support.fake_clock import FakeClock
from tests.support.service import Client

PROVINCE = range_of_region("430000")
CITY = range_of_region("430100")
NEXT_CITY = range_of_region("430200")
COUNTY = range_of_region("430102")
NEXT_COUNTY = range_of_region("430103")
SITE = (place_of("430102", 1),) * 2
SITE_CODE = "HN-D-430102"

PASSWORD = "correct horse battery staple"
KEPT = "$argon2id$v=19$m=19456,t=2,p=1$vvlGVoviabpsXZ+6Ssh+9g$f13SWJgYoGI8xx85aZYNRf4dTj1IbamyypkylOx2R2Q"
"""What is kept of PASSWORD: hashed once, because hashing is slow on purpose."""

_logins = count(1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person at a browser: the principal that the server knows, and what their browser keeps."""

    person: Person
    login: str
    token: str

    async def asks(self, database: Database, clock: FakeClock) -> Person | None:
        """The principal that a request with their session acts for, now."""
        return await sessions.person_by_token(database, self.token, clock.now())


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    return Passwords()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def new_account(
    database: Database, role: str = "organiser", places: Range = PROVINCE, *, clock: FakeClock, login: str | None = None
) -> SignedIn:
    """Make an account with PASSWORD and sign it in; a single place is a site."""
    login = login or f"person{next(_logins)}"
    site = SITE_CODE if places[0] == places[1] else None
    now = clock.now()
    async with database.transaction(EVERYWHERE) as tx:
        link = await invitations.invite_from_machine(
            tx, name="张三", role=Role(role), places=places, site=site, now=now
        )
        account = await invitations.accept(tx, link.token, login=login, password_hash=KEPT, language="zh", now=now)
        person, token = await sessions.open_session(tx, account, agent="test", now=now)
    return SignedIn(person, login, token)


async def hold(
    database: Database,
    account: str,
    kind: str,
    places: Range,
    *,
    clock: FakeClock,
    since: datetime | None = None,
    until: datetime | None = None,
) -> str:
    """Give an account a post, by a new organiser of the province; a single place is a site. The post's id."""
    organiser = await new_account(database, clock=clock)
    wanted = NewPost(
        account_id=UUID(account),
        kind=PostKind(kind),
        places=places,
        site=SITE_CODE if places[0] == places[1] else None,
        since=since or clock.now(),
        until=until,
    )
    async with database.transaction(organiser.person.scope) as tx:
        return str((await give_post(tx, wanted, by=organiser.person, now=clock.now())).id)


@dataclass(slots=True)
class Browser:
    """A browser with at most one session, which sends what our pages send."""

    client: Client
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return await self._ask("GET", path, None, headers)

    async def post(self, path: str, body: object = None, **headers: str) -> ClientResponse:
        return await self._ask("POST", path, body, headers)

    async def put(self, path: str, body: object, **headers: str) -> ClientResponse:
        return await self._ask("PUT", path, body, headers)

    async def patch(self, path: str, body: object, **headers: str) -> ClientResponse:
        return await self._ask("PATCH", path, body, headers)

    async def delete(self, path: str, **headers: str) -> ClientResponse:
        return await self._ask("DELETE", path, None, headers)

    async def sign_in(self, login: str, password: str = PASSWORD, **more: str) -> ClientResponse:
        """Sign in and keep the session, if one is given."""
        answer = await self.post("/api/sign-in", {"login": login, "password": password, **more})
        self.token = session_in(answer)
        return answer

    async def _ask(self, method: str, path: str, body: object, headers: dict[str, str]) -> ClientResponse:
        own = {CSRF_HEADER: csrf_of(self.token), "Cookie": f"{SESSION_COOKIE}={self.token}"} if self.token else {}
        sent = {**own, **self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.client.request(method, path, json=body, headers=sent)


def session_in(answer: ClientResponse) -> str:
    """The session's token that an answer gives the browser, empty without one."""
    morsel = answer.cookies.get(SESSION_COOKIE)
    return morsel.value if morsel else ""


def clock_of(client: Client) -> FakeClock:
    """The clock of a service, to let time pass."""
    clock = client.app[CLOCK]
    assert isinstance(clock, FakeClock)
    return clock


async def code_of(answer: ClientResponse) -> tuple[int, str]:
    """The status and the code of a refusal."""
    return answer.status, (await answer.json())["code"]


async def browser_of(client: Client, role: str = "organiser", places: Range = PROVINCE) -> tuple[Browser, SignedIn]:
    """Give the browser of a new account that is signed in at this service."""
    someone = await new_account(client.app[DATABASE], role, places, clock=clock_of(client))
    return Browser(client, someone.token), someone
