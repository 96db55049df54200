"""The chain of a site: canonical form, hash, and what binds the sealed part.

``hash`` is SHA-256 of the previous hash (64 hex characters, none before the first entry) followed by
the canonical JSON (sorted keys, no spaces, ASCII) of ``{"device", "entry", "received_at"}``, where
``entry`` is the counted part with its HMAC. Anyone who has the export can recompute it;
docs/protocol.md tells how.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from server.instants import as_rfc3339

Mac = Callable[[bytes], str]
MOBILE_DIGITS: Final = 11
_canonical: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode


def canonical(value: Any) -> str:
    """Canonical JSON of sound data, ASCII only so that every database keeps it alike."""
    return _canonical(value)


@lru_cache(maxsize=2000)  # sites and devices are few, and said in each entry
def _quoted(text: str | None) -> str:
    return json.dumps(text)


def mac_of(day: str, place: int, ident: str, sealed: Mapping[str, Any], mac: Mac) -> str:
    """HMAC that binds the sealed part to its entry; empty where nothing is sealed."""
    return mac(f"{day}|{place}|{ident}|{canonical(sealed)}".encode()) if sealed else ""


def phone_index(sealed: Mapping[str, Any], mac: Mac) -> str | None:
    """The keyed print of a petitioner's number, however it is written: equal numbers are found, none can be read."""
    return index_of_phone(_phone(sealed), mac)


def phone_indexes(sealed: Mapping[str, Any], mac: Mac) -> set[str]:
    """The prints that a sealed part may have been stored with, by this version or an earlier one."""
    return indexes_of_phone(_phone(sealed), mac)


def _phone(sealed: Mapping[str, Any]) -> str:
    petitioner: Mapping[str, str] = sealed.get("petitioner") or sealed.get("changes", {}).get("petitioner") or {}
    return petitioner.get("phone", "")


def index_of_phone(phone: str, mac: Mac) -> str | None:
    """The print by which a number lies in the index; None for what has no digits."""
    local = local_number(phone)
    return _print_of(local, mac) if local else None


def indexes_of_phone(phone: str, mac: Mac) -> set[str]:
    """Every print by which a number may lie in the index: until revision 0005 some prefixes were part of it."""
    local = local_number(phone)
    spelt = {prefix + rest for prefix in ("", "86", "0086") for rest in (local, local.removeprefix("0"))}
    return {_print_of(number, mac) for number in spelt} if local else set()


def _print_of(number: str, mac: Mac) -> str:
    return mac(f"phone|{number}".encode())


def local_number(phone: str) -> str:
    """A number as it is dialled in the country, however it is written (schedules/reference/phones.csv)."""
    written = unicodedata.normalize("NFKC", phone).strip()
    digits = "".join(sign for sign in written if sign.isascii() and sign.isdigit())
    spelt = next((prefix for prefix in ("0086", "86") if digits.startswith(prefix)), "")
    rest = digits.removeprefix(spelt)
    if not spelt or (spelt == "86" and not written.lstrip("(").startswith("+") and len(rest) != MOBILE_DIGITS):
        return digits
    is_mobile = len(rest) == MOBILE_DIGITS and rest.startswith("1")
    return rest if is_mobile or rest.startswith("0") else f"0{rest}" if rest else ""


def said(day: str, site: str, row: Any) -> str:
    """The counted part of a journal row as canonical JSON: what is hashed, and what is exported.

    ``row`` has ``id at kind by clear mac``; ``clear`` is canonical already.
    """
    by = "" if row.by is None else f'"by":{_quoted(row.by)},'
    mac = f'"mac":"{row.mac}",' if row.mac else ""
    return (
        f'{{"at":"{as_rfc3339(row.at)}",{by}"data":{row.clear},"day":"{day}","id":"{row.id}",'
        f'"kind":"{row.kind}",{mac}"site":{_quoted(site)}}}'
    )


def text_of(site: str, row: Any) -> str:
    """The canonical text of a journal row that its hash is made of."""
    arrival = f'"received_at":"{as_rfc3339(row.received_at)}"'
    return f'{{"device":{_quoted(row.device)},"entry":{said(row.day, site, row)},{arrival}}}'


def link(prev: str, text: str) -> str:
    """The hash of a canonical text that follows ``prev`` in its chain."""
    return hashlib.sha256((prev + text).encode()).hexdigest()


def head_proof(head: Mapping[str, Any], mac: Mac) -> str:
    """HMAC over what a head says that no entry can prove: how its site is written, and what came in and when."""
    named = ("day", "place", "site", "offset_minutes", "lines", "duplicates", "clock_ahead", "heard_at")
    return mac(f"head|{canonical([head[name] for name in named])}".encode())


def proof(row: Any, mac: Mac) -> str:
    """HMAC over a held row: what waits has no chain yet, and must not be altered either."""
    place = (row.day, row.place, row.id, row.code, row.ground, row.matter, row.target)
    content = (row.kind, row.at, row.by, row.clear, row.mac, row.received_at, row.device)
    return mac(f"held|{canonical([*place, *content])}".encode())
