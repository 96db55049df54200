"""The route to the notice of a day: no account, kept a minute by caches, the same for everyone who reads it."""

import datetime as dt
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from aiohttp import web
from limits import RateLimitItemPerMinute
from pydantic_core import to_json

from server.before.agenda.reads import SiteRow
from server.before.agenda.rules import DayKind
from server.before.announcing import paper, words
from server.before.announcing.notice import Change, Stands, not_taken, stands
from server.before.announcing.reads import PublicDay, find_public_day
from server.before.announcing.words import Said
from server.day_code import DayCode, parse_day
from server.db import EVERYWHERE
from server.http.conditional import tag_of, tagged, unchanged
from server.http.guards import client_network, limit
from server.http.hours import LocalTime
from server.http.inert import pdf
from server.http.route import Route, Shape
from server.keys import DATABASE, PRESS, SETTINGS
from server.language import Language
from server.place import city_of
from server.sites.keys import REFERENCE
from server.sites.reference import Region

PAPERS_OF_ADDRESS: Final = RateLimitItemPerMinute(120)
LOOKS_OF_ADDRESS: Final = RateLimitItemPerMinute(6000)
"""Looks from one address: a carrier has thousands of phones behind one."""
CACHE: Final = "public, max-age=60"
"""A minute in a browser or a proxy: so late is a postponement read at most, without being asked for anew."""


class SaidAnswer(Shape):
    zh: str
    en: str


class PlaceToGo(Shape):
    """A site; ``receives`` is the post of who receives there, null while the plan names no leader."""

    site: str
    name_zh: str
    name_en: str
    city: str
    city_zh: str
    city_en: str
    address: str | None
    telephone: str | None
    opens_at: LocalTime
    closes_at: LocalTime
    receives: SaidAnswer | None


class ChangeAnswer(Shape):
    """A part of the notice that said something else before. ``was`` and ``now`` are hours, words, or how many sites."""

    at: dt.datetime
    what: str
    site_zh: str | None
    site_en: str | None
    was: str | None
    now: str | None


class PublicNoticeAnswer(Shape):
    """The notice of an announced day. Hours are those of ``zone``."""

    day: DayCode
    date: dt.date
    zone: str
    stands: Stands
    reason: str | None
    """Why the day is put off or called off."""
    moved_to: DayCode | None
    """Of a day that is put off, the one that is held instead, once it is announced."""
    moved_from: DayCode | None
    kind: DayKind
    name_zh: str
    name_en: str
    theme_zh: str | None
    theme_en: str | None
    slogan_zh: str | None
    slogan_en: str | None
    opens_at: LocalTime
    closes_at: LocalTime
    break_from: LocalTime | None
    break_until: LocalTime | None
    last_ticket_at: LocalTime | None
    held: SaidAnswer | None
    """How the day is held, where that is not at all sites at once."""
    places: list[PlaceToGo]
    bring: list[SaidAnswer]
    not_taken: list[SaidAnswer]
    representatives: SaidAnswer
    announced_at: dt.datetime | None
    changed_at: dt.datetime | None
    changes: list[ChangeAnswer]


async def get_notice(request: web.Request, _nobody: None, *, day: DayCode) -> web.Response:
    await limit(request, "notice_of_address", (LOOKS_OF_ADDRESS, client_network(request)))
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        found = await find_public_day(tx, day)
    body = _answer(request, found).model_dump_json().encode()
    tag = tag_of(body)
    answer = web.Response(body=body, content_type="application/json")
    return unchanged(request, tag, cache=CACHE) or tagged(answer, tag, cache=CACHE)


class PaperQuery(Shape):
    language: Language = "zh"


