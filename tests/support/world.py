"""A small province with something of everything in it, and people of every role around one county."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from server.day_code import day_code
from server.db import EVERYWHERE, Database
from server.http.guards import CSRF_HEADER, SESSION_COOKIE, csrf_of
from server.keys import DATABASE
from server.people.model import Account
from server.people.passwords import new_token
from server.people.rules import DEVICE_CAPABILITIES, Role, capabilities_of
from server.people.sessions import open_session
from server.place import Range, place_of, range_of_region, region_of
from server.sites.actions import enrol, save_site
from server.sites.model import Device, Site
from server.units.model import Unit
from server.units.rules import Told
from tests.support.people import clock_of, new_account
from tests.support.plan import THE_NINTH, make_day, series_of, site
from tests.support.service import Client

HERE, SECOND, NEXT_DOOR = "HN-D-430102", "HN-P-430102", "HN-D-430103"
CITY_OWN, OTHER_CITY, PROVINCE_OWN, FOREIGN = "HN-C-430100", "HN-D-430202", "HN-S-430000", "GD-D-440102"
SITES: Mapping[str, int] = {
    code: site(code, n).place
    for code, n in (
        (HERE, 1),
        (SECOND, 2),
        (NEXT_DOOR, 1),
        (CITY_OWN, 1),
        (OTHER_CITY, 1),
        (PROVINCE_OWN, 1),
        (FOREIGN, 1),
    )
}
"""The sites by code, each with its place: one's own, one in the same county, and so on outwards."""
NUMBERS = {code: number for number, code in enumerate(SITES, 1)}
OWN_DAYS = {
    code: day_code(THE_NINTH.date - timedelta(days=28 * number), region_of(SITES[code]))
    for code, number in NUMBERS.items()
}
"""Days that the region of one site holds alone, at that site; of the province's own site a joint day."""
COUNTY, CITY, PROVINCE = range_of_region("430102"), range_of_region("430100"), range_of_region("430000")

Say = Callable[[str], str]
Json = dict[str, Any]


def a_uuid(code: str, n: int) -> str:
    """The n-th id of a site, as its device would make it."""
    return str(UUID(int=(0x018BB165_9350 << 80) | (7 << 76) | (8 << 60) | (NUMBERS[code] << 20) | n))


def entry(code: str, n: int, kind: str, data: Json, *, minute: int = 0) -> Json:
    at = f"2023-11-09T08:{minute:02d}:00.000+08:00"
    return {"id": a_uuid(code, n), "day": str(THE_NINTH), "site": code, "at": at, "kind": kind, "data": data}


def registration(code: str, n: int, say: Say) -> Json:
    """A matter whose id is one more than that of its entry."""
    return entry(
        code,
        n,
        "matter_registered",
        {
            "matter": a_uuid(code, n + 1),
            "category": "wage_arrears_migrant",
            "involved_count": 9,
            "attendee_count": 2,
            "is_repeat": False,
            "channel": "site",
            "summary": say("summary"),
            "respondent": say("respondent"),
            "needs": ["elderly"],
            "petitioner": {"name": say("name"), "phone": say("phone"), "address": say("address")},
        },
        minute=n % 60,
    )


def outcome(code: str, n: int, matter: str, say: Say) -> Json:
    explained = {name: {"reason": say(f"unexplained {name}")} for name in ("policy", "responsibility", "route")}
    told = {"matter": matter, "outcome": "resolved_on_site", "amount_fen": 700_00, "explained": explained}
    return entry(code, n, "outcome_recorded", {**told, "note": say("note")}, minute=30)


MATTER, WITHDRAWN, WAITING, REFUSED, ACCEPTED, CALLED = 11, 21, 60, 61, 10, 31
"""Which ids of a site are what after its morning."""


def morning(code: str, say: Say) -> list[list[Json]]:
    """What a site's device sends until nine, in batches: accepted, amended, withdrawn, waiting, refused, repeated."""
    amended = {"entry": a_uuid(code, 10), "changes": {"summary": say("amended summary")}, "reason": say("amending")}
    not_of_its_kind = {"entry": a_uuid(code, 30), "changes": {"note": say("refused note")}, "reason": say("refused")}
    withdrawn = {"entry": a_uuid(code, 20), "reason": say("withdrawing")}
    early = [
        entry(code, 1, "site_opened", {"rooms": 2}),
        outcome(code, WAITING, a_uuid(code, 99), lambda word: say(f"waiting {word}")),
        entry(code, REFUSED, "entry_amended", not_of_its_kind),
        registration(code, 10, say),
        entry(code, 40, "reception_started", {"matter": a_uuid(code, 11), "mode": "video"}, minute=25),
        outcome(code, 41, a_uuid(code, 11), say),
        entry(code, 42, "entry_amended", amended),
    ]
    later = [
        registration(code, 20, lambda word: say(f"withdrawn {word}")),
        entry(code, 43, "entry_withdrawn", withdrawn),
        registration(code, 30, lambda word: say(f"other {word}")),
        {**registration(code, 50, say), "kind": "no_such_kind"},
    ]
    spoken_for = [{"name": say("representative"), "phone": say("representative phone")}, {"name": say("second")}]
    ticket = {"matter": a_uuid(code, 31), "desk": "A", "number": 3, "code": sha256(code), "representatives": spoken_for}
    turns = [
        entry(code, 44, "ticket_issued", ticket, minute=31),
        entry(code, 45, "turn_called", {"matter": a_uuid(code, 31), "room": 1}, minute=32),
        entry(code, 46, "turn_held", {"matter": a_uuid(code, 31), "reason": say("held")}, minute=33),
    ]
    return [early, later, early[:2], turns]


