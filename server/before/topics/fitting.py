"""Which policy topic fits a matter: by its category first, among those by the terms that both texts have; pure."""

from collections import Counter
from collections.abc import Collection, Mapping
from math import log
from typing import Final

from server.before.topics.rules import Told
from server.terms import terms_of

FEWEST: Final = 4
"""Terms that a topic of no such category must share with a matter, so that chance does not choose one."""


def fitting(topics: Mapping[str, Told], categories: Collection[str], text: str) -> str | None:
    """The code of the topic that fits a matter of these categories (its own and the one above it); None: none does.

    Of equals the one for fewer categories, then by code, so that a matter always has the same.
    """
    terms = {code: _terms(told) for code, told in topics.items()}
    common = Counter(term for found in terms.values() for term in found)
    asked = set(terms_of(text))
    best: tuple[tuple[bool, float, int], str] | None = None
    for code in sorted(topics):
        shared = asked & terms[code]
        of_category = not set(categories).isdisjoint(topics[code].categories)
        if not of_category and len(shared) < FEWEST:
            continue
        weight = sum(log(1 + len(topics) / common[term]) for term in shared)
        rank = (of_category, weight, -len(topics[code].categories))
        if best is None or rank > best[0]:
            best = rank, code
    return None if best is None else best[1]


def _terms(told: Told) -> set[str]:
    return set(terms_of(f"{told.title_zh}。{told.answer_zh}。{told.plain_zh}"))
