"""The check of one entry: it is judged by itself alone, and parted into what is counted and what is sealed.

Whether an entry has its ground is for the journal (rules 1 and 2 of "Entries", docs/protocol.md).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from server import fold
from server.day_code import parse_day
from server.entries.fields import Codes, Refusal, instant, text, uuid7, within
from server.entries.kinds import KINDS
from server.instants import MICROSECOND, micros_of

CLOCK_AHEAD: Final = timedelta(minutes=5)
MAX_BY: Final = 200
SHOWN_ID: Final = 100
"""Characters of a faulty id or field name that are sent back, so that its device finds it again."""

SEALED_FIELDS: Final = frozenset({"petitioner", "representatives", "respondent", "summary", "note", "reason"})
"""Personal fields and free text: never in the journal, only bound to it by an HMAC."""

FREE_NAMES: Final = frozenset({"leader", "owner_unit"})
"""Fields that name an account by its id, or a person in free words: then only that they are given is counted."""
HIDDEN: Final = "sealed"
"""What the counted part says of a free name; its words lie with what is sealed."""
MAX_ENTRIES: Final = 500
"""So many are handed in by one request."""
_ACCOUNT: Final = re.compile(r"(account:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

_FIELDS: Final = frozenset({"id", "day", "site", "at", "kind", "data", "by"})
_MUST: Final = ("id", "day", "site", "at", "kind", "data")


@dataclass(frozen=True, slots=True)
class Sound:
    """An entry that passed the check: the counted part and, apart from it, the sealed part."""

    entry: fold.Entry
    sealed: Mapping[str, Any]
    by: str | None
    clock_ahead: bool = False
    former: tuple[Mapping[str, Any], Mapping[str, Any]] | None = None
    """Its two parts as they were before names were sealed, where they differ: so it may lie in the journal already."""


class Ambiguous(dict[str, Any]):
    """An object of an entry in which a name comes twice at some depth; it holds what is sure."""


@dataclass(frozen=True, slots=True)
class Unsound:
    """An entry refused for itself; ``id`` as it was sent, if it was a string."""

    id: str | None
    code: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """The check for one day: its bounds in microseconds and the codes it knows."""

    day: str
    starts: int
    ends: int
    codes: Codes

    @classmethod
    def of(cls, day: str, zone: str, codes: Codes) -> "EntryCheck":
        """The check for a day in its own time zone."""
        midnight = datetime.combine(parse_day(day).date, datetime.min.time(), ZoneInfo(zone))
        return cls(day, micros_of(midnight), micros_of(midnight + timedelta(days=1)), codes)

    def check(self, raw: Mapping[str, Any], *, site: str, place: int, now: int) -> Sound | Unsound:
        """Judge one object of a request by itself; ``now`` in microseconds."""
        try:
            return self._sound(raw, site, place, now)
        except Refusal as refusal:
            return Unsound(_sent_back(raw.get("id")), refusal.code, _sent_back(refusal.field))

    def _sound(self, raw: Mapping[str, Any], site: str, place: int, now: int) -> Sound:
        if type(raw) is Ambiguous:
            raise Refusal("duplicate_key")
        for name in raw:
            if name not in _FIELDS:
                raise Refusal("unknown_field", name)
        for name in _MUST:
            if name not in raw:
                raise Refusal("missing_field", name)
        ident = within("id", uuid7, raw["id"], self.codes)
        for name, own, code in (("day", self.day, "wrong_day"), ("site", site, "wrong_site")):
            if type(raw[name]) is not str:
                raise Refusal("wrong_type", name)
            if raw[name] != own:
                raise Refusal(code)
        kind = raw["kind"]
        if type(kind) is not str:
            raise Refusal("wrong_type", "kind")
        if kind not in KINDS:
            raise Refusal("unknown_kind")
        by = within("by", text(MAX_BY), raw["by"], self.codes) if "by" in raw else None
        at = instant(raw["at"])
        if at < self.starts:
            raise Refusal("clock_wrong")
        if at >= self.ends and kind not in fold.STANDS_ON_ENTRY:
            raise Refusal("not_on_day")
        data = KINDS[kind](raw["data"], self.codes)
        if data.get("entry") == ident:
            raise Refusal("names_itself")
        clear, sealed = split(data)
        entry = fold.Entry(ident, place, kind, at, clear, matter=clear.get("matter"), target=clear.get("entry"))
        names = data.get("changes", data).keys() & FREE_NAMES
        former = split(data, names_sealed=False) if names else None
        return Sound(entry, sealed, by, at > now + CLOCK_AHEAD // MICROSECOND, former)


def _sent_back(said: object) -> str | None:
    """The part of a faulty value that is sent back: plain ASCII, which holds no Chinese name."""
    is_short = type(said) is str and len(said) <= SHOWN_ID
    return str(said) if is_short and str(said).isascii() and str(said).isprintable() else None


def is_account(text: str) -> bool:
    """Whether a text names an account by its id, and so no person by their name."""
    return _ACCOUNT.fullmatch(text) is not None


def account_id(text: str) -> str:
    """The id of the account that a text names, in the one spelling of the database."""
    return text.lower().removeprefix("account:")


def split(data: Mapping[str, Any], *, names_sealed: bool = True) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part sound data into what is counted in clear and what is sealed.

    Of an explanation given as a reason the clear part keeps only that there is one, and so of a name in free words;
    of sealed fields inside ``changes`` it keeps their names, for the judgement at ground. With ``names_sealed`` off,
    names stay in clear, as before they were sealed.
    """
    named = {name for name in FREE_NAMES & data.keys() if names_sealed and data[name] and not is_account(data[name])}
    clear = {name: value for name, value in data.items() if name not in SEALED_FIELDS} | dict.fromkeys(named, HIDDEN)
    sealed = {name: value for name, value in data.items() if name in SEALED_FIELDS | named}
    if "explained" in clear:
        explained = clear["explained"]
        clear["explained"] = {name: explained[name] is True for name in sorted(explained)}
        reasons = {name: value for name, value in explained.items() if value is not True}
        if reasons:
            sealed["explained"] = reasons
    if "changes" in clear:
        clear["changes"], hidden = split(clear["changes"], names_sealed=names_sealed)
        if hidden:
            clear["sealed"] = sorted(hidden)
            sealed["changes"] = hidden
    return clear, sealed


def joined(clear: Mapping[str, Any], sealed: Mapping[str, Any]) -> dict[str, Any]:
    """The data as the site sent it, from its two parts: the inverse of ``split``."""
    data = {**clear, **sealed}
    data.pop("sealed", None)
    if "explained" in clear:
        reasons = sealed.get("explained", {})
        data["explained"] = {name: reasons.get(name, True) for name in clear["explained"]}
    if "changes" in clear:
        data["changes"] = joined(clear["changes"], sealed.get("changes", {}))
    return data
