"""Routes to the reception sites of an organiser: list, make, change."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from server.http.ask import Ask
from server.http.paging import Page, PageQuery, cut
from server.http.route import Route, Shape
from server.keys import DATABASE
from server.people.rules import Person
from server.place import city_of, region_of
from server.sites import registering, rules
from server.sites.keys import REFERENCE
from server.sites.model import Site
from server.sites.naming import Address, Name
from server.sites.registering import Told

Place = Annotated[int, Field(ge=0, le=999_999_999)]


class SitesQuery(PageQuery[Place]):
    """After which place, and how many."""


class ToldShape(Shape):
    """What is told of a site and may change."""

    name_zh: Name
    name_en: Name
    kind: Annotated[rules.Kind, Field(strict=False)] = rules.Kind.MAIN
    rooms: int = Field(1, ge=0, le=rules.MOST_ROOMS)
    telephone: str | None = Field(None, max_length=rules.TELEPHONE_LENGTH)
    address: Address | None = None


class SeenShape(Shape):
    """What was told of a site when it was read; compared, and never kept."""

    name_zh: str = Field(max_length=100)
    name_en: str = Field(max_length=100)
    kind: Annotated[rules.Kind, Field(strict=False)]
    rooms: int = Field(ge=0, le=rules.MOST_ROOMS)
    telephone: str | None = Field(max_length=rules.TELEPHONE_LENGTH)
    address: str | None = Field(max_length=rules.ADDRESS_LENGTH)


class NewSiteBody(ToldShape):
    region: str = Field(pattern=r"^[0-9]{6}$")


class SiteBody(ToldShape):
    seen: SeenShape
    """What another changed since is never overwritten."""


class SiteRowAnswer(Shape):
    site: str
    place: int
    region: str
    city: str
    name_zh: str
    name_en: str
    kind: rules.Kind
    tier: rules.Tier
    rooms: int
    telephone: str | None
    address: str | None


class SitesAnswer(Page[SiteRowAnswer]):
    """One page of sites."""


async def get_sites(request: web.Request, ask: Ask[Person], *, query: SitesQuery) -> SitesAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await registering.sites_after(tx, query.cursor, query.reads)
    page, following = cut(found, query, lambda site: site.place)
    return SitesAnswer(items=[_answer(site) for site in page], next=following)


async def post_site(request: web.Request, ask: Ask[Person], *, body: NewSiteBody) -> SiteRowAnswer:
    regions = request.app[REFERENCE].regions
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        made = await registering.make_site(tx, body.region, _told(body), regions=regions, by=ask.person, now=ask.now)
    return _answer(made)


async def put_site(request: web.Request, ask: Ask[Person], *, site: str, body: SiteBody) -> SiteRowAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        changed = await registering.change_site(
            tx, site, _told(body), seen=_told(body.seen), by=ask.person, now=ask.now
        )
    return _answer(changed)


def _told(shape: ToldShape | SeenShape) -> Told:
    return Told(shape.name_zh, shape.name_en, shape.kind, shape.rooms, shape.telephone, shape.address)


def _answer(site: Site) -> SiteRowAnswer:
    return SiteRowAnswer(
        site=site.code,
        place=site.place,
        region=region_of(site.place),
        city=city_of(site.place),
        name_zh=site.name_zh,
        name_en=site.name_en,
        kind=site.kind,
        tier=site.tier,
        rooms=site.rooms,
        telephone=site.telephone,
        address=site.address,
    )


_TOLD = {
    "name_zh": "永定区接访点",
    "name_en": "Yongding District site",
    "kind": "main",
    "rooms": 2,
    "telephone": None,
    "address": None,
}

routes = [
    Route(
        "GET",
        "/api/sites",
        get_sites,
        query=SitesQuery,
        answer=SitesAnswer,
        capability="manage_days",
        errors=("not_allowed",),
        summary_zh="本人范围内的接访点，按所在地排列",
        summary_en="The reception sites within one's places, in the order of their places",
    ),
    Route(
        "POST",
        "/api/sites",
        post_site,
        body=NewSiteBody,
        answer=SiteRowAnswer,
        status=201,
        capability="manage_days",
        errors=(
            *("not_found", "not_allowed", "site_words_number", "telephone_form"),
            *("region_full", "changed_meanwhile"),
        ),
        summary_zh="新建接访点；代码和序号由服务器给出",
        summary_en="Make a reception site; the server gives its code and its number",
        example={"region": "430802", **_TOLD},
    ),
    Route(
        "PUT",
        "/api/sites/{site}",
        put_site,
        body=SiteBody,
        answer=SiteRowAnswer,
        capability="manage_days",
        errors=("not_found", "not_allowed", "site_words_number", "telephone_form", "site_changed"),
        summary_zh="更改接访点；他人已改的不覆盖",
        summary_en="Change a reception site; nothing that another changed since it was read is overwritten",
        example={**_TOLD, "seen": {**_TOLD, "rooms": 1}},
    ),
]
