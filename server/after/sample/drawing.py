"""An auditable draw: from a list of candidates and a seed, some of each group, the same whenever it is repeated. Pure.

The list is text: one line ``group<TAB>key`` for each candidate, sorted by code points, each ended by a line feed. Its
checksum is the SHA-256 of its UTF-8. The rank of a candidate is the SHA-256 of ``seed<LF>group<LF>key`` in lower-case
hexadecimal digits; of each group those with the lowest ranks are drawn. The seed is made by the service after the list
is fixed, and list, checksum, seed and result are kept, so that everyone with the list can repeat the draw.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Final

SEED_BYTES: Final = 32


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """What may be drawn, ``key``, and the group of which so many are drawn. Neither holds a tab or a line feed."""

    group: str
    key: str


def listed(candidates: Iterable[Candidate]) -> str:
    """The list as it is kept; each candidate once."""
    return "".join(f"{one.group}\t{one.key}\n" for one in sorted(set(candidates)))


def parsed(text: str) -> list[Candidate]:
    """The candidates of a list that was kept."""
    return [Candidate(*line.split("\t")) for line in text.splitlines()]


def checksum(text: str) -> str:
    """64 hexadecimal digits over the list."""
    return hashlib.sha256(text.encode()).hexdigest()


def drawn(text: str, seed: str, per_group: int) -> Sequence[Candidate]:
    """Those drawn, by group and in the order of their ranks; a smaller group is drawn whole."""
    found: list[Candidate] = []
    for _, group in groupby(parsed(text), key=attrgetter("group")):
        found += sorted(group, key=lambda one: (_rank(seed, one), one.key))[:per_group]
    return found


def _rank(seed: str, one: Candidate) -> str:
    return hashlib.sha256(f"{seed}\n{one.group}\n{one.key}".encode()).hexdigest()
