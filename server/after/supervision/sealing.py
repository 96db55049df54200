"""Seals reasons, notes, findings and replies, so that an erasure of the city and month ends them."""

from datetime import datetime
from uuid import UUID

from server.after.case.sealing import LONGEST, SHORTEST
from server.db import Tx
from server.errors import Invalid, NotFound
from server.people.spelling import is_visible
from server.place import city_of
from server.sealing import Sealer, aad


async def seal(tx: Tx, sealer: Sealer, row: UUID, part: str, words: str, *, place: int, now: datetime) -> bytes:
    """Seal words of a part of a row; Invalid ``case_words`` for too few, too many or invisible ones."""
    if not (SHORTEST <= len(words.strip()) <= LONGEST and is_visible(words)):
        raise Invalid("case_words", least=SHORTEST, most=LONGEST)
    key = await sealer.key_in(tx, city_of(place), f"{now:%Y-%m}")
    return sealer.seal(words.strip().encode(), aad=_bound(row, part, place), key=key)


async def unsealed(tx: Tx, sealer: Sealer, row: UUID, part: str, sealed: bytes | None, *, place: int) -> str | None:
    """The words; None where there are none, or where they were erased by law."""
    if sealed is None:
        return None
    try:
        return (await sealer.unseal(tx, sealed, aad=_bound(row, part, place))).decode()
    except NotFound:
        return None


def _bound(row: UUID, part: str, place: int) -> bytes:
    return aad("supervision", row, part, city_of(place))
