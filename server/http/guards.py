"""Checks that every request passes before its route is looked at, and headers of every answer."""

import hashlib
import hmac
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import web
from limits import RateLimitItem

from server.errors import NotAllowed, NotFound, TooLarge, TooMany, Unsupported
from server.keys import LIMITS, REHEARSAL, SETTINGS, Principal
from server.language import Language, choose_language

SESSION_COOKIE = "__Host-reception"
REHEARSAL_COOKIE = "__Host-rehearsal"
CSRF_HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PRINCIPAL_OF_REQUEST = web.RequestKey("principal", str)
"""The key under which a request keeps its principal, for the log line of a refusal."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self';"
        " media-src 'self' blob:; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self)",
    "Server": "reception",  # and no versions (OWASP ASVS 5.0, 13.4.6)
}


def check(request: web.Request) -> None:
    """Refuse what comes from another site, is compressed, or says itself that it is too large."""
    if request.method not in SAFE and not is_same_origin(request):
        raise NotAllowed("foreign_origin")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Unsupported("unsupported_encoding")
    limit = request.app[SETTINGS].body_limit
    if (request.content_length or 0) > limit:
        raise TooLarge("too_large", limit=limit)


def is_same_origin(request: web.Request) -> bool:
    """Tell whether a browser sent this from one of our own pages, or it comes from no browser. Also for WebSockets."""
    origin = request.headers.get("Origin")
    if origin is not None:  # compared and never taken apart: it may be anything
        settings = request.app[SETTINGS]
        here = {settings.origin()} if settings.public_url else {f"http://{request.host}", f"https://{request.host}"}
        return origin in here
    return request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}


def session_cookie(app: web.Application) -> str:
    """Return the name of the cookie that holds the session: a rehearsal's and a real one never meet in a browser."""
    return REHEARSAL_COOKIE if app[REHEARSAL] else SESSION_COOKIE


def session_token(request: web.Request) -> str:
    """Return the session's token that the browser sent, empty without one."""
    return request.cookies.get(session_cookie(request.app), "")


def csrf_of(token: str) -> str:
    """Derive from a session's token what a page repeats in a header: a foreign page cannot read the cookie it sends."""
    return hashlib.sha256(b"csrf|" + token.encode()).hexdigest()


def check_csrf(request: web.Request, principal: Principal) -> None:
    """Refuse an unsafe request of an account without the token of its session in the header."""
    if request.method in SAFE or principal.kind != "account":
        return
    given = request.headers.get(CSRF_HEADER, "").encode(errors="replace")  # a header may hold any bytes
    if not hmac.compare_digest(given, csrf_of(session_token(request)).encode()):
        raise NotAllowed("csrf_missing")


def language(request: web.Request) -> Language:
    """Return the first of our languages that the caller asks for; Chinese without a wish."""
    return choose_language(request.headers.get("Accept-Language"))


def check_operator(request: web.Request) -> None:
    """Let a direct request from the operators' own network pass; refuse all others as not found.

    How often which route is used tells how busy other places are.
    """
    readers = _networks(request.app[SETTINGS].metrics_readers)
    if "X-Forwarded-For" in request.headers or not _is_in(request.remote or "", readers):
        raise NotFound("not_found")


def client_address(request: web.Request) -> str:
    """Return the caller's address: the last one that a trusted proxy did not add itself, without its port."""
    trusted = _networks(request.app[SETTINGS].trusted_proxies)
    address = request.remote or ""
    lines = request.headers.getall("X-Forwarded-For", [])
    forwarded = [part for part in (part.strip() for line in lines for part in line.split(",")) if part]
    while forwarded and _is_in(address, trusted):
        said = _bare(forwarded.pop())
        if not _is_address(said):
            break  # what a proxy did not understand is no address
        address = said
    return address


def client_network(request: web.Request) -> str:
    """Return what attempts are counted by: the address, of IPv6 its /64, because one household has all 2⁶⁴ of them."""
    address = client_address(request)
    if not _is_address(address):
        return address
    known = ip_address(address)
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped is not None:
            return str(known.ipv4_mapped)
        return str(ip_network((int(known) >> 64 << 64, 64)).network_address) + "/64"
    return address


async def limit(request: web.Request, what: str, *quotas: tuple[RateLimitItem, str]) -> None:
    """Count an attempt at something against the quota of each who tries it; TooMany where one is used up."""
    for quota, who in quotas:
        if not await request.app[LIMITS].hit(quota, what, who):
            raise TooMany("too_many", retry_after=quota.get_expiry())


async def is_spent(request: web.Request, what: str, quota: RateLimitItem, who: str) -> bool:
    """Tell whether a quota is used up; counts nothing."""
    return not await request.app[LIMITS].test(quota, what, who)


async def missed(request: web.Request, what: str, quota: RateLimitItem, who: str) -> None:
    """Count a failed attempt; only later attempts are refused for it."""
    await request.app[LIMITS].hit(quota, what, who)


def _networks(said: Iterable[str]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(network, strict=False) for network in said]


def _bare(said: str) -> str:
    """An address as some proxies write it, without quotes, brackets, port and zone."""
    said = said.strip('"')
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    return said.partition("%")[0]


def _is_address(said: str) -> bool:
    try:
        ip_address(said)
    except ValueError:
        return False
    return True


def _is_in(address: str, networks: list[IPv4Network | IPv6Network]) -> bool:
    try:
        return any(ip_address(address) in network for network in networks)
    except ValueError:
        return False


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Add what every answer carries; to be hung on ``on_response_prepare``."""
    own = response.headers.get("Content-Security-Policy")
    response.headers.update(HEADERS)
    if own is not None:  # a file that people handed in has a narrower one
        response.headers["Content-Security-Policy"] = own
    response.headers.setdefault("Cache-Control", "no-store")
