"""Sites' devices at the public routes: they send until they are answered, and check every answer."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from sqlalchemy import select
from uuid_utils import uuid7

from server import fold
from server.before.agenda.actions import sites_of
from server.clock import Clock
from server.config import Settings
from server.day.tally.actions import whole_tally_of
from server.db import EVERYWHERE, Database
from server.journal.model import Accepted, Pending
from server.reactions import REACTIONS
from server.rehearsal.command import STAGE
from server.rehearsal.dayfile import read_day
from server.rehearsal.stage import set_stage
from server.sites.reference import read_reference
from tests.support.days import SCHEDULES, folded, played_day
from tests.support.fake_clock import FakeClock
from tests.support.lives import Lives, verified
from tests.support.people import new_account

MAY_BECOME: Final[Mapping[str, frozenset[str]]] = {
    "accepted": frozenset({"duplicate"}),
    "waiting": frozenset({"waiting", "duplicate", "refused"}),
    "refused": frozenset({"refused"}),
}
"""What may be said of an entry that was answered so before."""

AT_GROUND: Final = frozenset({"not_amendable", "not_withdrawable"})
"""The refusals that are as durable as an acceptance."""


@dataclass(eq=False)
class Device:
    """One site's device and what it has to say."""

    day: str
    site: str
    token: str
    http: aiohttp.ClientSession
    entries: Sequence[Mapping[str, Any]]
    told: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    """The last durable answer to each id, and the seq once there is one."""
    _told_at: dict[str, int] = field(default_factory=dict)
    _accepted: set[str] = field(default_factory=set)
    _answers: int = 0

    @property
    def untold(self) -> list[Mapping[str, Any]]:
        return [entry for entry in self.entries if entry["id"] not in self.told]

    def some(self, rng: random.Random, most: int) -> list[Mapping[str, Any]]:
        """A shuffled batch of what was not answered yet, with something that was."""
        untold = self.untold
        batch = rng.sample(untold, min(len(untold), rng.randint(1, most)))
        batch += rng.sample(self.entries, min(len(self.entries), 2))
        rng.shuffle(batch)
        return list({entry["id"]: entry for entry in batch}.values())

    async def send(self, url: str, entries: Sequence[Mapping[str, Any]]) -> int | None:
        """Send a batch, note what is answered; the status, or None where the line broke before there was one."""
        path = f"{url}/api/days/{self.day}/sites/{self.site}/entries"
        headers, began = {"Authorization": f"Bearer {self.token}"}, self._answers
        try:
            async with self.http.post(path, json={"entries": entries}, headers=headers) as answer:
                body = await answer.json(content_type=None)
                status = answer.status
        except (aiohttp.ClientError, OSError):
            return None
        self._answers += 1
        if status == 200:
            for entry, result in zip(entries, body["results"], strict=True):
                self._note(entry["id"], result, began=began)
        return status

    async def hang_up(self, url: str, entries: Sequence[Mapping[str, Any]]) -> None:
        """Send a batch and break the line before the answer: what became of it is not known here."""
        to, body = urlsplit(url), json.dumps({"entries": entries}).encode()
        lines = [
            f"POST /api/days/{self.day}/sites/{self.site}/entries HTTP/1.1",
            f"Host: {to.netloc}",
            f"Authorization: Bearer {self.token}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        ]
        _, writer = await asyncio.open_connection(to.hostname, to.port)
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    def _note(self, ident: str, result: Mapping[str, Any], *, began: int) -> None:
        """Hold an answer against those before it, except one that came while this one was under way."""
        assert result["id"] == ident
        status, seq = result["status"], result.get("seq")
        before, before_seq = self.told.get(ident, ("", None))
        is_later = self._told_at.get(ident, 0) <= began
        if before and is_later:
            assert status in MAY_BECOME[before], f"{ident} was {before} and is {status} now"
        assert status != "refused" or result.get("code") in AT_GROUND, f"{ident} was refused as {result.get('code')}"
        assert seq is None or before_seq in {None, seq}, f"{ident} had seq {before_seq} and has {seq} now"
        assert status != "accepted" or ident not in self._accepted, f"{ident} was accepted twice"
        if status == "accepted":
            self._accepted.add(ident)
        if not before or seq is not None or status == "refused":
            self.told[ident] = status if seq is None else "accepted", seq
            self._told_at[ident] = self._answers


def refused_at_ground(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """A withdrawal and an amendment that the first entry of each kind refuses, whichever of the two comes first."""
    found: list[Mapping[str, Any]] = []
    for ground in {entry["kind"]: entry for entry in reversed(entries)}.values():
        said = {**ground, "kind": "entry_amended", "id": str(uuid7())}
        wrong = {"amount_fen": 1} if ground["kind"] == "matter_registered" else {"involved_count": 1}
        found.append({**said, "data": {"entry": ground["id"], "changes": wrong, "reason": "误"}})
        if ground["kind"] in fold.NOT_WITHDRAWABLE:
            withdrawal = {"entry": ground["id"], "reason": "误"}
            found.append({**said, "kind": "entry_withdrawn", "id": str(uuid7()), "data": withdrawal})
    return found


@asynccontextmanager
async def devices_of(database_url: str, name: str, *, sites: int = 188) -> AsyncIterator[list[Device]]:
    """Make a rehearsed day in an empty database; devices of some of its 188 sites, with what the day's file says.

    An account has signed in already, so that the service makes no link for the first organiser.
    """
    file = read_day(SCHEDULES / f"rehearsal/{name}.jsonl")
    database = Database(database_url, reactions=REACTIONS)
    reference = read_reference(SCHEDULES / "reference")
    tokens = await set_stage(database, file, STAGE, reference, Clock(), speed=0)
    await new_account(database, clock=FakeClock(Clock().now()))
    await database.dispose()
    own: dict[str, list[Mapping[str, Any]]] = {site: [] for site in tokens}
    for entry in played_day(name).shufflable:
        if entry["id"] not in {known["id"] for known in own[entry["site"]]}:
            own[entry["site"]].append(entry)
    for said in own.values():
        said.extend(refused_at_ground(said))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        yield [Device(file.day, site, tokens[site], http, own[site]) for site in sorted(tokens)[:sites]]


async def keep_sending(
    devices: Iterable[Device], lives: Lives, rng: random.Random, *, enough: asyncio.Event, at_once: int = 8
) -> None:
    """Have so many requests under way at any time until all is told, and ``enough``; then send in greater batches."""
    known = list(devices)

    async def one() -> None:
        while True:
            speaking = [device for device in known if device.untold]
            if not speaking and enough.is_set():
                return
            device = rng.choice(speaking or known)
            life = await lives.now()
            status = await device.send(life.url, device.some(rng, 50 if enough.is_set() else 2))
            assert status in {None, 200, 503}, f"a batch of sound entries was answered {status}"
            if status is None:
                await life.end()

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(one())


@dataclass(frozen=True)
class Kept:
    """What a database holds of a day: the tally, the seq of each accepted entry, and the entries not in the journal."""

    tally: Mapping[str, Any]
    accepted: Mapping[tuple[str, str], int]
    held: Mapping[tuple[str, str], str]

    @property
    def status(self) -> Mapping[str, str]:
        """The status of each id: ``accepted``, ``waiting`` or the code of its refusal."""
        return {
            **{ident: "accepted" for _, ident in self.accepted},
            **{key[1]: said for key, said in self.held.items()},
        }

    def lost(self, devices: Iterable[Device]) -> list[tuple[str, str]]:
        """The entries of which a device was told something that is not so."""
        told = {(device.site, ident): said for device in devices for ident, said in device.told.items()}
        return [key for key, (status, seq) in told.items() if not self._is_so(key, status, seq)]

    def _is_so(self, key: tuple[str, str], status: str, seq: int | None) -> bool:
        if status == "accepted":
            return self.accepted.get(key) == seq
        return self.held.get(key) in AT_GROUND if status == "refused" else key in {*self.accepted, *self.held}


async def kept_of(database_url: str, day: str) -> Kept:
    database = Database(database_url, reactions={})
    async with database.transaction(EVERYWHERE, write=False) as tx:
        sites = {place: code for code, place in (await sites_of(tx, day)).items()}
        accepted = await tx.rows(select(Accepted.place, Accepted.id, Accepted.seq).where(Accepted.day == day))
        held = await tx.rows(select(Pending.place, Pending.id, Pending.code).where(Pending.day == day))
        tally = await whole_tally_of(tx, day)
    await database.dispose()
    return Kept(
        tally,
        {(sites[place], ident): seq for place, ident, seq in accepted},
        {(sites[place], ident): code or "waiting" for place, ident, code in held},
    )


async def assert_nothing_is_lost(settings: Settings, devices: Sequence[Device]) -> None:
    """All has been told: hold what is kept against what the devices were told, the pure fold of it, and the proof."""
    day = devices[0].day
    kept = await kept_of(settings.database(), day)
    assert kept.lost(devices) == []
    assert {*kept.accepted, *kept.held} == {(device.site, ident) for device in devices for ident in device.told}
    status, tally = folded(day, [entry for device in devices for entry in device.entries])
    assert kept.tally == tally
    assert kept.status == status
    assert await verified(settings) == (0, [])
