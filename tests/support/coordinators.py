"""Coordinators who register sites at links, and organisers who invite them and decide."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiohttp import web
from PIL import Image
from uuid_utils.compat import uuid7

from server.db import EVERYWHERE
from server.files.pictures import Picture
from server.keys import CLOCK, DATABASE, SEALER
from server.people.rules import Person
from server.place import Range, level_of
from server.sites import applying, inviting, linking
from server.sites.details import Told, Wanted
from server.sites.reference import Region
from server.sites.rules import Kind
from tests.support.asking import Target
from tests.support.plan import CITY, person, signed_in
from tests.support.service import Client

Json = dict[str, Any]
DETAILS = {
    "opens_at": "08:30:00",
    "closes_at": "17:30:00",
    "step_free": True,
    "hearing_loop": False,
    "parking": None,
    "languages": ["xiang", "putonghua"],
    "latitude_e6": 28_200_000,
    "longitude_e6": 112_980_000,
    "sentence": "来了先取号，工作人员帮您登记。",
}
TOLD = {
    "name_zh": "芙蓉区信访接待中心",
    "name_en": "Furong reception centre",
    "kind": "main",
    "rooms": 3,
    "telephone": "12-430102-009",
    "address": "解放路 9 号",
}


def sent(**more: Any) -> Json:
    return {"id": str(uuid4()), "region": "430102", **TOLD, "details": DETAILS, "version": 0, **more}


def photo(colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


class Link:
    """A coordinator's browser at one code."""

    def __init__(self, service: Client, code: str) -> None:
        self._service, self.path = service, f"/api/register/{code}"

    async def look(self) -> tuple[int, Json]:
        return await self._answer("GET", self.path)

    async def send(self, body: Json) -> tuple[int, Json]:
        return await self._answer("PUT", self.path, json=body)

    async def photo(self, raw: bytes) -> tuple[int, Json]:
        return await self._answer("PUT", f"{self.path}/photo", data=io.BytesIO(raw))

    async def _answer(self, method: str, path: str, **said: Any) -> tuple[int, Json]:
        answer = await self._service.request(method, path, **said)
        return answer.status, await answer.json()


@pytest.fixture
async def inviter(service: Client) -> dict[str, str]:
    return await signed_in(service, "organiser", CITY)


async def asked(service: Client, headers: dict[str, str], operation: str, body: Json | None = None) -> tuple[int, Json]:
    method, path = operation.split()
    answer = await service.request(method, path, json=body, headers=headers)
    return answer.status, await answer.json()


async def invited(service: Client, inviter: dict[str, str], **how: Any) -> tuple[Json, Link]:
    status, made = await asked(service, inviter, "POST /api/site-invitations", {"region": "430102", **how})
    assert status == 201
    assert made["address"].endswith(f"/register/{made['code']}")
    return made, Link(service, made["code"])


async def decide(service: Client, headers: dict[str, str], registration: Json, **reason: str) -> tuple[int, Json]:
    verb = "send-back" if reason else "confirm"
    body = {"version": registration["version"], **reason}
    return await asked(service, headers, f"POST /api/site-registrations/{registration['id']}/{verb}", body)


@dataclass(frozen=True, slots=True)
class Made:
    """A registration with a photograph that waits, its code, and a further invitation of its region."""

    invitation: UUID
    registration: UUID
    code: str


async def registered(app: web.Application, region: str, *, by: Person) -> Made:
    """Have a site of a region registered without the API, which counts how often codes are tried."""
    sealer, now, ident = app[SEALER], app[CLOCK].now(), uuid7()
    known = {region: Region(region, region, region, level_of(region), "")}
    wanted = Wanted(Told("接访点", "A place", Kind.MAIN, 1, None, None))
    async with app[DATABASE].transaction(EVERYWHERE) as tx:
        (spare, _), (_, secret) = [
            await inviting.invite(tx, region, mac=sealer.mac, label=None, most=3, days=9, regions=known, by=by, now=now)
            for _ in range(2)
        ]
        await applying.submit(
            tx, sealer, secret, wanted, registration=ident, region=region, seen=0, regions=known, now=now
        )
        own = linking.written(linking.own_code(sealer.mac, ident))
        await applying.put_photo(tx, sealer, own, Picture(b"\xff\xd8\xff", 1, 1), now=now)
    return Made(spare.id, ident, own)


async def registration_targets(app: web.Application, regions: Mapping[str, Range]) -> Mapping[str, Sequence[Target]]:
    """In each region an invitation and a registration, and the codes of these; and what is none."""
    invitations, registrations, links = list[Target](), list[Target](), list[Target]()
    none, nowhere = str(UUID(int=7 << 76 | 8 << 62)), (-1, -1)
    for code, places in regions.items():
        made = await registered(app, code, by=person("organiser", places, name=none))
        invitations.append(Target({"invitation": str(made.invitation)}, places))
        registrations.append(Target({"registration": str(made.registration)}, places))
        links.append(Target({"code": made.code, "place": code}))
    return {
        "site invitation": [*invitations, Target({"invitation": none}, nowhere)],
        "registration": [*registrations, Target({"registration": none}, nowhere)],
        "registration link": links,
        "no registration link": [Target({"code": code, "place": "430102"}) for code in ("0" * 16, "none")],
    }
