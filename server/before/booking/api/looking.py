"""Routes to what a phone has to know before it books: the site, its days, and which site is competent."""

import datetime as dt
from typing import Final

from aiohttp import web
from limits import RateLimitItemPerMinute
from pydantic import Field

from server.before.agenda.hours import today_of
from server.before.agenda.rules import ZONE, DayKind
from server.before.announcing import words
from server.before.announcing.reads import PublicSite
from server.before.announcing.words import OUT_OF_SCOPE, Said
from server.before.booking import reads, rules
from server.before.booking.rules import Routing
from server.day_code import DayCode, parse_day
from server.db import EVERYWHERE
from server.errors import NotFound
from server.http.conditional import tag_of, tagged, unchanged
from server.http.guards import client_network, limit
from server.http.hours import LocalTime
from server.http.route import Route, Shape
from server.keys import CLOCK, DATABASE, REHEARSAL, SETTINGS
from server.notices.carriers import sends_messages
from server.sites.keys import REFERENCE
from server.sites.rules import Spoken

LOOKS_OF_ADDRESS: Final = RateLimitItemPerMinute(6000)
"""Looks from one address: a carrier has thousands of phones behind one."""
CACHE: Final = "public, max-age=60"


class ToldInBoth(Shape):
    """A sentence in both languages."""

    zh: str
    en: str


class NamedCode(Shape):
    """A code of the reference data with its names and the code above it."""

    code: str
    parent: str
    zh: str
    en: str


class BookableDay(Shape):
    day: DayCode
    date: dt.date
    opens_at: LocalTime
    closes_at: LocalTime
    kind: DayKind


class SiteToBook(Shape):
    """A site that takes bookings. ``checks_phones``: whether a code is sent to the number that is given."""

    site: str
    region: str
    name_zh: str
    name_en: str
    address: str | None
    telephone: str | None
    step_free: bool | None
    hearing_loop: bool | None
    parking: bool | None
    latitude_e6: int | None
    longitude_e6: int | None
    languages: list[Spoken]
    days: list[BookableDay]
    bring: list[ToldInBoth]
    not_taken: ToldInBoth
    representatives: ToldInBoth
    checks_phones: bool
    most_workers: int


class BookingReference(Shape):
    """Where a problem can have arisen, and what a matter can be about."""

    regions: list[NamedCode]
    categories: list[NamedCode]


class CompetentQuery(Shape):
    region: str = Field(pattern=r"^[0-9]{6}$")


class CompetentAnswer(Shape):
    """The site of the place where the problem arose, or of the nearest level above it; null where none takes bookings.

    It is a suggestion: the person may choose another.
    """

    site: str | None
    name_zh: str | None
    name_en: str | None
    routing: Routing | None


async def get_site_to_book(request: web.Request, _nobody: None, *, site: str) -> web.Response:
    await limit(request, "book_site", (LOOKS_OF_ADDRESS, client_network(request)))
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        found = await reads.find_site(tx, site, today_of(ZONE, request.app[CLOCK].now()))
    return _kept(request, _site(found, checks_phones=checks_phones(request)).model_dump_json())


async def get_booking_reference(request: web.Request, _nobody: None) -> web.Response:
    await limit(request, "book_site", (LOOKS_OF_ADDRESS, client_network(request)))
    reference = request.app[REFERENCE]
    regions = [
        NamedCode(code=one.code, parent=one.parent, zh=one.name_zh, en=one.name_en)
        for one in reference.regions.values()
    ]
    categories = [
        NamedCode(code=one.code, parent=one.parent, zh=one.zh, en=one.en)
        for one in reference.categories.values()
        if not one.code.startswith(OUT_OF_SCOPE)
    ]
    return _kept(request, BookingReference(regions=regions, categories=categories).model_dump_json())


async def get_competent_site(request: web.Request, _nobody: None, *, query: CompetentQuery) -> CompetentAnswer:
    await limit(request, "book_site", (LOOKS_OF_ADDRESS, client_network(request)))
    if query.region not in request.app[REFERENCE].regions:
        raise NotFound("not_found")
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        suggested = await reads.suggested_site(tx, query.region)
        if suggested is None:
            return CompetentAnswer(site=None, name_zh=None, name_en=None, routing=None)
        site = await reads.site_called(tx, suggested.site)
    return CompetentAnswer(site=site.code, name_zh=site.name_zh, name_en=site.name_en, routing=suggested.routing)


def checks_phones(request: web.Request) -> bool:
    """Whether numbers are proved by a code here: only where one can be sent."""
    return sends_messages(request.app[SETTINGS], is_rehearsal=request.app[REHEARSAL])


def _kept(request: web.Request, body: str) -> web.Response:
    tag = tag_of(body.encode())
    answer = web.Response(body=body.encode(), content_type="application/json")
    return unchanged(request, tag, cache=CACHE) or tagged(answer, tag, cache=CACHE)


def _site(found: PublicSite, *, checks_phones: bool) -> SiteToBook:
    site, details = found.site, found.details
    same = ("name_zh", "name_en", "address", "telephone")
    known = ("step_free", "hearing_loop", "parking", "latitude_e6", "longitude_e6")
    return SiteToBook(
        site=site.code,
        region=f"{site.place // 1000:06d}",
        languages=list(details.languages),
        days=[
            BookableDay(
                day=parse_day(day.day),
                date=day.date,
                opens_at=session.opens_at or day.opens_at,
                closes_at=session.closes_at or day.closes_at,
                kind=day.kind,
            )
            for day, session in found.days
        ],
        bring=[_said(one) for one in words.BRING],
        not_taken=_said(words.BY_LAW),
        representatives=_said(words.REPRESENTATIVES),
        checks_phones=checks_phones,
        most_workers=rules.MOST_WORKERS,
        **{name: getattr(site, name) for name in same},
        **{name: getattr(details, name) for name in known},
    )


def _said(said: Said) -> ToldInBoth:
    return ToldInBoth(zh=said.zh, en=said.en)


routes = [
    Route(
        "GET",
        "/api/book/sites/{site}",
        get_site_to_book,
        answer=SiteToBook,
        who="anyone",
        errors=("not_found", "too_many"),
        summary_zh="预登记：一个接访点、可约的接访日、带什么；不需账号",
        summary_en="Pre-registration: a site, its days to come, what to bring; no account",
    ),
    Route(
        "GET",
        "/api/book/reference",
        get_booking_reference,
        answer=BookingReference,
        who="anyone",
        errors=("too_many",),
        summary_zh="预登记：区划和受理的事项类别；不需账号",
        summary_en="Pre-registration: regions, and the categories that are taken; no account",
    ),
    Route(
        "GET",
        "/api/book/competent-site",
        get_competent_site,
        query=CompetentQuery,
        answer=CompetentAnswer,
        who="anyone",
        errors=("not_found", "too_many"),
        summary_zh="预登记：按问题属地建议接访点，并说明原因；不需账号",
        summary_en="Pre-registration: the site of the place where the problem arose, and why; no account",
    ),
]
