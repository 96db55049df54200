"""One cell and its column: a typed value, or what is wrong. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final, TypeAlias

from server.workbooks.columns import CELL, SEPARATORS, Column, Kind, folded

Wrong: TypeAlias = tuple[str, Mapping[str, object]]
EXACT: Final = 10**15
"""From here on a sheet has lost digits of a number."""
CODE: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
TELEPHONE: Final = re.compile(r"(?=.{3,30}\Z)\+?[0-9]+(?:-[0-9]+)*")
DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})日?")
TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
WHOLE: Final = re.compile(r"-?\d{1,15}")
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
YEARS: Final = range(1900, 2200)
EPOCHS: Final = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
LEAP_BUG: Final = 61
"""The first serial after 29 February 1900, a day that the sheets count and that never was."""
DAY_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: the row's number as the sheet shows it, the column's header as the file spells it, and a code.

    The sentence of the code is ``errors.sentence(code, language, params)``.
    """

    row: int | None
    column: str | None
    code: str
    params: Mapping[str, object]


class _Wrong(Exception):  # noqa: N818  # never leaves this file
    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.said: Wrong = code, params


def value_of(cell: Any, column: Column, *, epoch: int | None) -> tuple[Any, Wrong | None]:
    """Return the value of a cell as ``child`` tells it, None where it is empty; or None and what is wrong."""
    try:
        if isinstance(cell, str):
            cell = _clean(cell)
        if cell is None or cell == "":
            return None, ("cell_required", {}) if column.required else None
        return _MAKERS[column.kind](cell, column, epoch), None
    except _Wrong as wrong:
        return None, wrong.said


def _clean(text: str) -> str:
    """The text without blanks at its ends and breaks of lines within it."""
    if len(text) > CELL:
        raise _Wrong("cell_long", most=CELL)
    text = (text if text.isprintable() else re.sub(r"[\t\r\n]+", " ", text)).strip()
    if not text.isprintable() and any(unicodedata.category(sign) in INVISIBLE for sign in text):
        raise _Wrong("cell_signs")
    return text


def _digits(cell: float) -> str:
    """The digits of a number that stands for itself, such as a code: exact, or refused."""
    if abs(cell) >= EXACT:
        raise _Wrong("cell_digits")
    return str(int(cell))


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _is_whole(cell: Any) -> bool:
    return _is_number(cell) and (abs(cell) >= EXACT or cell == int(cell))


def _text(cell: Any, column: Column, _epoch: int | None) -> str:
    if _is_whole(cell):
        cell = _digits(cell)
    elif _is_number(cell):
        cell = repr(cell)
    if not isinstance(cell, str):
        raise _Wrong("cell_text")
    if len(cell) > column.most:
        raise _Wrong("cell_long", most=column.most)
    return cell


def _code(cell: Any, column: Column, _epoch: int | None) -> str:
    text = _digits(cell) if _is_whole(cell) else cell
    text = unicodedata.normalize("NFKC", text) if isinstance(text, str) else ""
    if CODE.fullmatch(text) is None:
        raise _Wrong("cell_code")
    if len(text) > column.most:
        raise _Wrong("cell_long", most=column.most)
    return text


def _telephone(cell: Any, _column: Column, _epoch: int | None) -> str:
    if _is_whole(cell):
        text = _digits(cell)
        # 073112345678 as a number is 73112345678: an area code without its 0; a mobile and a short number have none
        if len(text) in range(9, 13) and not (len(text) == 11 and text[0] == "1"):  # noqa: PLR2004  # of a mobile
            raise _Wrong("cell_zero")
    else:
        text = unicodedata.normalize("NFKC", cell) if isinstance(cell, str) else ""
        text = re.sub(r"[\s()]+", "-", text).strip("-").replace("--", "-")
    if TELEPHONE.fullmatch(text) is None:
        raise _Wrong("cell_telephone")
    return text


def _date(cell: Any, _column: Column, epoch: int | None) -> date:
    try:
        made = _date_of(cell, epoch)
    except (ValueError, OverflowError) as error:
        raise _Wrong("cell_date") from error
    if made is None or made.year not in YEARS:
        raise _Wrong("cell_date")
    return made


def _date_of(cell: Any, epoch: int | None) -> date | None:
    match cell:
        case ["date", year, month, day, 0, 0, 0]:
            return date(year, month, day)
        case str():
            found = DATE.fullmatch(unicodedata.normalize("NFKC", cell).replace(" ", ""))
            return date(int(found[1]), int(next(filter(None, found.groups()[1:5]))), int(found[6])) if found else None
    # a serial in a cell that is not formatted as a date; where the system of dates is unknown it is no date
    if _is_whole(cell) and epoch in EPOCHS and (epoch == 1904 or cell >= LEAP_BUG):  # noqa: PLR2004
        return EPOCHS[epoch] + timedelta(days=int(cell))
    return None


def _time(cell: Any, _column: Column, _epoch: int | None) -> time:
    try:
        match cell:
            case ["time", hour, minute, second]:
                return time(hour, minute, second)
            case ["date", 1899 | 1900 | 1904, _, _, hour, minute, second]:
                return time(hour, minute, second)
            case str() if found := TIME.fullmatch(unicodedata.normalize("NFKC", cell)):
                return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError as error:
        raise _Wrong("cell_time") from error
    if _is_number(cell) and 0 <= cell < 1:  # a part of a day in a cell that is not formatted as a time
        minutes, seconds = divmod(round(cell * DAY_SECONDS), 60)
        return time(minutes // 60 % 24, minutes % 60, seconds)
    raise _Wrong("cell_time")


def _whole(cell: Any, column: Column, _epoch: int | None) -> int:
    text = unicodedata.normalize("NFKC", cell) if isinstance(cell, str) else ""
    number = int(cell) if _is_whole(cell) else int(text) if WHOLE.fullmatch(text) else None
    if number is None or not column.lowest <= number <= column.highest:
        raise _Wrong("cell_whole", lowest=column.lowest, highest=column.highest)
    return number


def _choice(cell: Any, column: Column, _epoch: int | None) -> str:
    code = _code_of(_digits(cell) if _is_whole(cell) else str(cell), column)
    if code is None:
        zh, en = (
            "；".join(zh for zh, _ in column.choices.values()),
            "; ".join(en for _, en in column.choices.values()),
        )
        raise _Wrong("cell_choice", choices_zh=zh, choices_en=en)
    return code


def _code_of(text: str, column: Column) -> str | None:
    """The choice of this code or name."""
    said = folded(text)
    return next((code for code, names in column.choices.items() if said in {folded(code), *map(folded, names)}), None)


def _choices(cell: Any, column: Column, epoch: int | None) -> tuple[str, ...]:
    """Several choices between separators, which a name may hold too: the longest name that is one is taken."""
    if not isinstance(cell, str):
        return (_choice(cell, column, epoch),)
    parts, at, chosen = re.split(f"([{SEPARATORS}])", cell), 0, dict[str, None]()
    while at < len(parts):
        spans = range(len(parts), at, -2)
        found = ((end, _code_of("".join(parts[at:end]), column)) for end in spans)
        end, code = next((one for one in found if one[1] is not None), (at + 1, None))
        if code is not None:
            chosen[code] = None
        elif parts[at].strip():
            _choice(parts[at], column, epoch)
        at = end + 1
    if column.required and not chosen:
        raise _Wrong("cell_required")
    return tuple(chosen)


_MAKERS: Final[Mapping[Kind, Callable[[Any, Column, int | None], Any]]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.TELEPHONE: _telephone,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.WHOLE: _whole,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
}
