"""The terms by which two texts are alike: pairs of neighbouring Chinese characters, and whole words of letters; pure.

Most Chinese words have two characters, so that a pair finds them without a dictionary, and one cut differently by a
dictionary is found all the same. Digits are left out: two matters are not alike because they name one date.
"""

import re
import unicodedata
from typing import Final

RUN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[a-z]{3,}")
MOST: Final = 96
"""Different terms of a text; a text of 2,000 characters says what it is about in its first ones."""


def terms_of(text: str) -> tuple[str, ...]:
    """The different terms of a text, in its order."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found: dict[str, None] = {}
    for run in RUN.findall(plain):
        is_word = run.isascii()
        found.update(dict.fromkeys((run,) if is_word else (run[at : at + 2] for at in range(len(run) - 1))))
    return tuple(found)[:MOST]
