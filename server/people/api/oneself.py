"""Routes to oneself: one's account, one's sessions, password and one-time codes."""

from uuid import UUID

from aiohttp import web
from limits import RateLimitItemPerMinute

from server.db import Tx
from server.http.ask import Ask
from server.http.guards import limit
from server.http.route import Route
from server.keys import DATABASE, REHEARSAL, SEALER, SETTINGS
from server.notices.carriers import not_sent
from server.people import contact, credentials, sessions
from server.people.api import shapes
from server.people.api.shapes import (
    CodeBody,
    ConfirmBody,
    ContactAnswer,
    ContactBody,
    MeAnswer,
    PasswordBody,
    ProofBody,
    SessionAnswer,
    SessionsAnswer,
    TotpAnswer,
)
from server.people.api.signing import PASSWORD, drop_session
from server.people.keys import PASSWORDS
from server.people.model import Account
from server.people.passwords import totp_uri
from server.people.rules import Person

TRIES_OF_ONESELF = RateLimitItemPerMinute(10, 5)


async def get_me(request: web.Request, ask: Ask[Person]) -> MeAnswer:
    return shapes.me(request, ask.person)


async def get_contact(request: web.Request, ask: Ask[Person]) -> ContactAnswer:
    async with request.app[DATABASE].transaction(ask.person.at_home, write=False) as tx:
        return await _contact(request, ask, tx)


async def put_contact(request: web.Request, ask: Ask[Person], *, body: ContactBody) -> ContactAnswer:
    shapes.require_fresh(request, ask)
    async with request.app[DATABASE].transaction(ask.person.at_home) as tx:
        account = await tx.get(Account, UUID(ask.person.id))
        await contact.set_email(tx, request.app[SEALER], account, body.email, by=ask.person, now=ask.now)
        return await _contact(request, ask, tx)


async def _contact(request: web.Request, ask: Ask[Person], tx: Tx) -> ContactAnswer:
    email = await contact.email_of(tx, request.app[SEALER], await tx.get(Account, UUID(ask.person.id)))
    return ContactAnswer(email=email, sends=not_sent(request.app[SETTINGS]) is None and not request.app[REHEARSAL])


async def get_sessions(request: web.Request, ask: Ask[Person]) -> SessionsAnswer:
    async with request.app[DATABASE].transaction(ask.person.at_home, write=False) as tx:
        mine = await sessions.sessions_of(tx, ask.person, ask.now)
        asks_for_codes = await credentials.asks_for_codes(tx, ask.person)
    return SessionsAnswer(
        totp=asks_for_codes,
        items=[
            SessionAnswer(
                id=session.id,
                created_at=session.created_at,
                last_seen_at=session.last_seen_at,
                agent=session.agent,
                current=str(session.id) == ask.person.session,
                rehearsal=request.app[REHEARSAL],
            )
            for session in mine
        ],
    )


async def delete_session(request: web.Request, ask: Ask[Person], *, session: UUID) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.at_home) as tx:
        await sessions.end_session(tx, session, by=ask.person, now=ask.now)
    return drop_session(request) if str(session) == ask.person.session else web.Response(status=204)


async def post_password(request: web.Request, ask: Ask[Person], *, body: PasswordBody) -> None:
    await limit(request, "oneself", (TRIES_OF_ONESELF, ask.person.principal))
    await credentials.change_password(
        request.app[DATABASE],
        request.app[PASSWORDS],
        current=body.current,
        new=body.new,
        by=ask.person,
        now=ask.now,
    )


async def post_totp(request: web.Request, ask: Ask[Person], *, body: ConfirmBody) -> TotpAnswer:
    await limit(request, "oneself", (TRIES_OF_ONESELF, ask.person.principal))
    secret = await credentials.start_totp(
        request.app[DATABASE], request.app[PASSWORDS], request.app[SEALER], password=body.password, by=ask.person
    )
    return TotpAnswer(secret=secret, uri=totp_uri(secret, ask.person.name))


