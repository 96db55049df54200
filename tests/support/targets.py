"""Everybody who could ask, and everything that could be asked about, in the province of world.py."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from aiohttp import ClientResponse
from sqlalchemy import select

from server.before.readiness.model import Incident
from server.db import EVERYWHERE
from server.keys import SEALER
from server.people.model import AuditLine, Session
from server.people.rules import Role
from server.place import place_of, range_of_region
from tests.support.afterwards import targets_afterwards
from tests.support.asking import NOWHERE, Ask, Target, filled
from tests.support.coordinators import registration_targets
from tests.support.duties import duties
from tests.support.outbox import draft, notices, write
from tests.support.people import clock_of, hold
from tests.support.policy import POLICY
from tests.support.questions import question_targets
from tests.support.world import (
    ACCEPTED,
    CALLED,
    CITY_OWN,
    COUNTY,
    FOREIGN,
    HERE,
    MATTER,
    NEXT_DOOR,
    OWN_DAYS,
    PROVINCE,
    SECOND,
    SITES,
    WAITING,
    Seat,
    World,
    a_uuid,
    query_code,
    revoke,
    suspend,
)

REGIONS = {code: range_of_region(code) for code in ("430102", "430103", "430100", "430200", "430000")}
AT_SITES = {code: (place, place) for code, place in SITES.items()}
DAY, NO_SITE, NO_ID = "2023-11-09", "HN-D-999999", str(UUID(int=7 << 76 | 8 << 62))

AT_ONCE = 15
"""A line may say twenty things in a second."""
OF_THE_MOMENT = frozenset({"date", "x-request-id"})

Targets = dict[str, Sequence[Target]]
Addresses = list[tuple[str, str]]
"""Operations with what they are asked of."""


async def everybody(world: World) -> list[Seat]:
    """One of each role in one county, its own and another county's device, and seats without rights of each kind.

    Wider roles come after narrower ones, because what they move they may move out of reach.
    """
    seats = [await world.account(role, COUNTY) for role in sorted(set(Role) - {Role.REGISTRAR})]
    seats += [await world.account("registrar", AT_SITES[HERE]), await world.account("organiser", PROVINCE)]
    seats += [await world.device(HERE), await world.device(NEXT_DOOR)]
    suspended, revoked = await world.account("organiser", PROVINCE), await world.device(HERE)
    await suspend(world, suspended)
    await revoke(world, revoked)
    expired = await world.account("organiser", PROVINCE, hours_ago=15)
    idle = await world.account("leader", PROVINCE, hours_ago=4)
    forged = replace(suspended, headers={"Cookie": "__Host-reception=0", "X-CSRF-Token": "0"})
    without_rights = {"suspended": suspended, "revoked": revoked, "expired": expired, "idle": idle, "forged": forged}
    seats += [replace(seat, name=name, kind="none") for name, seat in without_rights.items()]
    seats.append(Seat("stranger", "none"))
    return [
        replace(seat, headers={**seat.headers, "X-Forwarded-For": f"10.0.0.{number}"})
        for number, seat in enumerate(seats)
    ]


async def objects(world: World) -> Targets:
    """By kind, each with the places it takes up; what does not exist is among them."""
    return {
        **{name: [Target()] for name in ("nothing", "own session")},
        "ticket": [Target({"code": query_code(HERE)})],
        "no ticket": [Target({"code": code, "line": NO_ID}) for code in ("0" * 12, query_code(HERE).upper(), "none")],
        **{f"no public {name}": [Target({name: value})] for name, value in (("day", "2020-01-01"), ("site", NO_SITE))},
        "public day": [Target({"day": day}) for day in (DAY, *map(str, OWN_DAYS.values()))],
        **await question_targets(world.client.app, SITES.items()),
        **await targets_afterwards(world.client.app, REGIONS.values(), SITES.items()),
        **await registration_targets(world.client.app, REGIONS),
        "public site": [Target({"site": code}) for code in AT_SITES],
        "link": [Target({"token": "no-such-link"})],
        "no calendar": [Target({"token": "0" * 43})],
        "another's calendar": [Target({"calendar": NO_ID})],
        "first step": [Target({"step": step}) for step in ("sites", "rehearse")],
        "no such name": [Target({"step": "none", "topic": "none"})],
        "series": [
            *(Target({"series": f"of-{code}", "year": "2026"}, places) for code, places in REGIONS.items()),
            Target({"series": "none", "year": "2026"}, NOWHERE),
        ],
        "unit": [
            *(Target({"unit": f"U-{code}"}, (place_of(code),) * 2) for code in REGIONS),
            Target({"unit": "NO-UNIT"}, NOWHERE),
        ],
        "numbered place": [
            *(Target({"place": str(SITES[code])}, places) for code, places in AT_SITES.items()),
            *(Target({"place": code}, at) for code, at in (("430102000", (430102000,) * 2), ("999999000", NOWHERE))),
        ],
        "year": [Target({"year": "2027"})],
        **{f"province's {name}": [Target({name: value}, PROVINCE)] for name, value in (("day", DAY), ("year", "2027"))},
        **_places(),
        **_of_the_day(),
        **await _of_people(world),
        **await _devices(world),
        **await _meetings(world),
        **await _incidents(world),
        **await _notices(world),
        **await duties(world, DAY, AT_SITES, NO_ID),
    }


def _places() -> Targets:
    at_sites = [Target({"day": DAY, "site": code}, places) for code, places in AT_SITES.items()]
    regions = [Target({"day": DAY, "place": code}, places) for code, places in REGIONS.items()]
    return {
        "site that is there": at_sites,
        "site": [*at_sites, Target({"day": DAY, "site": NO_SITE}, NOWHERE)],
        "region": regions,
        "roll": [Target({"day": DAY, "region": code}, places) for code, places in REGIONS.items()],
        "place": [
            *regions,
            *(Target({"day": DAY, "place": code}, AT_SITES[code]) for code in (HERE, NEXT_DOOR, FOREIGN)),
            *(Target({"day": DAY, "place": str(SITES[code])}, AT_SITES[code]) for code in (HERE, SECOND, CITY_OWN)),
            Target({"day": DAY, "place": "430102000"}, COUNTY),
            *(Target({"day": DAY, "place": code}, NOWHERE) for code in ("999999", NO_SITE)),
        ],
    }


def _of_the_day() -> Targets:
    def at(code: str, **more: str) -> dict[str, str]:
        return {"day": DAY, "site": code, "signature": NO_ID, **more}

    return {
        "day": [
            *(Target({"day": str(OWN_DAYS[code])}, places) for code, places in AT_SITES.items()),
            Target({"day": "2020-01-01"}, NOWHERE),
        ],
        "entry": [
            *(
                Target(at(code, entry=a_uuid(code, number)), places)
                for code, places in AT_SITES.items()
                for number in (ACCEPTED, WAITING)
            ),
            Target(at(HERE, entry=a_uuid(NEXT_DOOR, ACCEPTED)), NOWHERE),
            Target(at(HERE, entry=NO_ID), NOWHERE),
        ],
        "matter": [
            *(Target(at(code, matter=a_uuid(code, MATTER)), places) for code, places in AT_SITES.items()),
            Target(at(HERE, matter=a_uuid(NEXT_DOOR, MATTER)), NOWHERE),
            Target(at(HERE, matter=a_uuid(HERE, MATTER)) | {"day": str(OWN_DAYS[HERE])}, NOWHERE),
            Target(at(HERE, matter=NO_ID), NOWHERE),
        ],
    }


async def _notices(world: World) -> Targets:
    """Of each region one that waits, which nothing sends here."""
    drafts = [draft(f"of-{code}", place=places[0]) for code, places in REGIONS.items()]
    await write(world.database, world.client.app[SEALER], *drafts)
    found = {one.key: one for one in await notices(world.database)}
    told = [(found[f"of-{code}"], places[0]) for code, places in REGIONS.items()]
    return {
        "notice": [
            *(Target({"notice": str(one.id)}, (place, place)) for one, place in told),
            Target({"notice": NO_ID}, NOWHERE),
        ]
    }


async def _of_people(world: World) -> Targets:
    accounts = {places: await world.account("auditor", places) for places in (*REGIONS.values(), AT_SITES[HERE])}
    mover, expert = await world.account("auditor", COUNTY), await world.account("department", COUNTY)
    clock = clock_of(world.client)
    posts = {at: await hold(world.database, expert.ident, "expert", at, clock=clock) for at in REGIONS.values()}
    async with world.database.transaction(EVERYWHERE, write=False) as tx:
        lines = await tx.rows(select(AuditLine.place, AuditLine.id))
        session = (await tx.scalars(select(Session.id).where(Session.account_id == UUID(mover.ident))))[0]
    return {
        "another's session": [Target({"session": str(session)}, NOWHERE), Target({"session": NO_ID}, NOWHERE)],
        "region for an account": [Target({"account": mover.ident, "place": code}, at) for code, at in REGIONS.items()],
        "post": [
            *(Target({"post": post}, places) for places, post in posts.items()),
            Target({"post": NO_ID}, NOWHERE),
        ],
        "account": [
            *(Target({"account": seat.ident}, places) for places, seat in accounts.items()),
            Target({"account": NO_ID}, NOWHERE),
        ],
        "line": [
            *(
                Target({"line": str(ident)}, (place, place))
                for place, ident in {row[0]: row[1] for row in lines}.items()
            ),
            Target({"line": NO_ID}, NOWHERE),
        ],
    }


async def _devices(world: World) -> Targets:
    spare = [Target({"device": (await world.device(code)).ident}, places) for code, places in AT_SITES.items()]
    return {"device": [*spare, Target({"device": NO_ID}, NOWHERE)]}


async def _meetings(world: World) -> Targets:
    """A meeting at each site, with a person that its own desk has called to one of its rooms."""
    found = []
    for code, places in AT_SITES.items():
        called = {"mode": "in_person", "site": code, "matter": a_uuid(code, CALLED)}
        answer = await world.client.post(f"/api/days/{DAY}/calls", json=called, headers=world.devices[code].headers)
        found.append(Target({"meeting": (await answer.json())["meeting"]}, places))
    return {"meeting": [*found, Target({"meeting": NO_ID}, NOWHERE)]}


async def _incidents(world: World) -> Targets:
    """A camera that was not found at each site."""
    checked = {"room": 1, "camera": "none", "microphone": "works", "sees_chair": True, "hears_chime": True}
    for number, code in enumerate(SITES, 1):
        path, report = f"/api/days/{DAY}/sites/{code}/reports", {"id": str(UUID(int=number)), **checked}
        answer = await world.client.post(path, json=report, headers=world.devices[code].headers)
        assert answer.status in {201, 409}  # in a province that was asked about before it is there already
    async with world.database.transaction(EVERYWHERE, write=False) as tx:
        found = await tx.rows(select(Incident.id, Incident.place).order_by(Incident.place))
    at = [(str(ident), (place, place)) for ident, place in found]
    return {"incident": [Target({"day": DAY, "incident": one}, places) for one, places in (*at, (NO_ID, NOWHERE))]}


def pairs_of(seat: Seat, asks: Sequence[Ask], targets: Targets) -> Iterator[tuple[Ask, Target]]:
    """Each way to ask with each object; seats without rights only ask for one that is there and one that is not."""
    for ask in asks:
        found = targets[ask.about]
        for target in (found[0], found[-1])[: len(found)] if seat.kind == "none" else found:
            yield ask, target


def addresses(targets: Targets) -> Addresses:
    """Every operation that only reads, with all that it can be asked of here."""
    return [
        (operation, filled(operation.removeprefix("GET ") + ask.query, target.fill))
        for operation, asks in POLICY.items()
        for ask in asks
        for target in targets[ask.about]
        if operation.startswith("GET ")
    ]


async def asked(world: World, operation: str, ask: Ask, seat: Seat, target: Target) -> tuple[str, bytes]:
    """The status of the answer, with its code where it is a refusal, and all that could be seen of it."""
    method, path = operation.split()
    names = {"session": NO_ID, "seat": seat.headers["X-Forwarded-For"], **target.fill}
    if seat.kind == "account" and (ask.ends or ask.about == "own session"):
        other, names["session"] = await world.again(seat)
        seat = other if ask.ends else seat
    url, body = filled(path + ask.query, names), filled(ask.body, names)
    sent = {"data": body} if isinstance(body, bytes) else {"json": body}
    answer = await world.client.request(method, url, headers=seat.headers, **sent)
    told = await answer.json(content_type=None) if answer.content_type == "application/problem+json" else {}
    return f"{answer.status} {told.get('code', '')}".strip(), await seen(answer)


async def seen(answer: ClientResponse) -> bytes:
    """All of an answer but what is declared to differ each time: when it was made, and its own random name."""
    headers = sorted((name, value) for name, value in answer.headers.items() if name.lower() not in OF_THE_MOMENT)
    return repr((answer.status, headers)).encode() + await answer.read()


async def heard(world: World, seat: Seat, targets: Sequence[Target]) -> list[str]:
    """The first word of the feed on each of these, or with what it ended before any."""
    said: list[str] = []
    for start in range(0, len(targets), AT_ONCE):
        said += await _heard(world, seat, targets[start : start + AT_ONCE])
    return said


async def _heard(world: World, seat: Seat, targets: Sequence[Target]) -> list[str]:
    token, said = seat.headers.get("Authorization", " ").partition(" ")[2], list[str]()
    async with world.client.ws_connect("/api/live", headers={"Cookie": seat.headers.get("Cookie", "")}) as line:
        await line.send_json({"type": "hello", **({"token": token} if token else {})})
        word = await line.receive_json()
        if word["type"] == "ended":
            return [f"ended {word['code']}"] * len(targets)
        for target in targets:
            await line.send_json({"type": "watch", "day": DAY, **target.fill})
            while (word := await line.receive_json())["type"] == "meeting":
                pass  # of a meeting at one's own site one is told at any moment
            said.append(" ".join([word["type"], *([word["code"]] if "code" in word else [])]))
    return said
