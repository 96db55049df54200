"""Routes of the level above: what coordinators registered, confirmed or sent back with a reason."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import Field

from server.db import Tx
from server.http.ask import Ask
from server.http.inert import inert
from server.http.paging import Page, PageQuery, cut
from server.http.route import Route, Shape
from server.keys import DATABASE, SEALER
from server.people.rules import Person
from server.sealing import Sealer
from server.sites import applying, deciding, rules
from server.sites.api.shapes import DetailsShape, DifferenceShape, ToldShape, details_shape, differences_of
from server.sites.details import loaded
from server.sites.keys import REFERENCE
from server.sites.model import SiteRegistration
from server.sites.naming import Reason

Version = Annotated[int, Field(ge=1, le=1_000_000)]


class RegistrationsQuery(PageQuery[UUID]):
    """In which state, after which registration, and how many."""

    state: Annotated[rules.RegistrationState, Field(strict=False)] | None = None


class ConfirmBody(Shape):
    version: Version
    """The one that was seen."""


class SendBackBody(ConfirmBody):
    reason: Reason


class RegisteredAnswer(ToldShape):
    """A site as its coordinator registered it."""

    id: UUID
    region: str
    state: rules.RegistrationState
    version: int
    details: DetailsShape
    has_photo: bool
    site: str | None
    reason: str | None
    changes: list[DifferenceShape]
    """What differs from what was last confirmed; before that, all that is told."""
    since_sent_back: list[DifferenceShape]
    """What differs from what was sent back."""
    made_at: datetime
    changed_at: datetime


class RegistrationsAnswer(Page[RegisteredAnswer]):
    """One page of registrations, the newest first."""


async def get_site_registrations(
    request: web.Request, ask: Ask[Person], *, query: RegistrationsQuery
) -> RegistrationsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await deciding.registrations_after(tx, query.state, query.cursor, query.reads, by=ask.person)
        page, following = cut(found, query, lambda one: one.id)
        items = [await registered(tx, request.app[SEALER], one) for one in page]
    return RegistrationsAnswer(items=items, next=following)


async def post_confirm(
    request: web.Request, ask: Ask[Person], *, registration: UUID, body: ConfirmBody
) -> RegisteredAnswer:
    regions = request.app[REFERENCE].regions
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await deciding.confirm(tx, registration, body.version, regions=regions, by=ask.person, now=ask.now)
        return await registered(tx, request.app[SEALER], found)


async def post_send_back(
    request: web.Request, ask: Ask[Person], *, registration: UUID, body: SendBackBody
) -> RegisteredAnswer:
    sealer = request.app[SEALER]
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await deciding.send_back(
            tx, sealer, registration, body.version, reason=body.reason, by=ask.person, now=ask.now
        )
        return await registered(tx, sealer, found)


async def get_registration_photo(request: web.Request, ask: Ask[Person], *, registration: UUID) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        return inert(request, await deciding.read_photo(tx, request.app[SEALER], registration, by=ask.person))


async def registered(tx: Tx, sealer: Sealer, one: SiteRegistration) -> RegisteredAnswer:
    wanted = loaded(one.told)
    told = wanted.told
    was_sent_back = one.reason_sealed is not None and one.state is not rules.RegistrationState.SENT_BACK
    return RegisteredAnswer(
        id=one.id,
        region=one.region,
        state=one.state,
        version=one.version,
        name_zh=told.name_zh,
        name_en=told.name_en,
        kind=told.kind,
        rooms=told.rooms,
        telephone=told.telephone,
        address=told.address,
        details=details_shape(wanted.details),
        has_photo=one.photo is not None,
        site=one.site,
        reason=await applying.reason_of(tx, sealer, one),
        changes=differences_of(one.confirmed, one.told),
        since_sent_back=differences_of(one.decided, one.told) if was_sent_back else [],
        made_at=one.made_at,
        changed_at=one.changed_at,
    )


_SEEN = ("not_found", "not_allowed", "not_from_here", "site_registration_changed")

routes = [
    Route(
        "GET",
        "/api/site-registrations",
        get_site_registrations,
        query=RegistrationsQuery,
        answer=RegistrationsAnswer,
        capability="manage_days",
        errors=("not_allowed",),
        summary_zh="本人范围内由接访点自行登记的内容，新的在前，含与已确认内容的差别",
        summary_en="What sites registered themselves within one's places, the newest first, with what differs",
    ),
    Route(
        "POST",
        "/api/site-registrations/{registration}/confirm",
        post_confirm,
        body=ConfirmBody,
        answer=RegisteredAnswer,
        capability="manage_days",
        errors=(
            *_SEEN,
            *("site_changed", "site_ended", "region_full", "changed_meanwhile"),
        ),
        summary_zh="确认登记：建立接访点，或按登记更改",
        summary_en="Confirm what was registered: the site is made, or changed by it",
        example={"version": 1},
    ),
    Route(
        "POST",
        "/api/site-registrations/{registration}/send-back",
        post_send_back,
        body=SendBackBody,
        answer=RegisteredAnswer,
        capability="manage_days",
        errors=_SEEN,
        summary_zh="退回登记并写明理由，登记人在原链接看到",
        summary_en="Send a registration back with a reason, which its coordinator reads at the same link",
        example={"version": 1, "reason": "请补充无障碍通道"},
    ),
    Route(
        "GET",
        "/api/site-registrations/{registration}/photo",
        get_registration_photo,
        media="image/jpeg",
        answer=bytes,
        capability="manage_days",
        errors=("not_found", "not_allowed"),
        summary_zh="登记的入口照片",
        summary_en="The photograph of the entrance that was registered",
    ),
]
