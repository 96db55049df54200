"""The route to what the public reads of a site, to which its poster leads: where it is, and when it receives next."""

import datetime as dt
from typing import Final

from aiohttp import web
from limits import RateLimitItemPerMinute

from server.before.agenda.hours import today_of
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import ZONE
from server.before.announcing.reads import PublicSite, find_public_site
from server.day_code import DayCode, parse_day
from server.db import EVERYWHERE
from server.http.conditional import tag_of, tagged, unchanged
from server.http.guards import client_network, limit
from server.http.hours import LocalTime
from server.http.route import Route, Shape
from server.keys import CLOCK, DATABASE
from server.sites.rules import Spoken

LOOKS_OF_ADDRESS: Final = RateLimitItemPerMinute(6000)
CACHE: Final = "public, max-age=60"


class ComingDay(Shape):
    day: DayCode
    date: dt.date
    name_zh: str
    name_en: str
    opens_at: LocalTime
    closes_at: LocalTime


class PublicSiteAnswer(Shape):
    """A reception site, and the announced days to come in which it receives."""

    site: str
    name_zh: str
    name_en: str
    address: str | None
    telephone: str | None
    step_free: bool | None
    hearing_loop: bool | None
    parking: bool | None
    languages: list[Spoken]
    sentence: str | None
    days: list[ComingDay]


async def get_public_site(request: web.Request, _nobody: None, *, site: str) -> web.Response:
    await limit(request, "site_of_address", (LOOKS_OF_ADDRESS, client_network(request)))
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        found = await find_public_site(tx, site, today_of(ZONE, request.app[CLOCK].now()))
    body = _answer(found).model_dump_json().encode()
    tag = tag_of(body)
    answer = web.Response(body=body, content_type="application/json")
    return unchanged(request, tag, cache=CACHE) or tagged(answer, tag, cache=CACHE)


def _answer(found: PublicSite) -> PublicSiteAnswer:
    site, details = found.site, found.details
    return PublicSiteAnswer(
        site=site.code,
        name_zh=site.name_zh,
        name_en=site.name_en,
        address=site.address,
        telephone=site.telephone,
        step_free=details.step_free,
        hearing_loop=details.hearing_loop,
        parking=details.parking,
        languages=list(details.languages),
        sentence=details.sentence,
        days=[_day(day, session) for day, session in found.days],
    )


def _day(day: Day, session: SiteSession) -> ComingDay:
    return ComingDay(
        day=parse_day(day.day),
        date=day.date,
        name_zh=day.name_zh,
        name_en=day.name_en,
        opens_at=session.opens_at or day.opens_at,
        closes_at=session.closes_at or day.closes_at,
    )


routes = [
    Route(
        "GET",
        "/api/public/sites/{site}",
        get_public_site,
        answer=PublicSiteAnswer,
        who="anyone",
        errors=("not_found", "too_many"),
        summary_zh="一个接访点的地址、电话、无障碍和即将到来的接访日；不需账号",
        summary_en="A reception site: address, telephone, access, and its announced days to come; no account",
    ),
]
