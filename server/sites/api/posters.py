"""The routes to the poster of a site as PDF: for an organiser, and for a coordinator at a link."""

from datetime import UTC, datetime

from aiohttp import web

from server.db import Tx
from server.errors import Conflict, NotFound
from server.http.ask import Ask
from server.http.inert import pdf
from server.http.route import Route
from server.keys import CLOCK, DATABASE, PRESS, SEALER, SETTINGS
from server.people.rules import Person
from server.sites import applying, poster, registering
from server.sites.actions import find_site
from server.sites.api.own import scope_of

DATED = datetime(2026, 1, 1, tzinfo=UTC)
"""The date inside the PDF: the same site has the same poster, whenever it is printed."""


async def get_poster(request: web.Request, ask: Ask[Person], *, site: str) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        values = await _values(request, tx, site)
    return pdf(await request.app[PRESS].pdf("poster", values, dated=DATED), f"poster-{site}")


async def get_own_poster(request: web.Request, _nobody: None, *, code: str) -> web.Response:
    scope = await scope_of(request, code)
    async with request.app[DATABASE].transaction(scope, write=False) as tx:
        opened = await applying.open_link(tx, request.app[SEALER], code, now=request.app[CLOCK].now())
        site = None if opened.registration is None else opened.registration.site
        if site is None:
            raise NotFound("not_found")
        values = await _values(request, tx, site)
    return pdf(await request.app[PRESS].pdf("poster", values, dated=DATED), f"poster-{site}")


async def _values(request: web.Request, tx: Tx, code: str) -> dict[str, object]:
    site = await find_site(tx, code)
    if site.ended_at is not None:
        raise Conflict("site_ended")
    details = registering.details_in((await registering.details_of(tx, [code])).get(code))
    return poster.values(site, details, origin=request.app[SETTINGS].origin())


_ERRORS = ("not_found", "site_ended", "font_missing", "printing_busy")

routes = [
    Route(
        "GET",
        "/api/sites/{site}/poster",
        get_poster,
        media="application/pdf",
        answer=bytes,
        capability="manage_days",
        errors=(*_ERRORS, "not_allowed"),
        summary_zh="接访点海报，PDF（A4），二维码指向该点的公开页面",
        summary_en="The poster of a site as a PDF (A4), with a QR code that leads to its public page",
    ),
    Route(
        "GET",
        "/api/register/{code}/poster",
        get_own_poster,
        media="application/pdf",
        answer=bytes,
        who="anyone",
        errors=(*_ERRORS, "site_link_unknown", "site_link_revoked", "site_link_expired", "too_many"),
        summary_zh="已确认接访点的海报，凭邀请码下载",
        summary_en="The poster of a confirmed site, at the link of its registration",
    ),
]
