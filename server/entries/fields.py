"""Checks of single fields: each gives the sound value or says by a code why it is refused."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, get_args

from server.instants import is_writable, micros_of

MAX_COUNT: Final = 100_000
MAX_ROOMS: Final = 1_000
MAX_FEN: Final = 10**13
MAX_NEEDS: Final = 100
MAX_TICKET: Final = 9_999
MAX_REPRESENTATIVES: Final = 5

Need = Literal["elderly", "ill", "disabled", "pregnant", "with_child", "hardship", "from_far", "interpreter"]
NEEDS: Final = frozenset(get_args(Need))
Channel = Literal["site", "qr_code", "video", "phone"]
CHANNELS: Final = frozenset(get_args(Channel))
Mode = Literal["in_person", "video", "phone"]
MODES: Final = frozenset(get_args(Mode))
BECAUSE: Final = frozenset({"no_show", "given_back", "held"})
EXPLANATIONS: Final = ("policy", "responsibility", "route")

_UUID7: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
_RFC3339: Final = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DESK: Final = re.compile(r"[A-Z]")
_UNIT_CODE: Final = re.compile(r"(?=.{0,32}\Z)(?:[A-Z0-9]+(?:-[A-Z0-9]+)*)?")
"""Empty in an amendment that names the unit in free words again."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes that entries may use, from schedules/reference/."""

    categories: frozenset[str]
    outcomes: frozenset[str]
    regions: frozenset[str]


class Refusal(Exception):  # noqa: N818 - the word of the domain
    def __init__(self, code: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


Check = Callable[[Any, Codes], Any]


def integer(limit: int, *, least: int = 0) -> Check:
    def check(value: Any, _: Codes) -> int:
        if type(value) is not int:
            raise Refusal("wrong_type")
        if not least <= value <= limit:
            raise Refusal("out_of_range")
        return value

    return check


def text(limit: int) -> Check:
    def check(value: Any, _: Codes) -> str:
        if type(value) is not str:
            raise Refusal("wrong_type")
        if len(value) > limit:
            raise Refusal("out_of_range")
        if not value.isprintable() and ("\x00" in value or has_surrogate(value)):
            raise Refusal("wrong_type")
        return value

    return check


def has_surrogate(value: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in value)


def boolean(value: Any, _: Codes) -> bool:
    if type(value) is not bool:
        raise Refusal("wrong_type")
    return value


def one_of(known: Callable[[Codes], frozenset[str]]) -> Check:
    def check(value: Any, codes: Codes) -> str:
        if type(value) is not str:
            raise Refusal("wrong_type")
        if value not in known(codes):
            raise Refusal("unknown_code")
        return value

    return check


def uuid7(value: Any, _: Codes) -> str:
    if type(value) is not str or not _UUID7.fullmatch(value):
        raise Refusal("wrong_type")
    return value.lower()


def _written(form: re.Pattern[str]) -> Check:
    def check(value: Any, _: Codes) -> str:
        if type(value) is not str or not form.fullmatch(value):
            raise Refusal("wrong_type")
        return value

    return check


desk_letter = _written(_DESK)
sha256 = _written(_SHA256)
unit_code = _written(_UNIT_CODE)
"""Its form alone: a desk without a line knows the units of yesterday."""


def some(inner: Check, limit: int) -> Check:
    """A list of one to so many of these."""

    def check(value: Any, codes: Codes) -> list[Any]:
        if type(value) is not list:
            raise Refusal("wrong_type")
        if not 1 <= len(value) <= limit:
            raise Refusal("out_of_range")
        return [inner(one, codes) for one in value]

    return check


def calendar_date(value: Any, _: Codes) -> str:
    if type(value) is not str or not _DATE.fullmatch(value):
        raise Refusal("wrong_type")
    try:
        date.fromisoformat(value)
    except ValueError:
        raise Refusal("wrong_type") from None
    return value


def needs(value: Any, _: Codes) -> list[str]:
    if type(value) is not list or any(type(need) is not str for need in value):
        raise Refusal("wrong_type")
    if len(value) > MAX_NEEDS:
        raise Refusal("out_of_range")
    if not NEEDS.issuperset(value):
        raise Refusal("unknown_code")
    return value


def record(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with exactly these fields: the shape of ``data`` and of what is inside it."""
    every = {**required, **optional}

    def check(value: Any, codes: Codes) -> dict[str, Any]:
        if type(value) is not dict:
            raise Refusal("wrong_type")
        sound: dict[str, Any] = {}
        for name, inner in value.items():
            inside = every.get(name)
            if inside is None:
                raise Refusal("unknown_field", name)
            try:
                sound[name] = inside(inner, codes)
            except Refusal as refusal:
                refusal.field = refusal.field or name
                raise
        for name in required:
            if name not in sound:
                raise Refusal("missing_field", name)
        return sound

    return check


def instant(text: Any) -> int:
    """Microseconds since 1970 UTC of an RFC 3339 time with offset; refuses anything else.

    Refused as ``clock_wrong`` is what RFC 3339 cannot write in UTC again: a year beyond 0001 to 9999, a leap second.
    """
    match = _RFC3339.fullmatch(text) if type(text) is str else None
    if match is None:
        raise Refusal("wrong_type", "at")
    day, minute, second, fraction, offset = match.groups()
    odd = second == "60" or day.startswith("0000")  # sound in RFC 3339, and no instant that Python knows
    plain = day.replace("0000", "2000", 1) if odd else day
    plain += f"T{minute}:{'59' if odd else second}{(fraction or '')[:7]}{offset.upper()}"
    try:
        micros = micros_of(datetime.fromisoformat(plain))
    except (ValueError, OverflowError):
        raise Refusal("wrong_type", "at") from None
    if odd or not is_writable(micros):
        raise Refusal("clock_wrong", "at")
    return micros


def within(name: str, check: Check, value: Any, codes: Codes) -> Any:
    try:
        return check(value, codes)
    except Refusal as refusal:
        refusal.field = name
        raise
