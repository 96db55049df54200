"""Routes for those who look after people: invitations and accounts."""

from uuid import UUID

from aiohttp import web

from server.db import Tx
from server.http.ask import Ask
from server.http.paging import cut
from server.http.route import Route
from server.keys import DATABASE, SEALER, SETTINGS
from server.people import actions, contact, invitations
from server.people.api import shapes
from server.people.api.shapes import (
    AccountAnswer,
    AccountBody,
    AccountsAnswer,
    AccountsQuery,
    InvitationBody,
    LinkAnswer,
)
from server.people.invitations import Link
from server.people.notices import send_invitation
from server.people.rules import Person


async def post_invitation(request: web.Request, ask: Ask[Person], *, body: InvitationBody) -> LinkAnswer:
    shapes.require_fresh(request, ask)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        places = await shapes.places_of(request, tx, place=body.place, site=body.site)
        link = await invitations.invite(
            tx, name=body.name, role=body.role, places=places, site=body.site, by=ask.person, now=ask.now
        )
        if body.email is not None:
            await _send(request, ask, tx, link, body.email, place=places[0])
    return _link_answer(request, link)


async def _send(request: web.Request, ask: Ask[Person], tx: Tx, link: Link, to: str, *, place: int) -> None:
    sealer = request.app[SEALER]
    account = await actions.account(tx, link.account_id, by=ask.person)
    await contact.set_email(tx, sealer, account, to, by=ask.person, now=ask.now)
    origin = request.app[SETTINGS].origin()
    await send_invitation(tx, sealer, link, to, origin=origin, place=place, language=ask.language, now=ask.now)


async def post_account_invitation(request: web.Request, ask: Ask[Person], *, account: UUID) -> LinkAnswer:
    shapes.require_fresh(request, ask)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        link = await invitations.invite_again(tx, account, by=ask.person, now=ask.now)
    return _link_answer(request, link)


async def get_accounts(request: web.Request, ask: Ask[Person], *, query: AccountsQuery) -> AccountsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await actions.accounts(tx, by=ask.person, after=query.cursor, limit=query.reads)
        page, following = cut(found, query, lambda account: account.id)
        answers = [await shapes.account_answer(request, tx, account) for account in page]
    return AccountsAnswer(items=answers, next=following)


async def patch_account(request: web.Request, ask: Ask[Person], *, account: UUID, body: AccountBody) -> AccountAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        changed = await actions.account(tx, account, by=ask.person)
        if (body.roles, body.place, body.site) != (None, None, None):
            shapes.require_fresh(request, ask)
            places, site = (changed.lo, changed.hi), changed.site
            if body.place is not None or body.site is not None:
                places, site = await shapes.places_of(request, tx, place=body.place, site=body.site), body.site
            roles = changed.roles if body.roles is None else body.roles
            await actions.change_rights(tx, account, roles=roles, places=places, site=site, by=ask.person, now=ask.now)
        if body.suspended is not None:
            await (actions.suspend if body.suspended else actions.restore)(tx, account, by=ask.person, now=ask.now)
        if body.email is not None:
            shapes.require_fresh(request, ask)
            email = body.email or None
            await contact.set_email(tx, request.app[SEALER], changed, email, by=ask.person, now=ask.now)
        return await shapes.account_answer(request, tx, changed)


def _link_answer(request: web.Request, link: Link) -> LinkAnswer:
    origin = request.app[SETTINGS].origin()
    return LinkAnswer(account=link.account_id, link=f"{origin}{invitations.path_of(link)}", expires_at=link.expires_at)


routes = [
    Route(
        "POST",
        "/api/invitations",
        post_invitation,
        body=InvitationBody,
        answer=LinkAnswer,
        status=201,
        capability="manage_people",
        errors=(
            "factor_needed",
            "above_own_rights",
            "not_found",
            "place_or_site",
            "registrar_needs_site",
            "name_empty",
            "name_signs",
            "address_form",
        ),
        summary_zh="邀请一人：生成一次性链接，仅显示这一次",
        summary_en="Invite a person: make a one-time link, shown only now",
        example={"name": "张三", "role": "leader", "place": "430102"},
    ),
    Route(
        "POST",
        "/api/accounts/{account}/invitations",
        post_account_invitation,
        answer=LinkAnswer,
        status=201,
        capability="manage_people",
        errors=("factor_needed", "above_own_rights", "own_account", "account_suspended"),
        summary_zh="为已有账号重新生成链接：首次链接遗失，或忘记密码",
        summary_en="Make another link for an account: the first was lost, or the password forgotten",
    ),
    Route(
        "GET",
        "/api/accounts",
        get_accounts,
        query=AccountsQuery,
        answer=AccountsAnswer,
        capability="manage_people",
        summary_zh="本人范围内的账号，含尚未接受邀请的（login 为空）",
        summary_en="The accounts within one's places, those not yet accepted included (login is null)",
    ),
    Route(
        "PATCH",
        "/api/accounts/{account}",
        patch_account,
        body=AccountBody,
        answer=AccountAnswer,
        capability="manage_people",
        errors=(
            *("factor_needed", "above_own_rights", "own_account", "changed_meanwhile", "place_or_site"),
            *("roles_missing", "roles_do_not_mix", "registrar_needs_site", "address_form"),
        ),
        summary_zh="停用或恢复账号，更改角色或位置；其打开的页面随即断开",
        summary_en="Suspend or restore an account, change its roles or place; its open pages are cut at once",
        example={"suspended": True},
    ),
]
