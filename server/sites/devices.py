"""The device behind a token, remembered for a second: a busy desk sends it with every batch."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import select, update

from server.clock import Clock
from server.db import EVERYWHERE, Database
from server.errors import Unavailable
from server.people.audit import rights_changed_since
from server.people.messages import RightsChanged
from server.people.passwords import token_hash
from server.people.rules import DEVICE_CAPABILITIES, Person
from server.place import Scope
from server.sites.model import Device

log = structlog.get_logger(__name__)

CATCH_UP: Final = 1.0  # seconds; a revocation on another server is known here by then
REMEMBERED: Final = 60.0  # seconds for which a device is not looked up again
SEEN_EVERY: Final = timedelta(minutes=1)  # how exactly ``seen_at`` is kept


@dataclass(frozen=True, slots=True)
class _Known:
    person: Person
    until: float


class Devices:
    """The devices of this service by their tokens."""

    def __init__(self, database: Database, clock: Clock, *, most: int = 10_000) -> None:
        self._database = database
        self._clock = clock
        self._most = most
        self._known: dict[bytes, _Known] = {}
        self._heard = 0
        self._seq: int | None = None
        self._caught_up_until = float("-inf")
        self._catching_up = asyncio.Lock()

    async def by_token(self, token: str) -> Person | None:
        """The device that holds this token and is still trusted."""
        await self._catch_up()
        key = token_hash(token)
        known = self._known.get(key)
        if known is not None and self._clock.seconds() < known.until:
            return known.person
        heard = self._heard
        person = await self._look_up(key)
        if person is not None and heard == self._heard:  # else it may have been revoked while we looked
            self._remember(key, person)
        return person

    async def _catch_up(self) -> None:
        """Ask once a second what other servers revoked; requests that come meanwhile wait for the same answer."""
        if self._clock.seconds() < self._caught_up_until:
            return
        async with self._catching_up:
            if self._clock.seconds() < self._caught_up_until:
                return
            async with self._database.transaction(EVERYWHERE, write=False) as tx:
                self._seq, changed = await rights_changed_since(tx, self._seq)
            self.hear(changed)
            self._caught_up_until = self._clock.seconds() + CATCH_UP

    def hear(self, told: Sequence[Any]) -> None:
        """Forget at once whose rights have changed; to be called with what was told, after each commit."""
        changed = {str(message.device_id) for message in told if isinstance(message, RightsChanged)}
        if changed:
            self._heard += 1
            self._known = {key: known for key, known in self._known.items() if known.person.id not in changed}

    def _remember(self, key: bytes, person: Person) -> None:
        now = self._clock.seconds()
        if len(self._known) >= self._most:
            self._known = {other: known for other, known in self._known.items() if now < known.until}
        if len(self._known) >= self._most:
            self._known = {}
        self._known[key] = _Known(person, now + REMEMBERED)

    async def _look_up(self, key: bytes) -> Person | None:
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            device = await tx.one_or_none(select(Device).where(Device.token_hash == key))
        if device is None or device.revoked_at is not None:
            return None
        await self._note_seen(device)
        return _person(device)

    async def _note_seen(self, device: Device) -> None:
        now = self._clock.now()
        if device.seen_at is not None and now - device.seen_at < SEEN_EVERY:
            return
        try:
            async with self._database.transaction(EVERYWHERE) as tx:
                await tx.change(update(Device).where(Device.id == device.id).values(seen_at=now))
        except Unavailable:
            log.info("device not noted as seen", device=str(device.id))  # trust does not hang on a full disk


async def devices_trusted(database: Database, device_ids: Collection[UUID]) -> list[Person]:
    """Which of these devices are still trusted, as the database says at this moment."""
    if not device_ids:
        return []
    trusted = select(Device).where(Device.id.in_(device_ids), Device.revoked_at.is_(None))
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return [_person(device) for device in await tx.scalars(trusted)]


def _person(device: Device) -> Person:
    return Person(
        id=str(device.id),
        kind="device",
        name=device.label,
        roles=frozenset(),
        scope=Scope(device.place, device.place, DEVICE_CAPABILITIES),
        site=device.site,
    )