def query_code(code: str) -> str:
    """What is printed on the ticket of the one who is held at a site."""
    return f"tcket{NUMBERS[code]}000000"


def sha256(code: str) -> str:
    return hashlib.sha256(query_code(code).encode()).hexdigest()


def plain(code: str) -> Say:
    """Words of a site for every personal field; its phone numbers are unassigned."""
    return lambda word: f"12{NUMBERS[code]:09d}" if "phone" in word else f"{word} at {code}"


@dataclass(frozen=True, slots=True)
class Seat:
    """Someone who asks, what they send with every request, and what they may."""

    name: str
    kind: str
    places: Range = (0, -1)
    capabilities: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict)
    ident: str = ""

    def covers(self, places: Range) -> bool:
        return self.places[0] <= places[0] and places[1] <= self.places[1]


def cookie(token: str) -> dict[str, str]:
    return {"Cookie": f"{SESSION_COOKIE}={token}", CSRF_HEADER: csrf_of(token)}


@dataclass(slots=True)
class World:
    """A service with the province in it."""

    client: Client
    devices: dict[str, Seat] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        return self.client.app[DATABASE]

    async def send(self, code: str, batches: Sequence[Sequence[Json]]) -> list[list[str]]:
        """Have the site's device hand in batches; the statuses."""
        path = f"/api/days/{THE_NINTH}/sites/{code}/entries"
        statuses = []
        for batch in batches:
            answer = await self.client.post(path, json={"entries": batch}, headers=self.devices[code].headers)
            assert answer.status == 200
            statuses.append([result["status"] for result in (await answer.json())["results"]])
        return statuses

    async def device(self, code: str) -> Seat:
        """Enrol one more device at a site."""
        token = new_token()
        async with self.database.transaction(EVERYWHERE) as tx:
            at = await tx.get(Site, code)
            made = await enrol(tx, at, "一号台", token=token, by="machine", now=clock_of(self.client).now())
        places = SITES[code], SITES[code]
        bearer = {"Authorization": f"Bearer {token}"}
        return Seat(f"device of {code}", "device", places, DEVICE_CAPABILITIES, bearer, str(made.id))

    async def account(self, role: str, places: Range, *, hours_ago: float = 0) -> Seat:
        """Sign in a new account, or give one that signed in so long ago."""
        someone = await new_account(self.database, role, places, clock=clock_of(self.client))
        token = someone.token
        if hours_ago:
            async with self.database.transaction(EVERYWHERE) as tx:
                known = await tx.get(Account, UUID(someone.person.id))
                then = clock_of(self.client).now() - timedelta(hours=hours_ago)
                _, token = await open_session(tx, known, agent="", now=then)
        capabilities = capabilities_of({Role(role)})
        return Seat(f"{role} of {places[0]}", "account", places, capabilities, cookie(token), someone.person.id)

    async def again(self, seat: Seat) -> tuple[Seat, str]:
        """The same account in another browser, and the id of that session."""
        async with self.database.transaction(EVERYWHERE) as tx:
            known = await tx.get(Account, UUID(seat.ident))
            person, token = await open_session(tx, known, agent="", now=clock_of(self.client).now())
        return replace(seat, headers={**seat.headers, **cookie(token)}), person.session or ""


def unit_of(region: str, code: str = "U") -> Unit:
    """An organisational unit of a region."""
    told = Told(name_zh=f"（示例）{region}人社局", kind="hrss_bureau")
    return Unit(code=f"{code}-{region}", place=place_of(region), **asdict(told))


async def a_world(client: Client, *, say: Callable[[str], Say] = plain, codes: Sequence[str] = tuple(SITES)) -> World:
    """Sites, days, a device at each site and what it recorded this morning; of all sites or of some."""
    world = World(client)
    async with world.database.transaction(EVERYWHERE) as tx:
        for code in codes:
            await save_site(tx, site(code, SITES[code] % 1000))
        for region in ("430102", "430103", "430100", "430200", "430000"):
            tx.add(series_of(region))
            tx.add(unit_of(region))
    await make_day(world.database, *codes, state="live")
    for code in codes:
        await make_day(world.database, code, day=OWN_DAYS[code], state="live")
    for code in codes:
        world.devices[code] = await world.device(code)
        statuses = await world.send(code, morning(code, say(code)))
        assert statuses == [
            ["accepted", "waiting", "waiting", *["accepted"] * 4],
            ["accepted", "accepted", "accepted", "refused"],
            ["duplicate", "waiting"],
            ["accepted", "accepted", "accepted"],
        ]
    return world


async def revoke(world: World, device: Seat) -> None:
    async with world.database.transaction(EVERYWHERE) as tx:
        (await tx.get(Device, UUID(device.ident))).revoked_at = clock_of(world.client).now()


async def suspend(world: World, account: Seat) -> None:
    """Shut an account out, but leave its session where it was: the harder case."""
    async with world.database.transaction(EVERYWHERE) as tx:
        (await tx.get(Account, UUID(account.ident))).suspended_at = clock_of(world.client).now()
