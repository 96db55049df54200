"""What a policy topic may say; pure."""

import re
from collections.abc import Container
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from server.errors import Invalid
from server.sites.rules import PERSONAL_NUMBER

CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE_LENGTH: Final = 40
TITLE_LENGTH: Final = 60
ANSWER_LENGTH: Final = 600
PLAIN_LENGTH: Final = 300
LAW_LENGTH: Final = 60
ARTICLE_LENGTH: Final = 40
MOST_ARTICLES: Final = 5


class Article(NamedTuple):
    """A place in a law: its full title without brackets, and the article as it is cited."""

    law: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of a topic and may change; its code never does. English may be missing, and then zh is shown."""

    title_zh: str
    title_en: str | None = None
    answer_zh: str
    """What is agreed to be answered, in the words of the field."""
    answer_en: str | None = None
    plain_zh: str
    """The same as one would say it to a petitioner."""
    plain_en: str | None = None
    basis: tuple[Article, ...]
    categories: tuple[str, ...] = ()
    """Codes of the categories of matters that it answers."""
    owner_unit: str | None = None
    """The code of the organisational unit that keeps it right."""
    valid_from: date
    valid_until: date | None = None
    """The first day on which it no longer holds; None: without end."""


def check_code(code: str) -> None:
    if len(code) > CODE_LENGTH or CODE.fullmatch(code) is None:
        raise Invalid("topic_code_form")


def check_told(told: Told, *, categories: Container[str], units: Container[str]) -> None:
    """Refuse what cannot be: Invalid ``topic_valid``, ``topic_words_number``, ``topic_unit_unknown``, ``invalid``."""
    if told.valid_until is not None and told.valid_until <= told.valid_from:
        raise Invalid("topic_valid")
    if any(PERSONAL_NUMBER.search(words) for words in _words(told)):
        raise Invalid("topic_words_number")
    if not all(code in categories for code in told.categories):
        raise Invalid("invalid", field="categories")
    if told.owner_unit is not None and told.owner_unit not in units:
        raise Invalid("topic_unit_unknown", unit=told.owner_unit)


def is_valid(told: Told, on: date) -> bool:
    return told.valid_from <= on and (told.valid_until is None or on < told.valid_until)


def stored(told: Told) -> dict[str, Any]:
    """A topic as JSON, in which its versions are kept and compared."""
    plain = asdict(told)
    return plain | {
        "basis": [{"law": law, "article": article} for law, article in told.basis],
        "categories": list(told.categories),
        "valid_from": f"{told.valid_from}",
        "valid_until": None if told.valid_until is None else f"{told.valid_until}",
    }


def told_of(plain: dict[str, Any]) -> Told:
    """A topic from its JSON."""
    until = plain["valid_until"]
    return Told(
        **plain
        | {
            "basis": tuple(Article(one["law"], one["article"]) for one in plain["basis"]),
            "categories": tuple(plain["categories"]),
            "valid_from": date.fromisoformat(plain["valid_from"]),
            "valid_until": None if until is None else date.fromisoformat(until),
        }
    )


def changed(was: Told, now: Told) -> list[dict[str, Any]]:
    """Each part that differs, with what it was and what it is."""
    before, after = stored(was), stored(now)
    return [{"what": name, "was": before[name], "now": after[name]} for name in after if before[name] != after[name]]


def _words(told: Told) -> list[str]:
    texts = (told.title_zh, told.title_en, told.answer_zh, told.answer_en, told.plain_zh, told.plain_en)
    return [*(text for text in texts if text), *(part for article in told.basis for part in article)]
