"""People for the tests: real accounts with real sessions, made the way people come to them."""

from dataclasses import dataclass
from itertools import count

import pytest

from server.db import EVERYWHERE, Database
from server.people import invitations, sessions
from server.people.passwords import Passwords
from server.people.rules import Person, Role
from server.place import Range, place_of, range_of_region
from tests.support.fake_clock import FakeClock

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
    """Somebody at a browser: who they are to the server, and what their browser keeps."""

    person: Person
    login: str
    token: str

    async def asks(self, database: Database, clock: FakeClock) -> Person | None:
        """Whom a request with their session acts for, now."""
        return await sessions.person_by_token(database, self.token, clock.now())


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    return Passwords()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def somebody(
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
        account = await invitations.accept(tx, link.token, login=login, password_hash=KEPT, language="zh-CN", now=now)
        person, token = await sessions.open_session(tx, account, agent="test", now=now)
    return SignedIn(person, login, token)
