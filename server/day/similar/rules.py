"""How alike two matters are; pure. A score is of matters alone and is never shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log
from typing import Final

MOST: Final = 3
ASKED: Final = 16
"""Terms of a matter that are looked up, evenly from all of what was told."""
PROBED: Final = 100
"""Rows that are read of each term. A term with more of them is common, and its weight that of all common ones."""
WEIGHED: Final = 60
"""Matters that are compared whole."""
SATURATION, LENGTH = 1.2, 0.5
"""BM25's k1 and b."""
SAME_CATEGORY: Final = 1.5
ENOUGH: Final = 0.2
"""The share of the asked terms that a matter must have, so that nothing is shown merely for being there.

Terms and not their weight: where many matters are alike, what they share weighs little.
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    number: int
    category: str | None
    prints: Collection[int]


def asked_of(prints: Sequence[int]) -> Sequence[int]:
    """The terms that are looked up of a matter with these."""
    return prints if len(prints) <= ASKED else [prints[at * len(prints) // ASKED] for at in range(ASKED)]


def weights(counted: Mapping[int, int]) -> dict[int, float]:
    """The weight of each term by the rows that were read of it: the rarer, the heavier."""
    return {term: log(1 + (PROBED + 1) / (count + 0.5)) for term, count in counted.items()}


def nearest(found: Sequence[tuple[int, int]], weight: Mapping[int, float], own: int) -> list[int]:
    """The matters, of rows (term, matter), that share the most weight; at equal weight by their numbers."""
    shared: dict[int, float] = {}
    for term, number in found:
        shared[number] = shared.get(number, 0.0) + weight[term]
    shared.pop(own, None)
    return nlargest(WEIGHED, shared, key=lambda number: (shared[number], number))


def most_alike(
    candidates: Sequence[Candidate], weight: Mapping[int, float], category: str | None, *, most: int = MOST
) -> list[int]:
    """The numbers of the matters most like one with these weighted terms and this category, the likest first."""
    mean = sum(len(one.prints) for one in candidates) / len(candidates) if candidates else 1.0
    scored: list[tuple[float, int]] = []
    for one in candidates:
        same = [term for term in one.prints if term in weight]
        if len(same) < ENOUGH * len(weight):
            continue
        shared = sum(weight[term] for term in same)
        length = 1 - LENGTH + LENGTH * len(one.prints) / mean
        score = shared * (SATURATION + 1) / (1 + SATURATION * length)
        scored.append((score * (SAME_CATEGORY if category and one.category == category else 1.0), one.number))
    return [number for _, number in nlargest(most, scored)]
