"""The passwords that are tried first: two published lists of leaked ones, and those of this country and service.

``common_passwords.txt.gz`` is Django's list of 20,000 (BSD-3-Clause) and the 30,000 of zxcvbn (MIT) in small letters,
each once, sorted, those of four signs and more: also the short ones, because people lengthen them by a year or a sign.
"""

import gzip
from functools import cache
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).with_name("common_passwords.txt.gz")
OWN: Final = frozenset(
    """5201314520 5201314789 woaini1314 woaini5201314 woaini520520 woaini aini1314 administrator1 hunan changsha
    reception receptionday jiefang xinfang jiefangri zhengfu shengzhang qwer1234 1qaz2wsx3edc 1234512345 1231231231
    9876543210 abcdefghij""".split()  # noqa: SIM905  # read and added to as words
)
LENGTHENED_BY: Final = 4
"""Digits and signs at either end that make no other password of a common one: password2023, !!qwerty."""


def is_common(password: str) -> bool:
    """Whether a password is among the first to be tried: a listed one, lengthened a little, or repeated."""
    known, folded = _known(), password.casefold()
    return any(part in known for part in (*_cores(folded), *_unit(folded))) or len(set(folded)) == 1


def _cores(folded: str) -> list[str]:
    """Give the password, and what is left without a few digits or signs at either end."""
    ends = [n for n in range(LENGTHENED_BY + 1) if not any(map(str.isalpha, folded[len(folded) - n :]))]
    starts = [n for n in range(LENGTHENED_BY + 1) if not any(map(str.isalpha, folded[:n]))]
    return [folded[start : len(folded) - end] for start in starts for end in ends]


def _unit(folded: str) -> list[str]:
    """Give what a password repeats from its beginning to its end, if it does."""
    lengths = range(1, len(folded) // 2 + 1)
    return [folded[:n] for n in lengths if len(folded) % n == 0 and folded[:n] * (len(folded) // n) == folded]


@cache
def _known() -> frozenset[str]:
    return frozenset(gzip.decompress(LIST.read_bytes()).decode().split("\n")) - {""} | OWN
