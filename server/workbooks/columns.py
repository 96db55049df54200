"""What a room declares of a sheet: its columns, by name in both languages, and of which kind their cells are."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final

from server.language import Language

CELL: Final = 2000
"""Characters that a cell has at most, whatever its column says."""
SEPARATORS: Final = "、,，;；"
"""Between several choices in one cell."""
NUMBERING: Final = frozenset({"序号", "编号", "no", "no.", "#"})
"""Columns that number the rows, which sheets have by custom; they are not read, unless a room declares one so."""


class Kind(StrEnum):
    """What a cell becomes."""

    TEXT = "text"
    """str"""
    CODE = "code"
    """str of letters, digits and - . _, also where the cell is a number"""
    TELEPHONE = "telephone"
    """str of digits and hyphens, perhaps + before them, also where the cell is a number"""
    DATE = "date"
    """datetime.date"""
    TIME = "time"
    """datetime.time"""
    WHOLE = "whole"
    """int"""
    CHOICE = "choice"
    """str, the code of a choice"""
    CHOICES = "choices"
    """tuple[str, ...], codes of choices"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: ``key`` names its values in a row; the header says ``zh`` or ``en``, or the key itself."""

    key: str
    zh: str
    en: str
    kind: Kind = Kind.TEXT
    required: bool = False
    most: int = 200
    """Characters of a text."""
    lowest: int = 0
    highest: int = 1_000_000_000
    """Of a whole number."""
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Of a choice: code → zh, en. A cell may say any of the three."""

    def name(self, language: Language) -> str:
        return self.en if language == "en" else self.zh


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The form in which headers and choices are compared: width, case, blanks and a mark of duty do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("*:").casefold()


def by_header(columns: Sequence[Column]) -> Mapping[str, Column]:
    """The columns by each name that a header may give them."""
    return {folded(name): column for column in columns for name in (column.key, column.en, column.zh)}