async def get_notice_pdf(request: web.Request, _nobody: None, *, day: DayCode, query: PaperQuery) -> web.Response:
    await limit(request, "paper_of_address", (PAPERS_OF_ADDRESS, client_network(request)))
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        found = await find_public_day(tx, day)
    reference, address = request.app[REFERENCE], f"{request.app[SETTINGS].origin()}/notice/{day}"
    values = paper.values(
        found, query.language, categories=reference.categories.values(), regions=reference.regions, address=address
    )
    tag = tag_of(to_json(values))
    known = unchanged(request, tag, cache=CACHE)
    if known is not None:
        return known
    dated = found.changed_at or datetime.combine(found.day.date, dt.time(), UTC)
    made = await request.app[PRESS].pdf("notice", values, dated=dated)
    return tagged(pdf(made, f"notice-{day}"), tag, cache=CACHE)


def _answer(request: web.Request, found: PublicDay) -> PublicNoticeAnswer:
    day, reference = found.day, request.app[REFERENCE]
    same = (
        *("date", "zone", "reason", "kind", "name_zh", "name_en", "theme_zh", "theme_en", "slogan_zh", "slogan_en"),
        *("opens_at", "closes_at", "break_from", "break_until", "last_ticket_at"),
    )
    held = words.OF_KIND.get(day.kind)
    return PublicNoticeAnswer(
        day=parse_day(day.day),
        stands=stands(day.state),
        moved_to=None if found.moved_to is None else parse_day(found.moved_to),
        moved_from=None if found.moved_from is None else parse_day(found.moved_from),
        held=None if held is None else _said(held),
        places=[_place(found, row, reference.regions) for row in found.sites],
        bring=[_said(one) for one in words.BRING],
        not_taken=[_said(one) for one in not_taken(reference.categories.values(), day.categories_out)],
        representatives=_said(words.REPRESENTATIVES),
        announced_at=found.announced_at,
        changed_at=found.changed_at,
        changes=[_change(one, found) for one in found.changes],
        **{name: getattr(day, name) for name in same},
    )


def _said(said: Said) -> SaidAnswer:
    return SaidAnswer(zh=said.zh, en=said.en)


def _place(found: PublicDay, row: SiteRow, regions: Mapping[str, Region]) -> PlaceToGo:
    city = city_of(row.site.place)
    known = regions.get(city)
    return PlaceToGo(
        site=row.site.code,
        name_zh=row.site.name_zh,
        name_en=row.site.name_en,
        city=city,
        city_zh=known.name_zh if known else city,
        city_en=known.name_en if known else city,
        address=row.site.address,
        telephone=row.telephone,
        opens_at=row.plan.opens_at or found.day.opens_at,
        closes_at=row.plan.closes_at or found.day.closes_at,
        receives=_said(words.RECEIVES[found.receiving[row.site.place]]) if row.plan.leader else None,
    )


def _change(change: Change, found: PublicDay) -> ChangeAnswer:
    row = next((row for row in found.sites if row.site.place == change.place), None)
    own = {} if row is None else {"telephone": row.site.telephone}
    unsaid = {"opens_at": found.day.opens_at, "closes_at": found.day.closes_at, **own}.get(change.what)
    return ChangeAnswer(
        at=change.at,
        what=change.what,
        site_zh=None if row is None else row.site.name_zh,
        site_en=None if row is None else row.site.name_en,
        was=_plain(change.was or unsaid),
        now=_plain(change.now or unsaid),
    )


def _plain(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(len(value)) if isinstance(value, list) else str(value)


routes = [
    Route(
        "GET",
        "/api/public/days/{day}/notice",
        get_notice,
        answer=PublicNoticeAnswer,
        who="anyone",
        errors=("not_found", "too_many"),
        summary_zh="一个已公告接访日的公告：时间、地点、带什么、哪些不受理、改了什么；不需账号",
        summary_en="The notice of an announced day: when, where, what to bring, what is not taken, what has changed",
    ),
    Route(
        "GET",
        "/api/public/days/{day}/notice.pdf",
        get_notice_pdf,
        query=PaperQuery,
        media="application/pdf",
        answer=bytes,
        who="anyone",
        errors=("not_found", "too_many", "font_missing", "printing_busy"),
        summary_zh="一个已公告接访日的公告，PDF（A4），中文或英文；不需账号",
        summary_en="The notice of an announced day as a PDF (A4), in Chinese or English; no account",
    ),
]
