"""Keyed prints of terms: equal terms are found, none can be read; a month's erasure deletes its rows."""

from array import array
from collections.abc import Callable, Sequence
from typing import Final

from server.terms import terms_of

Mac = Callable[[bytes], str]
DIGITS: Final = 15
"""Hexadecimal digits that fit a signed integer of 64 bits."""


def prints_of(text: str, mac: Mac) -> Sequence[int]:
    """The prints of a text's terms, in its order."""
    return [_number(mac(b"similar|" + term.encode())) for term in terms_of(text)]


def number_of(day: str, place: int, matter: str, mac: Mac) -> int:
    """The number of a matter in the index: the same whenever the index is made anew."""
    return _number(mac(f"similar-matter|{day}|{place}|{matter}".encode()))


def packed(prints: Sequence[int]) -> bytes:
    return array("q", prints).tobytes()


def unpacked(raw: bytes) -> Sequence[int]:
    found = array("q")
    found.frombytes(raw)
    return found


def _number(digest: str) -> int:
    return int(digest[:DIGITS], 16)
