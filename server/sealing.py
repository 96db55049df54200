"""Personal data at rest: sealed with a key per city and month, itself wrapped by a key that lies in a file.

AES-256-GCM throughout. A sealed value names the key it was sealed with, and is bound by its associated data to the
field of the row it stands in. Erasure is the destruction of a data key: what was sealed with it can never be read
again, while the journal, which holds only an HMAC of it, still verifies. Key files are never part of a backup.
"""

import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row, Select, UniqueConstraint, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from server.clock import Clock
from server.db import EVERYWHERE, Base, Database, Tx
from server.errors import NotFound, Stopped
from server.key_files import KeyFiles, KeysMissing, has_key_files

VERSION = b"\x01"
NONCE = 12
HEAD = len(VERSION) + 16 + NONCE
RECHECK = 60.0
"""Seconds for which a key read from the database is used without asking whether it was destroyed elsewhere."""


class DataKey(Base):
    """A wrapped key: of a city and month for personal data, or of the whole service."""

    __tablename__ = "data_key"
    __table_args__ = (UniqueConstraint("purpose", "city", "month"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str]  # personal, house, mac
    city: Mapped[str]  # region code of the city; empty for the keys of the whole service
    month: Mapped[str]  # 2023-11; empty for the keys of the whole service
    wrapped_by: Mapped[str]  # fingerprint of the key file
    wrapped: Mapped[bytes]


COLUMNS: Select[Any] = cast("Select[Any]", select(DataKey.id, DataKey.purpose, DataKey.wrapped_by, DataKey.wrapped))


@dataclass(frozen=True, slots=True)
class Key:
    """A data key in memory."""

    id: UUID
    secret: bytes
    cipher: AESGCM


class HouseKeyMissing(Stopped):
    """The database holds no key of the whole service (``house``): what was bound with it cannot be proved."""


class KeyAlteredError(Stopped, ValueError):
    """A wrapped data key in the database is not the one that was wrapped."""


async def key_files(folder: Path, database: Database) -> KeyFiles:
    """Open the folder of key files, with a first one where none is needed yet; KeysMissing where they were lost."""
    async with database.store(EVERYWHERE, write=False) as connection:
        is_new = not await _rows(connection, COLUMNS.limit(1))
    if not (is_new or has_key_files(folder)):
        raise KeysMissing(f"there are no key files in {folder}: put those of this database there")
    return KeyFiles(folder)


def aad(table: str, row: object, field: str, region: str) -> bytes:
    """Return what binds a sealed value to its place."""
    return f"{table}|{row}|{field}|{region}".encode()


class Sealer:
    """Seals and unseals. ``prepare`` and ``unseal`` ask the database for keys; everything else is plain computing."""

    def __init__(self, files: KeyFiles, clock: Clock) -> None:
        self._files = files
        self._clock = clock
        self._by_id: dict[UUID, tuple[Key, float]] = {}
        self._current: dict[tuple[str, str], Key] = {}
        self._good_until: dict[tuple[str, str], float] = {}
        self._made_in: dict[tuple[str, str], tuple[Key, object]] = {}
        self._house: Key
        self._mac: hmac.HMAC

    async def open(self, database: Database) -> None:
        """Read or make the keys of the whole service; KeysMissing where the files are another database's."""
        async with database.store(EVERYWHERE) as connection:
            self._house = await self._key(connection, "house", "", "", _new_key())
            secret = (await self._key(connection, "mac", "", "", _new_key())).secret
            self._mac = hmac.new(secret, digestmod="sha256")
        self._remember(self._house)

    async def open_to_prove(self, database: Database) -> None:
        """Read the keys of the whole service and make none; HouseKeyMissing where one is not there."""
        keys: dict[str, Key] = {}
        async with database.store(EVERYWHERE, write=False) as connection:
            for purpose in ("house", "mac"):
                rows = await _rows(connection, _select(purpose, "", ""))
                if not rows:
                    raise HouseKeyMissing(f"the key {purpose} of this database is missing from its table data_key")
                keys[purpose] = _key(rows[0].id, self._unwrapped(rows[0]))
        self._house, self._mac = keys["house"], hmac.new(keys["mac"].secret, digestmod="sha256")
        self._remember(self._house)

    @property
    def house_key(self) -> Key:
        """The key for secrets of accounts and of the service itself, which belong to no city and month."""
        return self._house

    async def prepare(self, connection: AsyncConnection, wanted: Iterable[tuple[str, str]]) -> None:
        """Have the keys of these cities and months ready for ``key_for``, making them in this transaction if new."""
        for city_month in sorted(set(wanted)):
            if self._clock.seconds() >= self._good_until.get(city_month, 0):
                await self._prepare(connection, city_month)

    def is_ready(self, wanted: Iterable[tuple[str, str]]) -> bool:
        """Tell whether ``prepare`` would have nothing to do for these cities and months."""
        now = self._clock.seconds()
        return all(now < self._good_until.get(city_month, 0) for city_month in wanted)

    def key_for(self, city: str, month: str) -> Key:
        """Return the key for what is sealed now; it was prepared."""
        return self._current[city, month]

    async def key_in(self, tx: Tx, city: str, month: str) -> Key:
        """Return the key of a city and month, made in this transaction if it is new."""
        await self.prepare(await tx.connection(), [(city, month)])
        return self.key_for(city, month)

    def seal(self, plain: bytes, *, aad: bytes, key: Key) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return VERSION + key.id.bytes + nonce + key.cipher.encrypt(nonce, plain, aad)

    async def unseal(self, source: AsyncConnection | Tx, sealed: bytes, *, aad: bytes) -> bytes:
        """Open a sealed value; NotFound ``erased`` when its key was destroyed, ValueError when it was tampered with."""
        key = await self._by(source, UUID(bytes=sealed[1:17]))
        try:
            return key.cipher.decrypt(sealed[17:HEAD], sealed[HEAD:], aad)
        except InvalidTag as error:
            raise ValueError("a sealed value was changed, or moved from where it was sealed") from error

    def mac(self, data: bytes) -> str:
        """Return the HMAC-SHA256, in hex, by which the journal binds what is sealed elsewhere."""
        bound = self._mac.copy()
        bound.update(data)
        return bound.hexdigest()

    async def destroy(self, connection: AsyncConnection, city: str, month: str) -> None:
        """Erase for ever what was sealed for this city and month."""
        condition = (DataKey.purpose == "personal", DataKey.city == city, DataKey.month == month)
        for (key_id,) in await connection.execute(delete(DataKey).where(*condition).returning(DataKey.id)):
            self._by_id.pop(key_id, None)
        self._good_until.pop((city, month), None)
        self._current.pop((city, month), None)

    async def rewrap(self, connection: AsyncConnection) -> int:
        """Wrap every data key by the newest key file; return how many there were."""
        rows = await _rows(connection, COLUMNS)
        for row in rows:
            values = self._wrapped(_key(row.id, self._unwrapped(row)), row.purpose)
            await connection.execute(update(DataKey).where(DataKey.id == row.id).values(**values))
        return len(rows)

    async def _prepare(self, connection: AsyncConnection, city_month: tuple[str, str]) -> None:
        """Read the key, or make it. What we made counts only when a later transaction finds it."""
        transaction = connection.sync_connection and connection.sync_connection.get_transaction()
        made, made_in = self._made_in.get(city_month, (_new_key(), None))
        is_there = bool(await _rows(connection, _select("personal", *city_month)))
        key = await self._key(connection, "personal", *city_month, made)
        self._current[city_month] = self._remember(key)
        if is_there and made_in is not transaction:
            self._good_until[city_month] = self._clock.seconds() + RECHECK
            self._made_in.pop(city_month, None)
        else:
            self._made_in[city_month] = (made, transaction)

    async def _key(self, connection: AsyncConnection, purpose: str, city: str, month: str, new: Key) -> Key:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        values = {"id": new.id, "purpose": purpose, "city": city, "month": month, **self._wrapped(new, purpose)}
        await connection.execute(insert(DataKey).values(**values).on_conflict_do_nothing())
        (row,) = await _rows(connection, _select(purpose, city, month))
        return new if row.id == new.id else _key(row.id, self._unwrapped(row))

    async def _by(self, source: AsyncConnection | Tx, key_id: UUID) -> Key:
        key, good_until = self._by_id.get(key_id, (None, 0.0))
        if key is not None and self._clock.seconds() < good_until:
            return key
        rows = await _rows(source, COLUMNS.where(DataKey.id == key_id))
        if not rows:
            self._by_id.pop(key_id, None)
            raise NotFound("erased")
        return self._remember(_key(key_id, self._unwrapped(rows[0])))

    def _remember(self, key: Key) -> Key:
        self._by_id[key.id] = (key, self._clock.seconds() + RECHECK)
        return key

    def _wrapped(self, key: Key, purpose: str) -> dict[str, Any]:
        nonce = secrets.token_bytes(NONCE)
        wrapped_by = self._files.current
        cipher = AESGCM(self._files.secret(wrapped_by))
        return {
            "wrapped_by": wrapped_by,
            "wrapped": nonce + cipher.encrypt(nonce, key.secret, f"{purpose}|{key.id}".encode()),
        }

    def _unwrapped(self, row: Row[Any]) -> bytes:
        cipher = AESGCM(self._files.secret(row.wrapped_by))
        try:
            return cipher.decrypt(row.wrapped[:NONCE], row.wrapped[NONCE:], f"{row.purpose}|{row.id}".encode())
        except InvalidTag as error:
            raise KeyAlteredError(f"the data key {row.id} was changed, or moved from where it was wrapped") from error


def _new_key() -> Key:
    return _key(uuid4(), secrets.token_bytes(32))


def _key(key_id: UUID, secret: bytes) -> Key:
    return Key(key_id, secret, AESGCM(secret))


def _select(purpose: str, city: str, month: str) -> Select[Any]:
    return COLUMNS.where(DataKey.purpose == purpose, DataKey.city == city, DataKey.month == month)


async def _rows(source: AsyncConnection | Tx, statement: Select[Any]) -> Sequence[Row[Any]]:
    if isinstance(source, Tx):
        return await source.rows(statement)
    rows: Sequence[Row[Any]] = (await source.execute(statement)).all()
    return rows