async def post_totp_confirmation(request: web.Request, ask: Ask[Person], *, body: CodeBody) -> None:
    await limit(request, "oneself", (TRIES_OF_ONESELF, ask.person.principal))
    async with request.app[DATABASE].transaction(ask.person.at_home) as tx:
        await credentials.confirm_totp(tx, request.app[SEALER], code=body.code, by=ask.person, now=ask.now)


async def post_totp_removal(request: web.Request, ask: Ask[Person], *, body: ConfirmBody) -> None:
    await limit(request, "oneself", (TRIES_OF_ONESELF, ask.person.principal))
    await credentials.remove_totp(
        request.app[DATABASE],
        request.app[PASSWORDS],
        password=body.password,
        by=ask.person,
        now=ask.now,
    )


async def post_confirmation(request: web.Request, ask: Ask[Person], *, body: ProofBody) -> None:
    await limit(request, "oneself", (TRIES_OF_ONESELF, ask.person.principal))
    await credentials.prove(
        request.app[DATABASE],
        request.app[PASSWORDS],
        request.app[SEALER],
        password=body.password,
        code=body.code,
        by=ask.person,
        now=ask.now,
    )


AGAIN = ("wrong_password", "too_many", "busy")

routes = [
    Route(
        "GET",
        "/api/me",
        get_me,
        answer=MeAnswer,
        who="session|device",
        summary_zh="本人：角色、位置、权限",
        summary_en="Who this is: roles, place, capabilities",
    ),
    Route(
        "GET",
        "/api/me/contact",
        get_contact,
        answer=ContactAnswer,
        summary_zh="本人接收通知的邮箱",
        summary_en="Where one is told by mail",
    ),
    Route(
        "PUT",
        "/api/me/contact",
        put_contact,
        body=ContactBody,
        answer=ContactAnswer,
        errors=("factor_needed", "address_form", "changed_meanwhile"),
        summary_zh="填写、更改或清除本人接收通知的邮箱",
        summary_en="Give, change or remove the address at which one is told by mail",
        example={"email": "name@example.org"},
    ),
    Route(
        "GET",
        "/api/sessions",
        get_sessions,
        answer=SessionsAnswer,
        summary_zh="本人已登录的浏览器",
        summary_en="The browsers one is signed in on",
    ),
    Route(
        "DELETE",
        "/api/sessions/{session}",
        delete_session,
        summary_zh="结束本人的一个会话",
        summary_en="End one of one's own sessions",
    ),
    Route(
        "POST",
        "/api/confirmation",
        post_confirmation,
        body=ProofBody,
        errors=(*AGAIN, "code_wrong"),
        every_time=True,
        summary_zh="再次验证身份：用动态码，未启用的用密码",
        summary_en="Confirm who one is: by a one-time code, or by the password where there are none",
        example={"password": "correct horse battery staple"},
    ),
    Route(
        "POST",
        "/api/password",
        post_password,
        body=PasswordBody,
        errors=(*PASSWORD, *AGAIN, "changed_meanwhile"),
        summary_zh="更改本人密码；其他浏览器随即退出",
        summary_en="Change one's own password; other browsers are signed out",
        example={"current": "correct horse battery staple", "new": "another staple of the horse"},
    ),
    Route(
        "POST",
        "/api/totp",
        post_totp,
        body=ConfirmBody,
        answer=TotpAnswer,
        status=201,
        errors=(*AGAIN, "totp_is_on", "changed_meanwhile"),
        summary_zh="设置动态码：得到密钥，确认后生效",
        summary_en="Set up one-time codes: get the secret; they are asked for once confirmed",
        example={"password": "correct horse battery staple"},
    ),
    Route(
        "POST",
        "/api/totp/confirm",
        post_totp_confirmation,
        body=CodeBody,
        errors=("code_wrong", "totp_not_started", "too_many"),
        summary_zh="确认动态码",
        summary_en="Turn one-time codes on with a first right one",
        example={"code": "492039"},
    ),
    Route(
        "POST",
        "/api/totp/remove",
        post_totp_removal,
        body=ConfirmBody,
        errors=(*AGAIN, "changed_meanwhile"),
        summary_zh="停用动态码",
        summary_en="Turn one-time codes off",
        example={"password": "correct horse battery staple"},
    ),
]
