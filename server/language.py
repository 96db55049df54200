"""The two languages in which the service answers, and the one place that chooses between them."""

from typing import Final, Literal

Language = Literal["zh", "en"]
LanguageTag = Literal["zh-CN", "en"]
"""A language as accounts, headers and the browser name it (BCP 47)."""
TAGS: Final[dict[Language, LanguageTag]] = {"zh": "zh-CN", "en": "en"}


def choose_language(wishes: str | None, *, otherwise: Language = "zh") -> Language:
    """Return the first of our languages in a list of wishes: an ``Accept-Language``, one tag, or a locale's name."""
    for wish in (wishes or "").lower().split(","):
        for language in TAGS:
            if wish.strip().startswith(language):
                return language
    return otherwise
