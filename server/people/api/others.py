"""Routes for those who look after people: invitations, accounts, and the log of what was done."""

from collections.abc import Sequence
from uuid import UUID

from aiohttp import web
from sqlalchemy import select

from server.db import Tx
from server.http.ask import Ask
from server.http.paging import cut
from server.http.route import Route
from server.keys import DATABASE, SEALER, SETTINGS
from server.people import actions, audit, contact, invitations, sessions
from server.people.api import shapes
from server.people.api.shapes import (
    AccountAnswer,
    AccountBody,
    AccountsAnswer,
    AccountsQuery,
    InvitationBody,
    LineAnswer,
    LinesAnswer,
    LinesQuery,
    LinkAnswer,
)
from server.people.invitations import Link
from server.people.model import Account, AuditLine
from server.people.notices import send_invitation
from server.people.rules import Person
from server.place import region_of


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


async def get_audit(request: web.Request, ask: Ask[Person], *, query: LinesQuery) -> LinesAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        asked = audit.Asked(query.what, query.who, query.about, query.since, query.until)
        found = await audit.page(tx, asked, after=query.cursor, limit=query.reads)
        page, following = cut(found, query, lambda line: line.id)
        names = await _names(tx, page)
        answers = [
            LineAnswer(
                id=line.id,
                at=line.at,
                who=line.who,
                who_name=names.get(line.who),
                what=line.what,
                about=line.about,
                about_name=names.get(line.about),
                place=region_of(line.place),
                reason=await audit.reason_of(tx, request.app[SEALER], line),
            )
            for line in page
        ]
    return LinesAnswer(items=answers, next=following)


async def _names(tx: Tx, lines: Sequence[AuditLine]) -> dict[str, str]:
    """The names of the accounts that did what the lines say or that they are about, as far as they are in scope."""
    told = {one.removeprefix("account:") for line in lines for one in _accounts(line)}
    accounts = await tx.scalars(select(Account).where(Account.id.in_({UUID(ident) for ident in told})))
    return {f"account:{account.id}": account.name for account in accounts}


def _accounts(line: AuditLine) -> set[str]:
    return {one for one in (line.who, line.about) if one.startswith("account:") and one != sessions.UNKNOWN}


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
    Route(
        "GET",
        "/api/audit",
        get_audit,
        query=LinesQuery,
        answer=LinesAnswer,
        capability="see_log",
        errors=("not_found",),
        summary_zh="操作日志，新的在前，可筛选；不含信访内容",
        summary_en="What was done, the newest first, filtered on request; no case content",
    ),
]
