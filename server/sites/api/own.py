"""Routes of a coordinator at a link: what is registered there, sending it, its photograph. No account."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from aiohttp import web
from limits import RateLimitItemPerMinute
from pydantic import Field

from server.db import EVERYWHERE
from server.errors import NotFound
from server.http.guards import client_network, limit
from server.http.inert import inert, read_upload
from server.http.route import Route, Shape
from server.keys import CLOCK, DATABASE, DECODING, SEALER, SETTINGS
from server.place import Scope
from server.sites import applying, linking
from server.sites.api.registrations import RegisteredAnswer, registered
from server.sites.api.shapes import DetailsShape, ToldShape
from server.sites.applying import Opened
from server.sites.details import Details, Wanted
from server.sites.keys import REFERENCE
from server.sites.reference import Region

LOOKS: Final = RateLimitItemPerMinute(600)
MISSES: Final = RateLimitItemPerMinute(60)
"""Wrong codes, of 2⁸⁰, from one network address."""
PHOTOS: Final = RateLimitItemPerMinute(20)


class RegionChoice(Shape):
    code: str
    name_zh: str
    name_en: str
    level: str


class RegisterAnswer(Shape):
    """What a code opens: for which regions it is, until when, and what was registered with it."""

    region: RegionChoice
    label: str | None
    regions: list[RegionChoice]
    """Where the site may lie."""
    expires_at: datetime
    registration: RegisteredAnswer | None
    own_code: str | None
    """Of an invitation for several sites, the code at which this registration alone is read and changed."""


class RegistrationBody(ToldShape):
    """What is told of the site. ``id`` is made by the page, so that what is sent twice is registered once."""

    id: UUID
    region: str = Field(pattern=r"^[0-9]{6}$")
    details: DetailsShape | None = None
    version: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """The version that the page has; 0 before anything was sent."""


async def get_register(request: web.Request, _nobody: None, *, code: str) -> RegisterAnswer:
    scope = await scope_of(request, code)
    async with request.app[DATABASE].transaction(scope, write=False) as tx:
        opened = await applying.open_link(tx, request.app[SEALER], code, now=request.app[CLOCK].now())
        found = opened.registration
        shown = None if found is None else await registered(tx, request.app[SEALER], found)
    return _answer(request, opened, shown)


async def put_register(request: web.Request, _nobody: None, *, code: str, body: RegistrationBody) -> RegisterAnswer:
    scope, sealer = await scope_of(request, code), request.app[SEALER]
    wanted = Wanted(body.told(), body.details.details() if body.details else Details())
    now, regions = request.app[CLOCK].now(), request.app[REFERENCE].regions
    async with request.app[DATABASE].transaction(scope) as tx:
        made = await applying.submit(
            tx,
            sealer,
            code,
            wanted,
            registration=body.id,
            region=body.region,
            seen=body.version,
            regions=regions,
            now=now,
        )
        opened = await applying.open_link(tx, sealer, code, now=now)
        shown = await registered(tx, sealer, made)
    return _answer(request, opened, shown)


async def put_register_photo(request: web.Request, _nobody: None, *, code: str) -> RegisterAnswer:
    scope, sealer = await scope_of(request, code), request.app[SEALER]
    await limit(request, "site_photo", (PHOTOS, client_network(request)))
    raw = await read_upload(request, most=request.app[SETTINGS].body_limit)
    picture = await request.app[DECODING].picture_of(raw)
    now = request.app[CLOCK].now()
    async with request.app[DATABASE].transaction(scope) as tx:
        made = await applying.put_photo(tx, sealer, code, picture, now=now)
        opened = await applying.open_link(tx, sealer, code, now=now)
        shown = await registered(tx, sealer, made)
    return _answer(request, opened, shown)


async def get_register_photo(request: web.Request, _nobody: None, *, code: str) -> web.Response:
    scope = await scope_of(request, code)
    async with request.app[DATABASE].transaction(scope, write=False) as tx:
        return inert(request, await applying.read_photo(tx, request.app[SEALER], code, now=request.app[CLOCK].now()))


async def scope_of(request: web.Request, code: str) -> Scope:
    """The places of the invitation behind a code; how often codes are tried is counted by network address."""
    address = client_network(request)
    await limit(request, "site_link", (LOOKS, address))
    try:
        async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
            opened = await applying.open_link(tx, request.app[SEALER], code, now=request.app[CLOCK].now())
    except NotFound:
        await limit(request, "site_link_missed", (MISSES, address))
        raise
    return Scope(opened.invitation.lo, opened.invitation.hi)


def _answer(request: web.Request, opened: Opened, shown: RegisteredAnswer | None) -> RegisterAnswer:
    invitation, regions = opened.invitation, request.app[REFERENCE].regions
    own = None
    if shown is not None and invitation.most > 1:
        own = linking.written(linking.own_code(request.app[SEALER].mac, shown.id))
    return RegisterAnswer(
        region=_choice(regions[invitation.region]),
        label=invitation.label,
        regions=_choices(applying.regions_of(invitation, regions)),
        expires_at=invitation.expires_at,
        registration=shown,
        own_code=own,
    )


def _choices(regions: Sequence[Region]) -> list[RegionChoice]:
    return [_choice(one) for one in regions]


def _choice(region: Region) -> RegionChoice:
    return RegionChoice(code=region.code, name_zh=region.name_zh, name_en=region.name_en, level=region.level)


_DEAD = ("site_link_unknown", "site_link_revoked", "site_link_expired", "too_many")

routes = [
    Route(
        "GET",
        "/api/register/{code}",
        get_register,
        answer=RegisterAnswer,
        who="anyone",
        errors=_DEAD,
        summary_zh="凭邀请码查看：哪个区划、登记了什么、是否已确认或退回及理由",
        summary_en="What a registration code opens: which region, what is registered, confirmed or sent back and why",
    ),
    Route(
        "PUT",
        "/api/register/{code}",
        put_register,
        body=RegistrationBody,
        answer=RegisterAnswer,
        who="anyone",
        errors=(
            *_DEAD,
            *("not_found", "site_link_used", "site_registration_changed", "site_keeps_region", "not_from_here"),
            *("site_words_number", "telephone_form", "site_hours", "site_position"),
        ),
        summary_zh="凭邀请码提交接访点信息，或再次提交；重复发送只算一次",
        summary_en="Register a site by a code, or send it again; what is sent twice counts once",
        example={
            "id": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
            "region": "430802",
            "name_zh": "永定区接访点",
            "name_en": "Yongding District site",
            "rooms": 2,
            "telephone": "12-430802-001",
            "address": "教场路 1 号",
        },
    ),
    Route(
        "PUT",
        "/api/register/{code}/photo",
        put_register_photo,
        answer=RegisterAnswer,
        who="anyone",
        errors=(
            *_DEAD,
            *("site_not_registered_yet", "file_type", "picture_broken", "picture_pixels", "pictures_busy"),
            *("too_large", "too_slow"),
        ),
        summary_zh="上传入口照片（JPEG、PNG、WebP）：重新编码，去除位置等信息",
        summary_en="Send a photograph of the entrance (JPEG, PNG, WebP): it is encoded anew, without its position",
    ),
    Route(
        "GET",
        "/api/register/{code}/photo",
        get_register_photo,
        media="image/jpeg",
        answer=bytes,
        who="anyone",
        errors=(*_DEAD, "not_found", "site_not_registered_yet"),
        summary_zh="本登记的入口照片",
        summary_en="The photograph of this registration",
    ),
]
