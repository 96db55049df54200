"""Routes to the reception sites of an organiser: list, make, change."""

from datetime import datetime
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from server.db import Tx
from server.http.ask import Ask
from server.http.paging import CountedPage, PageQuery, count_of, cut, rows_of
from server.http.route import Route, Shape
from server.keys import DATABASE
from server.people.rules import Person
from server.place import city_of, region_of
from server.sites import ending, registering, rules
from server.sites.api.shapes import (
    ChosenSites,
    DetailsShape,
    DifferenceShape,
    ToldShape,
    asked_of,
    details_shape,
    differences_of,
)
from server.sites.details import Details, Wanted, plain_json, stored
from server.sites.keys import REFERENCE
from server.sites.model import Site, SiteDetail

Place = Annotated[int, Field(ge=0, le=999_999_999)]


class SitesQuery(PageQuery[Place], ChosenSites):
    """After which place, and how many."""


class SeenShape(Shape):
    """What was told of a site when it was read; compared, and never kept."""

    name_zh: str = Field(max_length=100)
    name_en: str = Field(max_length=100)
    kind: Annotated[rules.Kind, Field(strict=False)]
    rooms: int = Field(ge=0, le=rules.MOST_ROOMS)
    telephone: str | None = Field(max_length=rules.TELEPHONE_LENGTH)
    address: str | None = Field(max_length=rules.ADDRESS_LENGTH)
    details: DetailsShape | None = None


class NewSiteBody(ToldShape):
    region: str = Field(pattern=r"^[0-9]{6}$")
    details: DetailsShape | None = None


class SiteBody(ToldShape):
    """A body without details leaves them as they are."""

    details: DetailsShape | None = None
    seen: SeenShape
    """What another changed since is never overwritten."""
    region: str | None = Field(None, pattern=r"^[0-9]{6}$")
    """That of the site, where it is said at all: a site keeps its region."""


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
    details: DetailsShape
    confirmed_at: datetime | None
    """When the level above last confirmed what a coordinator registered."""
    ended_at: datetime | None


class VersionAnswer(Shape):
    """What was told from one moment on; ``changes`` are the parts that differ from the version before."""

    n: int
    at: datetime
    by: str
    changes: list[DifferenceShape]


class VersionsAnswer(Shape):
    items: list[VersionAnswer]


class SitesAnswer(CountedPage[SiteRowAnswer]):
    """One page of sites."""


async def get_sites(request: web.Request, ask: Ask[Person], *, query: SitesQuery) -> SitesAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        asked = asked_of(request, query)
        found = await rows_of(tx, asked.found(), asked.order(), after=query.cursor, limit=query.reads)
        total = await count_of(tx, asked.found(), Site.place)
        details = await registering.details_of(tx, [site.code for site in found])
    page, following = cut(found, query, lambda site: site.place)
    return SitesAnswer(items=[_answer(site, details.get(site.code)) for site in page], next=following, total=total)


async def post_site(request: web.Request, ask: Ask[Person], *, body: NewSiteBody) -> SiteRowAnswer:
    regions = request.app[REFERENCE].regions
    wanted = Wanted(body.told(), body.details.details() if body.details else Details())
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        made = await registering.make_site(tx, body.region, wanted, regions=regions, by=ask.person, now=ask.now)
        return await _answer_of(tx, made)


async def put_site(request: web.Request, ask: Ask[Person], *, site: str, body: SiteBody) -> SiteRowAnswer:
    parts, seen = _parts(body), {**body.seen.model_dump(mode="json", exclude={"details"}), **_details(body.seen)}
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        changed = await registering.change_site(
            tx, site, parts, seen=seen, region=body.region, by=ask.person, now=ask.now
        )
        return await _answer_of(tx, changed)


async def post_site_end(request: web.Request, ask: Ask[Person], *, site: str) -> SiteRowAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        ended = await ending.end_site(tx, site, by=ask.person, now=ask.now)
        return await _answer_of(tx, ended)


async def get_versions(request: web.Request, ask: Ask[Person], *, site: str) -> VersionsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await registering.versions_of(tx, site)
    before = [None, *(one.told for one in found)]
    return VersionsAnswer(
        items=[
            VersionAnswer(n=one.n, at=one.made_at, by=one.made_by, changes=differences_of(was, one.told))
            for was, one in zip(before, found, strict=False)
        ]
    )


def _parts(body: SiteBody) -> dict[str, Any]:
    told = stored(Wanted(body.told()))
    return {name: told[name] for name in ToldShape.model_fields} | _details(body)


def _details(body: SiteBody | SeenShape) -> dict[str, Any]:
    return {} if body.details is None else plain_json(body.details.details())


async def _answer_of(tx: Tx, site: Site) -> SiteRowAnswer:
    return _answer(site, (await registering.details_of(tx, [site.code])).get(site.code))


def _answer(site: Site, row: SiteDetail | None) -> SiteRowAnswer:
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
        details=details_shape(registering.details_in(row)),
        confirmed_at=row.confirmed_at if row else None,
        ended_at=site.ended_at,
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
        errors=("not_found", "not_allowed"),
        summary_zh="本人范围内的接访点，可筛选、排序",
        summary_en="The reception sites within one's places, filtered and sorted",
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
            *("not_found", "not_allowed", "site_words_number", "telephone_form", "site_hours", "site_position"),
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
        errors=(
            *("not_found", "not_allowed", "site_words_number", "telephone_form", "site_hours", "site_position"),
            *("site_changed", "site_ended", "site_keeps_region"),
        ),
        summary_zh="更改接访点；他人已改的不覆盖",
        summary_en="Change a reception site; nothing that another changed since it was read is overwritten",
        example={**_TOLD, "seen": {**_TOLD, "rooms": 1}},
    ),
    Route(
        "POST",
        "/api/sites/{site}/end",
        post_site_end,
        answer=SiteRowAnswer,
        capability="manage_days",
        errors=("not_found", "not_allowed", "site_ended", "site_in_days"),
        summary_zh="撤销接访点：历史保留，设备停用，新接访日不再列入",
        summary_en="End a site for good: its past stays, its devices are trusted no longer, no new day has it",
    ),
    Route(
        "GET",
        "/api/sites/{site}/versions",
        get_versions,
        answer=VersionsAnswer,
        capability="manage_days",
        errors=("not_found", "not_allowed"),
        summary_zh="接访点信息的各个版本，每版改了什么",
        summary_en="The versions of what is told of a site, each with what it changed",
    ),
]
