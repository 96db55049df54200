"""Limits of sign-in tries: they slow strangers down and shut no person out of their own account.

A browser in which a person has signed in before keeps a mark of its own, so that guesses from elsewhere, at the same
account or behind the same address, do not count against that person.
"""

import hmac
from typing import Final

from aiohttp import web
from limits import RateLimitItemPerHour, RateLimitItemPerMinute

from server.http.guards import client_network, is_spent, limit, missed, session_cookie
from server.keys import SEALER
from server.people import spelling
from server.people.passwords import token_hash

TRIES: Final = RateLimitItemPerMinute(10, 5)
"""At one login from one address, or from all browsers in which its person has signed in before."""
TRIES_WHILE_GUESSED: Final = RateLimitItemPerMinute(3, 15)
"""At one login from one address, while that login, or from that address many, are guessed at."""
TRIES_OF_ADDRESS: Final = RateLimitItemPerMinute(60)
"""At all logins from one address: each costs a hash."""
MISSES_OF_LOGIN: Final = RateLimitItemPerHour(100)
MISSES_OF_ADDRESS: Final = RateLimitItemPerMinute(300, 5)  # a whole office may share one
KNOWN_LIVES: Final = 400 * 24 * 3600  # the longest that browsers keep a cookie


def _mark(request: web.Request, login: str) -> str:
    return request.app[SEALER].mac(b"known|" + _name(login).encode())


def _name(login: str) -> str:
    """What a login is counted under; people type their password there by mistake."""
    return token_hash(spelling.normal_login(login)).hex()


def _cookie(request: web.Request) -> str:
    return f"{session_cookie(request.app)}-known"


async def count_try(request: web.Request, login: str) -> None:
    """Count a sign-in before it is tried; TooMany where there were too many."""
    name, address = _name(login), client_network(request)
    given = request.cookies.get(_cookie(request), "").encode(errors="replace")
    if hmac.compare_digest(given, _mark(request, login).encode()):
        return await limit(request, "sign_in_known", (TRIES, name))
    guessed = await is_spent(request, "sign_in_missed", MISSES_OF_LOGIN, name)
    guessed = guessed or await is_spent(request, "sign_in_missed", MISSES_OF_ADDRESS, address)
    tries = TRIES_WHILE_GUESSED if guessed else TRIES
    return await limit(request, "sign_in", (tries, f"{name} {address}"), (TRIES_OF_ADDRESS, address))


async def note_miss(request: web.Request, login: str) -> None:
    """Count a sign-in that was refused."""
    await missed(request, "sign_in_missed", MISSES_OF_LOGIN, _name(login))
    await missed(request, "sign_in_missed", MISSES_OF_ADDRESS, client_network(request))


def keep_known(request: web.Request, response: web.Response, login: str) -> web.Response:
    """Have the browser remember that the person of this login has signed in there."""
    response.set_cookie(
        _cookie(request),
        _mark(request, login),
        max_age=KNOWN_LIVES,
        path="/",
        secure=True,
        httponly=True,
        samesite="Strict",
    )
    return response
