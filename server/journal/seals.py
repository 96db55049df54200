"""How the sealed part of an entry is sealed, opened, and bound to the journal."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Tx
from server.errors import NotFound
from server.journal.chain import canonical
from server.place import city_of
from server.sealing import Sealer, aad


class EntrySeals:
    """Seals by city and month of the day, so that one city's month can be erased and nothing else."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def is_ready(self, sites: Iterable[tuple[str, int]]) -> bool:
        """Whether ``seal`` can be called for entries of these (day, place) without asking the database."""
        return self._sealer.is_ready({(city_of(place), day[:7]) for day, place in sites})

    async def prepare(self, connection: AsyncConnection, sites: Iterable[tuple[str, int]]) -> None:
        """Have the keys ready that entries of these (day, place) are sealed with."""
        await self._sealer.prepare(connection, {(city_of(place), day[:7]) for day, place in sites})

    def seal(self, day: str, place: int, ident: str, sealed: Mapping[str, Any]) -> bytes:
        key = self._sealer.key_for(city_of(place), day[:7])
        return self._sealer.seal(canonical(sealed).encode(), aad=_aad(day, place, ident), key=key)

    async def unseal(
        self, source: AsyncConnection | Tx, day: str, place: int, ident: str, blob: bytes
    ) -> Mapping[str, Any] | None:
        """The sealed part; None where its key was destroyed by law, ValueError where it was tampered with."""
        try:
            plain = await self._sealer.unseal(source, blob, aad=_aad(day, place, ident))
        except NotFound:
            return None
        opened: dict[str, Any] = json.loads(plain)
        return opened

    def mac(self, data: bytes) -> str:
        return self._sealer.mac(data)


def _aad(day: str, place: int, ident: str) -> bytes:
    return aad("sealed", f"{day}/{place}/{ident}", "data", city_of(place))
