"""Seals what is typed into a bulletin by the key of its region and the month of its day: it may still name a person."""

from typing import Final

from pydantic import TypeAdapter

from server.after.bulletin.contents import Typed
from server.after.bulletin.model import Bulletin
from server.db import Tx
from server.errors import NotFound
from server.place import city_of
from server.sealing import Sealer, aad

_TYPED: Final = TypeAdapter(Typed)


async def sealed_typed(tx: Tx, sealer: Sealer, bulletin: Bulletin, typed: Typed) -> bytes:
    return await _seal(tx, sealer, bulletin, "typed", _TYPED.dump_json(typed))


async def sealed_reason(tx: Tx, sealer: Sealer, bulletin: Bulletin, reason: str) -> bytes:
    return await _seal(tx, sealer, bulletin, "returned", reason.encode())


async def typed_of(tx: Tx, sealer: Sealer, bulletin: Bulletin) -> Typed | None:
    """What was typed; None where it was erased by law."""
    found = await _unsealed(tx, sealer, bulletin, "typed", bulletin.typed_sealed)
    return None if found is None else _TYPED.validate_json(found)


async def reason_of(tx: Tx, sealer: Sealer, bulletin: Bulletin) -> str | None:
    """Why it was last returned; None where it never was, or where the words were erased by law."""
    if bulletin.returned_sealed is None:
        return None
    found = await _unsealed(tx, sealer, bulletin, "returned", bulletin.returned_sealed)
    return None if found is None else found.decode()


async def _seal(tx: Tx, sealer: Sealer, bulletin: Bulletin, field: str, content: bytes) -> bytes:
    key = await sealer.key_in(tx, city_of(bulletin.lo), bulletin.day[:7])
    return sealer.seal(content, aad=_bound(bulletin, field), key=key)


async def _unsealed(tx: Tx, sealer: Sealer, bulletin: Bulletin, field: str, sealed: bytes) -> bytes | None:
    try:
        return await sealer.unseal(tx, sealed, aad=_bound(bulletin, field))
    except NotFound:
        return None


def _bound(bulletin: Bulletin, field: str) -> bytes:
    return aad("bulletin", bulletin.id, field, city_of(bulletin.lo))
