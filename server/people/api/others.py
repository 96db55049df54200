"""Routes for those who look after people: invitations and accounts."""

from uuid import UUID

from aiohttp import web

from server.db import Tx
from server.http.ask import Ask
from server.http.paging import cut
from server.http.route import Route
from server.http.workbooks import table
from server.keys import DATABASE, SEALER, SETTINGS
from server.people import actions, contact, invitations, listing
from server.people.api import shapes
from server.people.api.chosen import AccountsQuery, AccountsTableQuery
from server.people.api.shapes import (
    AccountAnswer,
    AccountBody,
    AccountsAnswer,
    InvitationBody,
    LinkAnswer,
)
from server.people.audit import record
from server.people.invitations import Link
from server.people.notices import send_invitation
from server.people.rules import Person
from server.workbooks.writing import CSV, XLSX


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
        asked = query.asked()
        found = await listing.accounts(tx, asked, by=ask.person, after=query.cursor, limit=query.reads)
        total = await listing.count(tx, asked)
        page, following = cut(found, query, lambda account: account.id)
        answers = [await shapes.account_answer(request, tx, account) for account in page]
    return AccountsAnswer(items=answers, next=following, total=total)


async def get_accounts_table(request: web.Request, ask: Ask[Person], *, query: AccountsTableQuery) -> web.Response:
    """Give the list out as a file; the log has a line of it, because it names people."""
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await listing.every_account(tx, query.asked(), by=ask.person)
        about = f"accounts:{len(found)}"
        await record(tx, ask.person.principal, "accounts_exported", about, place=ask.person.scope.lo, now=ask.now)
    rows = [listing.values_of(account) for account in found]
    name = "people" if ask.language == "en" else "人员"
    return await table(listing.COLUMNS, rows, form=query.form, name=name, language=ask.language, now=ask.now)


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
        errors=("not_found",),
        summary_zh="本人范围内的账号，可筛选、排序；含尚未接受邀请的（login 为空）",
        summary_en="The accounts within one's places, filtered and sorted; those not yet accepted have a null login",
    ),
    Route(
        "GET",
        "/api/accounts-table",
        get_accounts_table,
        query=AccountsTableQuery,
        answer=bytes,
        media=(XLSX, CSV),
        capability="manage_people",
        errors=("list_large",),
        summary_zh="把筛选出的账号存成工作簿或 CSV，不含邮箱；导出记入日志",
        summary_en="The accounts that a filter finds as a workbook or CSV, without addresses; the log has a line of it",
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
