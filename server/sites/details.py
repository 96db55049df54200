"""What is told of a site beyond its name and number: hours, how it is reached, languages, position, its poster's words.

Pure. A ``Wanted`` is all that a coordinator registers; as JSON
it is kept in versions, and two of them are shown as a difference.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import time
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter

from server.errors import Invalid
from server.place import region_of
from server.sealing import aad
from server.sites import rules
from server.sites.rules import Spoken

LATITUDES: Final = range(3_000_000, 54_000_001)
LONGITUDES: Final = range(73_000_000, 136_000_001)
"""The parts of the world in which a site can lie, in millionths of a degree."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a site and may change; its code and its place never do."""

    name_zh: str
    name_en: str
    kind: rules.Kind
    rooms: int
    telephone: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Details:
    """What else is told of a site; None is what is not known."""

    opens_at: time | None = None
    closes_at: time | None = None
    step_free: bool | None = None
    hearing_loop: bool | None = None
    parking: bool | None = None
    languages: tuple[Spoken, ...] = ()
    latitude_e6: int | None = None
    longitude_e6: int | None = None
    sentence: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A site as a coordinator registers it."""

    told: Told
    details: Details = field(default_factory=Details)


Json = Mapping[str, Any]
_WANTED: Final = TypeAdapter(Wanted)


def check(wanted: Wanted) -> None:
    """Refuse what no site can be: Invalid ``site_words_number``, ``telephone_form``, and as ``check_details``."""
    told, details = wanted.told, wanted.details
    words = (told.name_zh, told.name_en, told.address or "", details.sentence or "")
    rules.check_told(words=words, telephone=told.telephone)
    check_details(details)


def check_details(details: Details) -> None:
    """Refuse hours, a position or words that no site has: Invalid ``site_hours``, ``site_position``."""
    opens, closes = details.opens_at, details.closes_at
    if (opens is None) != (closes is None) or (opens is not None and closes is not None and opens >= closes):
        raise Invalid("site_hours")
    position = (details.latitude_e6, details.longitude_e6)
    if position != (None, None) and (position[0] not in LATITUDES or position[1] not in LONGITUDES):
        raise Invalid("site_position")
    rules.check_told(words=(details.sentence or "",), telephone=None)


def stored(wanted: Wanted) -> dict[str, Any]:
    """As JSON, one level deep: the names of its parts are those of ``Told`` and ``Details``."""
    plain = _WANTED.dump_python(wanted, mode="json")
    return {**plain["told"], **plain_json(wanted.details)}


def loaded(kept: Json) -> Wanted:
    """From JSON; parts that an older version did not know are not known."""
    told = {name: kept[name] for name in Told.__dataclass_fields__}
    details = {name: kept[name] for name in Details.__dataclass_fields__ if name in kept}
    return _WANTED.validate_python({"told": told, "details": details})


def differences(was: Json | None, now: Json) -> list[dict[str, Any]]:
    """Each part that differs, with what it was and what it is; of a first version every part that says something."""
    before = was or {}
    return [
        {"what": name, "was": before.get(name), "now": value}
        for name, value in now.items()
        if before.get(name) != value and (was is not None or value not in (None, []))
    ]


def merged(base: Json, mine: Json, theirs: Json) -> tuple[dict[str, Any], list[str]]:
    """``theirs`` with the parts that ``mine`` changed since ``base``; and those that both changed otherwise."""
    changed = [name for name in mine if mine[name] != base.get(name)]
    clashes = [name for name in changed if theirs.get(name) not in (base.get(name), mine[name])]
    return {**theirs, **{name: mine[name] for name in changed}}, clashes


def reason_aad(registration: UUID, place: int) -> bytes:
    """What binds the reason for sending a registration back to its row."""
    return aad("site_registration", registration, "reason", region_of(place))


def plain_json(details: Details) -> dict[str, Any]:
    """Details alone, as they stand in JSON."""
    kept: dict[str, Any] = TypeAdapter(Details).dump_python(details, mode="json")
    return {**kept, "languages": list(kept["languages"])}


def plain(details: Details) -> dict[str, Any]:
    """The columns of the row."""
    return {**asdict(details), "languages": [str(one) for one in details.languages]}
