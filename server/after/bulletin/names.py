"""Searches a bulletin for names: of the petitioners of its day, their representatives and employers, and of leaders."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import select

from server.before.roster.reads import accounts_in, duties_of, names_of
from server.day.record.reads import sealed_of_all
from server.db import Tx
from server.journal.model import Matter
from server.journal.seals import EntrySeals
from server.place import Range
from server.sites.rules import PERSONAL_NUMBER

SHORTEST: Final = 2
"""Signs of a name that is looked for: one sign alone is in every text."""
SHORTEST_EMPLOYER: Final = 4
"""Of an employer: shorter ones are words of a trade as well."""
AT_ONCE: Final = 500
_BLANKS: Final = re.compile(r"[\s·•・]+")


async def names_on(tx: Tx, seals: EntrySeals, day: str, level: Range) -> frozenset[str]:
    """The names of the day within a level, in the form in which they are looked for."""
    found: list[str] = []
    matters = await tx.scalars(select(Matter).where(Matter.day == day, Matter.place.between(*level)))
    for start in range(0, len(matters), AT_ONCE):
        for sealed in (await sealed_of_all(tx, seals, matters[start : start + AT_ONCE])).values():
            found += _persons(sealed)
    duties = [one for one in await duties_of(tx, day) if level[0] <= one.lo and one.hi <= level[1]]
    found += [one.name for one in (await names_of(tx, accounts_in(duties))).values()]
    return frozenset(name for name in map(folded, found) if len(name) >= SHORTEST)


def found_in(texts: Iterable[str], names: Iterable[str], words: Iterable[str]) -> int:
    """In how many of the texts a name or a personal number stands; ``words`` name places and things, not persons."""
    known = sorted({folded(word) for word in words} - {""}, key=len, reverse=True)
    no_names = re.compile("|".join(map(re.escape, known))) if known else None
    looked = [no_names.sub("\n", folded(text)) if no_names else folded(text) for text in texts]
    all_of_it = "\n\n".join(looked)
    there = [name for name in names if name in all_of_it]
    return sum(bool(PERSONAL_NUMBER.search(text)) or any(name in text for name in there) for text in looked)


def folded(text: str) -> str:
    """A text without blanks and dots between names, in one width and case."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _persons(sealed: dict[str, Any]) -> Sequence[str]:
    people = [sealed.get("petitioner") or {}, *(sealed.get("representatives") or ())]
    said = [one.get(part) for one in people for part in ("name", "phone")]
    employer = sealed.get("respondent")
    if isinstance(employer, str) and len(folded(employer)) >= SHORTEST_EMPLOYER:
        said.append(employer)
    return [text for text in said if isinstance(text, str)]
