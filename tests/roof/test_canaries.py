"""Names, phones, summaries, reasons and notes go in by every way; no log line, metric or error ever shows one."""

import json
from collections.abc import AsyncIterator, Iterator
from io import StringIO
from uuid import UUID

import pytest

from server import keys
from server.logs import set_up
from tests.support.plan import COUNTY, HERE, THE_NINTH, make_day, make_sites, signed_in
from tests.support.service import Client, Start

PHONE = "12345678901"
CANARIES = {
    "name": "金丝雀甲",
    "phone": PHONE,
    "address": "金丝雀路一号",
    "summary": "金丝雀被拖欠工资",
    "reason": "金丝雀说写错了",
    "note": "金丝雀备注",
    "login": "canary.login",
    "password": "canary-password-1",
    "token": "canary-token-of-nobody-0123456789",
}
MATTER, FIRST, SECOND = (str(UUID(int=(0x018BB165_9350 << 80) | (7 << 76) | (8 << 60) | n)) for n in (1, 2, 3))
Json = dict[str, object]


@pytest.fixture
def written() -> Iterator[StringIO]:
    stream = StringIO()
    set_up("debug", stream)
    yield stream
    set_up("info", StringIO())


@pytest.fixture
async def service(start: Start, database_url: str, written: StringIO) -> Client:
    assert written.getvalue() == ""
    client = await start(database_url=database_url)
    await make_sites(client.app[keys.DATABASE])
    await make_day(client.app[keys.DATABASE], state="live")
    return client


def entry(ident: str, kind: str, data: Json) -> Json:
    at = "2023-11-09T08:30:00.000+08:00"
    return {"id": ident, "day": str(THE_NINTH), "site": HERE, "at": at, "kind": kind, "data": data}


def registration() -> Json:
    petitioner = {"name": CANARIES["name"], "phone": PHONE, "address": CANARIES["address"]}
    counts = {"involved_count": 1, "attendee_count": 1, "is_repeat": False, "channel": "site", "needs": []}
    data: Json = {"matter": MATTER, "category": "wage_arrears_migrant", "summary": CANARIES["summary"], **counts}
    return entry(FIRST, "matter_registered", {**data, "petitioner": petitioner})


async def device_of(service: Client) -> dict[str, str]:
    coordinator = await signed_in(service, "coordinator", COUNTY)
    code = await service.post(f"/api/sites/{HERE}/enrolments", json={"label": CANARIES["name"]}, headers=coordinator)
    claimed = await service.post("/api/enrolments/claim", json={"code": (await code.json())["code"]})
    return {"Authorization": f"Bearer {(await claimed.json())['token']}"}


async def everything_said(service: Client) -> AsyncIterator[str]:
    """Put the canaries in wherever something is taken, rightly and wrongly; give what the errors say."""
    device = await device_of(service)
    entries = f"/api/days/{THE_NINTH}/sites/{HERE}/entries"
    amended: Json = {"entry": FIRST, "changes": {"summary": CANARIES["summary"]}, "reason": CANARIES["reason"]}
    good = {"entries": [registration(), entry(SECOND, "entry_amended", amended)]}
    taken = await service.post(entries, json=good, headers=device)
    assert [result["status"] for result in (await taken.json())["results"]] == ["accepted", "accepted"]
    looked = [
        await service.post(f"{entries[:-7]}visits", json={"phone": said}, headers=device) for said in (PHONE, PHONE[:3])
    ]
    assert [answer.status for answer in looked] == [200, 422]
    for answer in looked:
        yield await answer.text()
    wrong = [registration() | {"data": CANARIES}, registration() | {"id": CANARIES["name"]}, registration() | CANARIES]
    bodies: list[object] = [{"entries": wrong}, {"entries": CANARIES}, CANARIES, list(CANARIES.values())]
    for body in bodies:
        yield await (await service.post(entries, json=body, headers=device)).text()
    signing = {"login": CANARIES["login"], "password": CANARIES["password"]}
    for body in (signing, signing | {"name": CANARIES["name"]}, signing | {"password": 1}):
        yield await (await service.post("/api/sign-in", json=body)).text()
    for path in (f"/api/invitations/{CANARIES['token']}", f"/{CANARIES['token']}", f"/api/{CANARIES['name']}"):
        yield await (await service.get(path)).text()
    organiser = await signed_in(service, "organiser")
    unmask = f"/api/days/{THE_NINTH}/matters/{MATTER}/unmask"
    opened = await service.post(unmask, json={"site": HERE, "reason": CANARIES["reason"]}, headers=organiser)
    assert CANARIES["summary"] in await opened.text()
    yield await (await service.post(unmask, json={"site": CANARIES["name"], "reason": 1}, headers=organiser)).text()
    yield await (await service.get(f"/api/days/{THE_NINTH}/matters?cursor={PHONE}", headers=organiser)).text()


async def test_no_canary_is_heard_outside(service: Client, written: StringIO) -> None:
    said = [text async for text in everything_said(service)]
    metrics = await (await service.get("/metrics")).text()
    lines = written.getvalue()
    for where, heard in (("errors", "\n".join(said)), ("metrics", metrics), ("logs", lines)):
        assert [name for name, canary in CANARIES.items() if canary in heard] == [], where
    assert all(json.loads(line) for line in lines.splitlines())
    assert "金丝雀" not in lines
