"""The route to the tally that the public reads: no account, kept a minute by caches, once the day is published."""

from collections.abc import Callable, Iterable
from typing import Final

from aiohttp import web
from limits import RateLimitItemPerMinute
from sqlalchemy import select

from server.before.agenda.model import Day
from server.before.agenda.rules import DayState
from server.before.announcing.notice import is_public
from server.day.sign_off import reads
from server.day.sign_off.api.shapes import (
    LevelName,
    PublicAdjustment,
    PublicRow,
    PublicTallyAnswer,
    PublicTotals,
    SignedSites,
)
from server.day.sign_off.frozen import Frozen, frozen
from server.day.sign_off.levels import kind_of
from server.day.sign_off.public import NO_OUTCOME, Row, Rows, public_tally
from server.day.sign_off.suppression import LEAST
from server.day_code import DayCode, parse_day
from server.db import EVERYWHERE, Tx
from server.errors import NotFound
from server.http.conditional import tag_of, tagged, unchanged
from server.http.guards import client_network, limit
from server.http.route import Route
from server.keys import DATABASE
from server.place import city_of, region_of
from server.sites.keys import REFERENCE
from server.sites.model import Site
from server.sites.reference import Reference

LOOKS_OF_ADDRESS: Final = RateLimitItemPerMinute(6000)
"""Looks from one address: a carrier has thousands of phones behind one."""
CACHE: Final = "public, max-age=60"
IS_PUBLISHED: Final = frozenset({DayState.PUBLISHED, DayState.ARCHIVED})
Named = tuple[str, str]
OWN_SITES: Final[Named] = ("本级接访点", "Sites of its own")
"""The row of the sites that lie right below the region that holds the day."""


async def get_public_tally(request: web.Request, _nobody: None, *, day: DayCode) -> web.Response:
    await limit(request, "tally_of_address", (LOOKS_OF_ADDRESS, client_network(request)))
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        found = await _published(tx, day)
        figures = await frozen(tx, day, reads.top_of(found))
        sites = {site.code: (site.name_zh, site.name_en) for site in await tx.scalars(select(Site))}
    if figures is None:
        raise NotFound("not_found")
    body = _answer(found, figures, request.app[REFERENCE], sites).model_dump_json().encode()
    tag = tag_of(body)
    answer = web.Response(body=body, content_type="application/json")
    return unchanged(request, tag, cache=CACHE) or tagged(answer, tag, cache=CACHE)


async def _published(tx: Tx, day: DayCode) -> Day:
    """A published day that the public may read of; NotFound alike for one that is not and one that does not exist."""
    found = await tx.one_or_none(select(Day).where(Day.day == day))
    if found is None or found.state not in IS_PUBLISHED:
        raise NotFound("not_found")
    if not is_public(found.state, found.kind, was_announced=True, is_rehearsal=found.is_rehearsal):
        raise NotFound("not_found")
    return found


def _answer(day: Day, figures: Frozen, reference: Reference, sites: dict[str, Named]) -> PublicTallyAnswer:
    rows = _rows(figures, reference)
    made = public_tally(figures.figures, rows)
    regions = {code: (one.name_zh, one.name_en) for code, one in reference.regions.items()}
    categories = {code: (one.zh, one.en) for code, one in reference.categories.items()}
    outcomes = {code: (one.zh, one.en) for code, one in reference.outcomes.items()}
    zh, en = regions.get(day.held_by, (day.held_by, day.held_by))
    return PublicTallyAnswer(
        day=parse_day(day.day),
        date=day.date,
        zone=day.zone,
        name_zh=day.name_zh,
        name_en=day.name_en,
        held_by=LevelName(code=day.held_by, kind=kind_of(figures.level), zh=zh, en=en),
        version=1 + figures.number,
        signed_at=None if figures.signed is None else figures.signed.at,
        sites=SignedSites(**figures.figures["sites"]),
        least=LEAST,
        totals=None if made.totals is None else PublicTotals.model_validate(made.totals),
        by_area=_told(made.by_area, (sites if rows.part == "by_site" else regions | {day.held_by: OWN_SITES}).get),
        by_category=_told(made.by_category, categories.get),
        by_outcome=_told(made.by_outcome, (outcomes | {NO_OUTCOME: ("尚无结果", "No outcome yet")}).get),
        adjustments=[PublicAdjustment(number=one.number, at=one.at) for one in figures.adjustments],
    )


def _rows(figures: Frozen, reference: Reference) -> Rows:
    """The areas right below the region that holds the day, and all categories and outcomes there are."""
    part: dict[str, tuple[str, Callable[[int], str]]] = {
        "province": ("by_city", city_of),
        "city": ("by_county", region_of),
        "county": ("by_site", figures.sites.__getitem__),
    }
    name, area_of = part[kind_of(figures.level)]
    areas = tuple(sorted({area_of(place) for place in figures.sites}))
    return Rows(name, areas, tuple(reference.categories), tuple(reference.outcomes))


def _told(rows: Iterable[Row] | None, named: Callable[[str], Named | None]) -> list[PublicRow] | None:
    if rows is None:
        return None
    told = []
    for row in rows:
        zh, en = named(row.code) or (row.code, row.code)
        told.append(PublicRow(code=row.code, zh=zh, en=en, matters=row.matters, resolved_on_site=row.resolved_on_site))
    return told


routes = [
    Route(
        "GET",
        "/api/public/days/{day}/tally",
        get_public_tally,
        answer=PublicTallyAnswer,
        who="anyone",
        errors=("not_found", "too_many"),
        summary_zh="一个已公布接访日的签章数字，过小的数字不显示；不需账号",
        summary_en="The signed figures of a published day without small numbers; no account",
    ),
]
