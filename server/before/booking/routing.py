"""The competent place: the place where the problem arose decides which site receives the matter. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.before.booking.rules import Routing
from server.place import city_of, place_of, province_of, region_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A site that takes bookings."""

    code: str
    place: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A site and why."""

    site: str
    routing: Routing


def suggest(region: str, sites: Iterable[Candidate]) -> Suggestion | None:
    """The site for a problem that arose in a region: one of its own, else of the nearest level above; None for none.

    Of several sites of a region the first is its main one.
    """
    ordered = sorted(sites, key=lambda one: one.place)
    place = place_of(region)
    for level in dict.fromkeys((region, city_of(place), province_of(place))):
        found = next((one for one in ordered if region_of(one.place) == level), None)
        if found is not None:
            return Suggestion(found.code, Routing.PROBLEM_PLACE if level == region else Routing.LEVEL_ABOVE)
    return None


def routing_of(site: str, suggested: Suggestion | None) -> Routing:
    """Why a booking is for this site, which the person may have chosen instead."""
    return suggested.routing if suggested is not None and suggested.site == site else Routing.CHOSEN
