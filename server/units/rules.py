"""What an organisational unit may be; pure."""

import re
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final

from server.errors import Conflict, Invalid
from server.place import Scope, city_of, place_of, province_of, range_of_region, region_of
from server.sites.rules import PERSONAL_NUMBER, check_telephone

CODE: Final = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
CODE_LENGTH: Final = 32
NAME_LENGTH: Final = 100
CHINA: Final = timezone(timedelta(hours=8))
LISTED: Final = 1000
"""Characters of all codes of a competence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of a unit and may change; its code and its region never do."""

    name_zh: str
    name_en: str | None = None
    kind: str
    telephone: str | None = None
    parent: str | None = None
    categories: tuple[str, ...] = ()
    """Codes of the categories of matters that it is competent for; none: not said."""
    routes: tuple[str, ...] = ()
    """Codes of the kinds of route that it handles."""
    valid_from: date | None = None
    valid_until: date | None = None
    """The first day on which it is no longer chosen; None: without end."""


def check_code(code: str) -> None:
    if len(code) > CODE_LENGTH or CODE.fullmatch(code) is None:
        raise Invalid("unit_code_form")


def check_region(region: str, regions: Collection[str], scope: Scope) -> None:
    """Refuse a region that is not there or lies beyond a scope, alike: Invalid ``unit_region_unknown``."""
    if region not in regions or not scope.covers_range(*range_of_region(region)):
        raise Invalid("unit_region_unknown", region=region)


def refuse_move(code: str, place: int, scope: Scope) -> None:
    """Refuse a known unit in another region; one beyond the scope is only said to be taken."""
    if scope.covers(place):
        raise Invalid("unit_moved", unit=code, region=region_of(place))
    raise Conflict("unit_code_taken", unit=code)


def check_listed(name: str, codes: Collection[str], known: Container[str]) -> None:
    """Refuse a code that is in no list: Invalid ``invalid`` with the name of its field."""
    if not all(code in known for code in codes):
        raise Invalid("invalid", field=name)


def check_told(told: Told) -> None:
    """Refuse what cannot be by itself: Invalid ``telephone_form``, ``unit_words_number``, ``unit_valid``."""
    if any(PERSONAL_NUMBER.search(name) for name in (told.name_zh, told.name_en or "")):
        raise Invalid("unit_words_number")
    check_telephone(told.telephone)
    if told.valid_from is not None and told.valid_until is not None and told.valid_until <= told.valid_from:
        raise Invalid("unit_valid")


def check_parent(code: str, told: Told, place: int, known: Mapping[str, tuple[int, str | None]]) -> None:
    """Refuse a parent that is not there, lies elsewhere, or is below the unit; ``known``: code → place, parent."""
    if told.parent is None:
        return
    if told.parent not in known:
        raise Invalid("unit_parent_unknown", unit=told.parent)
    if known[told.parent][0] not in places_above(place):
        raise Invalid("unit_parent_below", unit=told.parent)
    above: str | None = told.parent
    for _ in range(len(known) + 1):
        if above is None or above not in known:
            return
        if above == code:
            break
        above = known[above][1]
    raise Invalid("unit_parent_loop")


def places_above(place: int) -> tuple[int, ...]:
    """The places of a region's own level and of the levels above it: county, city, province, each once."""
    regions = dict.fromkeys((region_of(place), city_of(place), province_of(place)))
    return tuple(place_of(region) for region in regions)


def today(now: datetime) -> date:
    """The date in China, by which units begin and end."""
    return now.astimezone(CHINA).date()


def is_valid(told: Told, on: date) -> bool:
    """Whether a unit is chosen on a date."""
    return (told.valid_from is None or told.valid_from <= on) and (told.valid_until is None or on < told.valid_until)
