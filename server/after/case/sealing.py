"""Seals the free words of a case by the key of its city and the month of its day, so that an erasure ends them."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from server.after.case.model import Case, CaseLine, CaseMoney
from server.db import Tx
from server.errors import Invalid, NotFound
from server.people.spelling import is_visible
from server.place import city_of
from server.sealing import Sealer, aad

SHORTEST, LONGEST = 2, 500


async def seal(tx: Tx, sealer: Sealer, case: Case, row: UUID, words: str) -> bytes:
    """Seal words of a row of the case; Invalid ``case_words`` for none, too many or invisible ones."""
    if not (SHORTEST <= len(words.strip()) <= LONGEST and is_visible(words)):
        raise Invalid("case_words", least=SHORTEST, most=LONGEST)
    key = await sealer.key_in(tx, city_of(case.place), case.day[:7])
    return sealer.seal(words.strip().encode(), aad=_bound(case, row), key=key)


async def unsealed(tx: Tx, sealer: Sealer, case: Case, row: CaseLine | CaseMoney) -> str | None:
    """The words of a line; None where there are none, or where they were erased by law."""
    sealed = row.reason_sealed if isinstance(row, CaseLine) else row.proof_sealed
    return await unsealed_words(tx, sealer, case, row.id, sealed)


async def unsealed_words(tx: Tx, sealer: Sealer, case: Case, row: UUID, sealed: bytes | None) -> str | None:
    """The same of any row that belongs to the case."""
    if sealed is None:
        return None
    try:
        return (await sealer.unseal(tx, sealed, aad=_bound(case, row))).decode()
    except NotFound:
        return None


async def seal_rows(tx: Tx, sealer: Sealer, case: Case, rows: Sequence[Any]) -> bytes:
    """Seal the list of payees of the case."""
    key = await sealer.key_in(tx, city_of(case.place), case.day[:7])
    return sealer.seal(json.dumps(rows, ensure_ascii=False).encode(), aad=_bound(case, case.id, "payees"), key=key)


async def unsealed_rows(tx: Tx, sealer: Sealer, case: Case, sealed: bytes) -> Sequence[Any] | None:
    """The list again; None where it was erased by law."""
    try:
        rows: Sequence[Any] = json.loads(await sealer.unseal(tx, sealed, aad=_bound(case, case.id, "payees")))
    except NotFound:
        return None
    return rows


def _bound(case: Case, row: UUID, part: str = "words") -> bytes:
    return aad("case", f"{case.id} {row}", part, city_of(case.place))
