"""How a petitioner's name is shown to others."""

import unicodedata
from typing import Final

BLANK_LETTERS: Final = frozenset("\u115f\u1160")
"""Fillers of Korean writing: letters to Unicode, nothing to the eye; NFKC makes these two of all."""


def masked(name: str | None) -> str | None:
    """A name as others see it: its first letter and a star (张*), so that not even its length is told.

    One letter and no more, whatever was typed.

    Marks over letters, signs that change the direction of writing and invisible signs are no first letter; what a
    single sign abbreviates (NFKC) is not shown whole.
    """
    if not name:
        return name
    letters = [sign for sign in unicodedata.normalize("NFKC", name) if _is_letter(sign)]
    return "".join(letters[:1]) + "*"


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LN" and sign not in BLANK_LETTERS
