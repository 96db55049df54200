"""Routes to the reference data: regions, categories, outcomes, the tile map, and the sites within one's places."""

from aiohttp import web

from server.http.ask import Ask
from server.http.conditional import tag_of, tagged, unchanged
from server.http.route import Route, Shape
from server.keys import DATABASE
from server.people.rules import Person
from server.place import city_of, region_of
from server.sites import actions, rules
from server.sites.keys import REFERENCE
from server.sites.model import Site
from server.sites.reference import Reference


class RegionAnswer(Shape):
    code: str
    name_zh: str
    name_en: str
    level: str
    parent: str | None


class CategoryAnswer(Shape):
    code: str
    parent: str | None
    zh: str
    en: str


class OutcomeAnswer(Shape):
    code: str
    zh: str
    en: str
    terminal: bool


class NamedAnswer(Shape):
    code: str
    zh: str
    en: str


class TileAnswer(Shape):
    code: str
    name_zh: str
    name_en: str
    row: int
    col: int


class SiteAnswer(Shape):
    site: str
    place: int
    name_zh: str
    name_en: str
    kind: rules.Kind
    tier: rules.Tier
    region: str
    city: str
    rooms: int
    telephone: str | None
    has_ended: bool
    """Told of in past days, and in no new one."""


class ReferenceAnswer(Shape):
    regions: list[RegionAnswer]
    categories: list[CategoryAnswer]
    outcomes: list[OutcomeAnswer]
    unit_kinds: list[NamedAnswer]
    routes: list[NamedAnswer]
    grid: list[TileAnswer]
    sites: list[SiteAnswer]


async def get_reference(request: web.Request, ask: Ask[Person]) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        sites = await actions.sites_in_scope(tx)
    body = _reference_answer(request.app[REFERENCE], [_site_answer(site) for site in sites]).model_dump_json().encode()
    tag = tag_of(body)
    return unchanged(request, tag) or tagged(web.Response(body=body, content_type="application/json"), tag)


def _site_answer(site: Site) -> SiteAnswer:
    return SiteAnswer(
        site=site.code,
        place=site.place,
        name_zh=site.name_zh,
        name_en=site.name_en,
        kind=site.kind,
        tier=site.tier,
        region=region_of(site.place),
        city=city_of(site.place),
        rooms=site.rooms,
        telephone=site.telephone,
        has_ended=site.ended_at is not None,
    )


def _reference_answer(reference: Reference, sites: list[SiteAnswer]) -> ReferenceAnswer:
    return ReferenceAnswer(
        regions=[
            RegionAnswer(
                code=one.code, name_zh=one.name_zh, name_en=one.name_en, level=one.level, parent=one.parent or None
            )
            for one in reference.regions.values()
        ],
        categories=[
            CategoryAnswer(code=one.code, parent=one.parent or None, zh=one.zh, en=one.en)
            for one in reference.categories.values()
        ],
        outcomes=[
            OutcomeAnswer(code=one.code, zh=one.zh, en=one.en, terminal=one.terminal)
            for one in reference.outcomes.values()
        ],
        unit_kinds=[NamedAnswer(code=one.code, zh=one.zh, en=one.en) for one in reference.unit_kinds.values()],
        routes=[NamedAnswer(code=one.code, zh=one.zh, en=one.en) for one in reference.routes.values()],
        grid=[
            TileAnswer(code=one.code, name_zh=one.name_zh, name_en=one.name_en, row=one.row, col=one.col)
            for one in reference.grid
        ],
        sites=sites,
    )


routes = [
    Route(
        "GET",
        "/api/reference",
        get_reference,
        answer=ReferenceAnswer,
        who="session|device",
        summary_zh="区划、事项类别、处理结果、瓦片图，以及本人范围内的接访点",
        summary_en="Regions, categories, outcomes, the tile map, and the sites within one's places",
    ),
]
