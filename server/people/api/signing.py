"""Routes where people come in and go out: sign-in, sign-out, invitations accepted."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from aiohttp import web
from limits import RateLimitItemPerMinute

from server.db import EVERYWHERE
from server.errors import NotFound, NotSignedIn
from server.http.ask import Ask
from server.http.guards import client_address, client_network, language, limit, session_cookie, session_token
from server.http.route import Route, answered
from server.keys import CLOCK, DATABASE, LIMITS, SEALER, SETTINGS
from server.people import invitations, rules, sessions, spelling
from server.people.api import shapes, tries
from server.people.api.shapes import AcceptBody, InvitedAnswer, MeAnswer, SignInBody
from server.people.keys import PASSWORDS, FindDevice
from server.people.model import Account
from server.people.rules import Person

AUDITED_FAILURES = RateLimitItemPerMinute(60)
MISSED_LINKS = RateLimitItemPerMinute(60)
"""Unknown links, of 2²⁵⁶, from one address; a request with a valid link is never refused for them."""


def principal_finder(device_by_token: FindDevice) -> Callable[[web.Request], Awaitable[Person | None]]:
    """Make the function that finds the principal of a request: a device by its bearer token, else a session's account.

    Asked at every request and never remembered: rights that were taken away are gone with the next one.
    """

    async def find(request: web.Request) -> Person | None:
        authorization = request.headers.get("Authorization")
        if authorization is not None:  # a program's request; a cookie beside it counts for nothing
            scheme, _, token = authorization.partition(" ")
            return await device_by_token(token.strip()) if scheme.lower() == "bearer" else None
        token = session_token(request)
        if not token:
            return None
        database = request.app[DATABASE]
        person = await sessions.person_by_token(database, token, request.app[CLOCK].now())
        if person is None and await sessions.is_suspended(database, token):
            raise NotSignedIn("suspended")
        return person and rules.until_totp(person, request.app[SETTINGS].totp_roles)

    return find


def keep_session(
    request: web.Request, response: web.Response, token: str, *, same_site: str = "Strict"
) -> web.Response:
    """Give the browser its session. Lax only for a link that is followed from elsewhere, as in a rehearsal."""
    response.set_cookie(
        session_cookie(request.app),
        token,
        max_age=int(rules.ABSOLUTE.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite=same_site,
    )
    return response


def drop_session(request: web.Request) -> web.Response:
    response = web.Response(status=204)
    response.del_cookie(session_cookie(request.app), path="/", secure=True, httponly=True, samesite="Strict")
    return response


async def post_sign_in(request: web.Request, _nobody: None, *, body: SignInBody) -> web.Response:
    await tries.count_try(request, body.login)
    try:
        person, token = await sessions.sign_in(
            request.app[DATABASE],
            request.app[PASSWORDS],
            request.app[SEALER],
            login=body.login,
            password=body.password,
            totp=body.totp,
            agent=request.headers.get("User-Agent", ""),
            replaces=session_token(request) or None,
            now=request.app[CLOCK].now(),
        )
    except NotSignedIn as refused:
        if refused.code != "totp_needed":  # the first half of a sign-in that goes on
            await tries.note_miss(request, body.login)
            await _note_failure(request, body.login, refused.code)
        raise
    response = keep_session(request, answered(shapes.me(request, person, token)), token)
    return tries.keep_known(request, response, body.login)


async def _note_failure(request: web.Request, login: str, code: str) -> None:
    """Log a failed sign-in; the audit log takes so many a minute, that no stranger can fill it."""
    audited = await request.app[LIMITS].hit(AUDITED_FAILURES, "sign_in_failed")
    await sessions.note_failed_sign_in(
        request.app[DATABASE],
        login=login,
        code=code,
        address=client_address(request),
        now=request.app[CLOCK].now(),
        audited=audited,
    )


async def post_sign_out(request: web.Request, ask: Ask[Person]) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await sessions.end_session(tx, UUID(ask.person.session), by=ask.person, now=ask.now)
    return drop_session(request)


async def post_sign_out_everywhere(request: web.Request, ask: Ask[Person]) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await sessions.sign_out_everywhere(tx, by=ask.person, now=ask.now)
    return drop_session(request)


async def get_invitation(request: web.Request, _nobody: None, *, token: str) -> InvitedAnswer:
    account = await _invited(request, token)
    roles = sorted(account.roles)
    place = shapes.place_answer(request, account.lo)
    return InvitedAnswer(name=account.name, role=roles[0], roles=roles, place=place, site=account.site)


async def _invited(request: web.Request, token: str) -> Account:
    """The person that a link invites; unknown links are counted by address, and too many of them refused."""
    try:
        async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
            return await invitations.invited(tx, token, request.app[CLOCK].now())
    except NotFound:
        await limit(request, "link", (MISSED_LINKS, client_network(request)))
        raise


async def post_acceptance(request: web.Request, _nobody: None, *, token: str, body: AcceptBody) -> web.Response:
    now = request.app[CLOCK].now()
    await _invited(request, token)  # before anything is hashed
    login = spelling.normal_login(body.login)
    spelling.check_login(login)
    spelling.check_password(body.password, login)
    hashed = await request.app[PASSWORDS].hash(spelling.normal_password(body.password))
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        account = await invitations.accept(
            tx,
            token,
            login=login,
            password_hash=hashed,
            language=language(request),
            now=now,
        )
        person, new = await sessions.open_session(
            tx,
            account,
            agent=request.headers.get("User-Agent", ""),
            replaces=session_token(request) or None,
            now=now,
        )
    response = keep_session(request, answered(shapes.me(request, person, new)), new)
    return tries.keep_known(request, response, login)


LINK = ("link_not_valid", "too_many")
PASSWORD = ("password_short", "password_long", "password_common")

routes = [
    Route(
        "POST",
        "/api/sign-in",
        post_sign_in,
        body=SignInBody,
        answer=MeAnswer,
        who="anyone",
        errors=("wrong_sign_in", "totp_needed", "totp_wrong", "too_many", "busy"),
        summary_zh="登录：会话在 __Host-reception 中",
        summary_en="Sign in: the session comes as the cookie __Host-reception",
        example={"login": "zhangsan", "password": "correct horse battery staple"},
    ),
    Route(
        "POST",
        "/api/sign-out",
        post_sign_out,
        summary_zh="退出登录",
        summary_en="Sign out here",
    ),
    Route(
        "POST",
        "/api/sign-out-everywhere",
        post_sign_out_everywhere,
        summary_zh="在所有浏览器退出登录",
        summary_en="Sign out in every browser",
    ),
    Route(
        "GET",
        "/api/invitations/{token}",
        get_invitation,
        answer=InvitedAnswer,
        who="anyone",
        errors=LINK,
        summary_zh="链接邀请的是谁",
        summary_en="The person that a link invites",
    ),
    Route(
        "POST",
        "/api/invitations/{token}/accept",
        post_acceptance,
        body=AcceptBody,
        answer=MeAnswer,
        who="anyone",
        errors=(*LINK, *PASSWORD, "login_form", "login_taken", "busy", "changed_meanwhile"),
        summary_zh="接受邀请：设置登录名和密码，并登录",
        summary_en="Accept an invitation: set login and password, and be signed in",
        example={"login": "zhangsan", "password": "correct horse battery staple"},
    ),
]
