"""Shapes of what is told of a site, shared by the routes of organisers and of coordinators."""

from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from server.http.hours import LocalTime
from server.http.route import Shape
from server.place import range_of_region
from server.sites import rules
from server.sites.details import Details, Json, Told, differences
from server.sites.keys import REFERENCE
from server.sites.listing import AskedSites, SiteSort
from server.sites.naming import Address, Name, Sentence

Degrees = Annotated[int, Field(ge=-180_000_000, le=180_000_000)]
"""Millionths of a degree."""
Spoken = Annotated[rules.Spoken, Field(strict=False)]


class ChosenSites(Shape):
    """Which sites, in which order: what is typed, a kind, a tier, a region with all below it, those ended or not."""

    q: Annotated[str, Field(max_length=100)] | None = None
    kind: Annotated[rules.Kind, Field(strict=False)] | None = None
    tier: Annotated[rules.Tier, Field(strict=False)] | None = None
    place: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None = None
    ended: bool | None = None
    sort: Annotated[SiteSort, Field(strict=False)] = SiteSort.PLACE
    descending: bool = False


class ToldShape(Shape):
    """What is told of a site and may change."""

    name_zh: Name
    name_en: Name
    kind: Annotated[rules.Kind, Field(strict=False)] = rules.Kind.MAIN
    rooms: int = Field(1, ge=0, le=rules.MOST_ROOMS)
    telephone: str | None = Field(None, max_length=rules.TELEPHONE_LENGTH)
    address: Address | None = None

    def told(self) -> Told:
        return Told(self.name_zh, self.name_en, self.kind, self.rooms, self.telephone, self.address)


class DetailsShape(Shape):
    """What else is told of a site; null is what is not known."""

    opens_at: LocalTime | None = None
    closes_at: LocalTime | None = None
    step_free: bool | None = None
    hearing_loop: bool | None = None
    parking: bool | None = None
    languages: list[Spoken] = Field(default_factory=list, max_length=len(rules.Spoken))
    latitude_e6: Degrees | None = None
    longitude_e6: Degrees | None = None
    sentence: Sentence | None = None

    def details(self) -> Details:
        """As the room has it; languages in the order of their list, each once."""
        languages = tuple(one for one in rules.Spoken if one in self.languages)
        same = {name: getattr(self, name) for name in Details.__dataclass_fields__ if name != "languages"}
        return Details(**same, languages=languages)


class DifferenceShape(Shape):
    """A part that says something else than before; hours as 08:30:00, a list of languages as a list."""

    what: str
    was: bool | int | str | list[str] | None
    now: bool | int | str | list[str] | None


def asked_of(request: web.Request, query: ChosenSites) -> AskedSites:
    """What is typed finds the names of regions too, by the reference data."""
    typed, regions = (query.q or "").casefold(), request.app[REFERENCE].regions.values()
    named = [one for one in regions if typed and typed in f"{one.code} {one.name_zh} {one.name_en}".casefold()]
    same = {name: getattr(query, name) for name in ("kind", "tier", "ended", "sort", "descending")}
    return AskedSites(
        text=query.q or None,
        named=[range_of_region(one.code) for one in named if one.level != "province"],
        places=None if query.place is None else range_of_region(query.place),
        **same,
    )


def details_shape(details: Details) -> DetailsShape:
    same = {name: getattr(details, name) for name in Details.__dataclass_fields__ if name != "languages"}
    return DetailsShape(**same, languages=list(details.languages))


def differences_of(was: Json | None, now: Json) -> list[DifferenceShape]:
    found: list[dict[str, Any]] = differences(was, now)
    return [DifferenceShape(**one) for one in found]
