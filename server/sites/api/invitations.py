"""Routes to invitations to register sites: an organiser makes, lists and revokes them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import Field

from server.http.ask import Ask
from server.http.paging import Page, PageQuery, cut
from server.http.route import Route, Shape
from server.keys import DATABASE, SEALER, SETTINGS
from server.people.rules import Person
from server.sites import inviting, linking
from server.sites.keys import REFERENCE
from server.sites.model import SiteInvitation
from server.sites.naming import Name


class SiteInvitationsQuery(PageQuery[UUID]):
    """After which invitation, and how many."""


class SiteInvitationBody(Shape):
    """For which region, for how many sites at most, and for how many days."""

    region: str = Field(pattern=r"^[0-9]{6}$")
    label: Name | None = None
    most: Annotated[int, Field(ge=1, le=linking.MOST_SITES)] = 1
    days: Annotated[int, Field(ge=1, le=linking.MOST_DAYS)] = 14


class SiteInvitationAnswer(Shape):
    id: UUID
    region: str
    label: str | None
    most: int
    used: int
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class SiteInvitationsAnswer(Page[SiteInvitationAnswer]):
    """One page of invitations, the newest first."""


class SiteInvitationMadeAnswer(SiteInvitationAnswer):
    """With the code and the link, which are told this once: only a keyed hash is kept."""

    code: str
    address: str


async def get_site_invitations(
    request: web.Request, ask: Ask[Person], *, query: SiteInvitationsQuery
) -> SiteInvitationsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await inviting.invitations_after(tx, query.cursor, query.reads, by=ask.person)
        page, following = cut(found, query, lambda one: one.id)
        used = await inviting.used(tx, [one.id for one in page])
    return SiteInvitationsAnswer(items=[_answer(one, used.get(one.id, 0)) for one in page], next=following)


async def post_site_invitation(
    request: web.Request, ask: Ask[Person], *, body: SiteInvitationBody
) -> SiteInvitationMadeAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        made, code = await inviting.invite(
            tx,
            body.region,
            mac=request.app[SEALER].mac,
            label=body.label,
            most=body.most,
            days=body.days,
            regions=request.app[REFERENCE].regions,
            by=ask.person,
            now=ask.now,
        )
    written = linking.written(code)
    address = f"{request.app[SETTINGS].origin()}/register/{written}"
    return SiteInvitationMadeAnswer(**_answer(made, 0).model_dump(), code=written, address=address)


async def delete_site_invitation(request: web.Request, ask: Ask[Person], *, invitation: UUID) -> SiteInvitationAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        revoked = await inviting.revoke(tx, invitation, by=ask.person, now=ask.now)
        used = await inviting.used(tx, [invitation])
    return _answer(revoked, used.get(invitation, 0))


def _answer(one: SiteInvitation, used: int) -> SiteInvitationAnswer:
    return SiteInvitationAnswer(
        id=one.id,
        region=one.region,
        label=one.label,
        most=one.most,
        used=used,
        made_at=one.made_at,
        expires_at=one.expires_at,
        revoked_at=one.revoked_at,
    )


routes = [
    Route(
        "GET",
        "/api/site-invitations",
        get_site_invitations,
        query=SiteInvitationsQuery,
        answer=SiteInvitationsAnswer,
        capability="manage_days",
        errors=("not_allowed",),
        summary_zh="本人范围内的接访点登记邀请，新的在前，不含邀请码",
        summary_en="The invitations to register sites within one's places, the newest first, without their codes",
    ),
    Route(
        "POST",
        "/api/site-invitations",
        post_site_invitation,
        body=SiteInvitationBody,
        answer=SiteInvitationMadeAnswer,
        status=201,
        capability="manage_days",
        errors=("not_found", "not_allowed"),
        every_time=True,  # the code is kept nowhere, so not in a kept answer either
        summary_zh="邀请一个区划登记接访点：得到链接和邀请码，限次数、限期、可收回",
        summary_en="Invite a region to register sites: a link and a code, bounded, expiring and revocable",
        example={"region": "430800", "label": "张家界各区县", "most": 4, "days": 14},
    ),
    Route(
        "DELETE",
        "/api/site-invitations/{invitation}",
        delete_site_invitation,
        answer=SiteInvitationAnswer,
        capability="manage_days",
        errors=("not_found", "not_allowed"),
        summary_zh="收回登记邀请；凭它登记的链接随即失效，已确认的接访点保留",
        summary_en="Take an invitation back: its links end at once, and sites that were confirmed stay",
    ),
]
