"""What a booking says: the part that columns hold, and the words that lie sealed; their checks, seals and prints."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

from server.before.booking import rules
from server.before.booking.rules import Kind
from server.db import Tx
from server.entries.fields import MAX_FEN, MAX_REPRESENTATIVES, NEEDS
from server.errors import Invalid, NotFound
from server.journal.chain import canonical, index_of_phone, local_number
from server.place import city_of
from server.sealing import Sealer, aad
from server.sites.rules import Spoken

FEWEST_DIGITS, MOST_DIGITS = 7, 15


@dataclass(frozen=True, slots=True)
class Told:
    """The part of a booking that is counted and planned with."""

    arose_in: str
    category: str
    kind: Kind
    people_count: int
    attendee_count: int
    needs: Sequence[str]
    language: str | None
    claimed_fen: int


@dataclass(frozen=True, slots=True)
class Someone:
    name: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a booking and who said them, in the names that a registration has."""

    petitioner: Someone
    summary: str
    wanted: str
    respondent: str | None
    """The employer or the project."""
    representatives: Sequence[Someone]
    """The others who speak for a group; the petitioner is one of at most five."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A row of the list of workers: a name and the sum that is owed, in whole fen."""

    name: str
    fen: int


def check(told: Told, words: Words, workers: Sequence[Worker]) -> None:
    """Refuse what cannot be: Invalid ``booking_people``, ``phone_form``, ``booking_sum``, ``booking_words``."""
    _check_words(words)
    is_group = told.people_count > 1
    fits = 1 <= told.attendee_count <= min(told.people_count, MAX_REPRESENTATIVES)
    if not fits or len(words.representatives) > (MAX_REPRESENTATIVES - 1 if is_group else 0):
        raise Invalid("booking_people", most=MAX_REPRESENTATIVES)
    if len(workers) > told.people_count or len(workers) > rules.MOST_WORKERS:
        raise Invalid("booking_workers", most=min(told.people_count, rules.MOST_WORKERS))
    if not set(told.needs) <= NEEDS or (told.language is not None and told.language not in set(Spoken)):
        raise Invalid("invalid", field="needs")
    total = sum(one.fen for one in workers)
    if total > MAX_FEN or (workers and total != told.claimed_fen):
        raise Invalid("booking_sum", total=total)


def _check_words(words: Words) -> None:
    said = [words.petitioner.name, words.summary, *(one.name for one in words.representatives)]
    if not all(any(unicodedata.category(sign)[0] in "LN" for sign in one) for one in said):
        raise Invalid("booking_words")
    for phone in (words.petitioner.phone or "", *(one.phone for one in words.representatives if one.phone)):
        check_phone(phone)


def check_phone(phone: str) -> None:
    """Refuse what is no telephone number in the country; Invalid ``phone_form``."""
    written = unicodedata.normalize("NFKC", phone)
    number = local_number(phone)
    is_written = all(sign.isdigit() or sign in "+-() " for sign in written)
    if not (is_written and written.isascii() and FEWEST_DIGITS <= len(number) <= MOST_DIGITS):
        raise Invalid("phone_form")


def told_json(told: Told) -> dict[str, Any]:
    return {**asdict(told), "kind": told.kind.value, "needs": list(told.needs)}


def respondent_index(respondent: str | None, sealer: Sealer) -> str | None:
    """The keyed print of an employer or project, however it is spaced and cased; None where none is named."""
    plain = unicodedata.normalize("NFKC", respondent or "").casefold()
    letters = "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LN")
    return sealer.mac(b"respondent|" + letters.encode()) if letters else None


def phone_index(phone: str | None, sealer: Sealer) -> str | None:
    """The keyed print of a number, the same as in the journal."""
    return index_of_phone(phone or "", sealer.mac)


class Seals:
    """Seals what belongs to one booking: by the key of its city and month, bound to its id and part."""

    def __init__(self, sealer: Sealer, booking: UUID, place: int) -> None:
        self._sealer, self._booking, self._city = sealer, booking, city_of(place)

    async def prepare(self, tx: Tx, month: str) -> None:
        self._key = await self._sealer.key_in(tx, self._city, month)

    def seal(self, part: str, plain: Mapping[str, Any]) -> bytes:
        """Seal a part of the booking; after ``prepare``."""
        return self._sealer.seal(canonical(plain).encode(), aad=self._bound(part), key=self._key)

    async def unseal(self, tx: Tx, part: str, sealed: bytes | None) -> dict[str, Any] | None:
        """A part of the booking; None where it was erased by law."""
        if sealed is None:
            return None
        try:
            plain: dict[str, Any] = json.loads(await self._sealer.unseal(tx, sealed, aad=self._bound(part)))
        except NotFound:
            return None
        return plain

    def _bound(self, part: str) -> bytes:
        return aad("booking", self._booking, part, self._city)


WORDS: Final = "words"


def words_json(words: Words) -> dict[str, Any]:
    return asdict(words)


def words_of(said: Mapping[str, Any]) -> Words:
    """The words from their JSON."""
    return Words(
        petitioner=Someone(**said["petitioner"]),
        summary=said["summary"],
        wanted=said["wanted"],
        respondent=said["respondent"],
        representatives=[Someone(**one) for one in said["representatives"]],
    )
