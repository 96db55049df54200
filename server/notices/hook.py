"""Notices to a group, such as a chat of WeCom, and messages to telephones: posted as JSON to one address, signed.

docs/operations.md says what is posted; ``to`` is in it only where a program sends it on to a telephone.
"""

import hashlib
import hmac
import socket
from asyncio import get_running_loop
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from pydantic_core import to_json

from server.instants import with_offset
from server.notices.addresses import may_be_asked
from server.notices.channel import Letter, Line, Unreachable
from server.notices.rules import Fate, Result

PATIENCE: Final = 15
"""Seconds for one post, from the connection to the answer."""
SIGNATURE: Final = "Reception-Signature"
ONCE_MORE: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)}
)
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """The numeric addresses of a name, in the order in which the system would try them."""
    found = await get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Hook:
    """Posts to one address. Its name is resolved once for each line, and nothing else is connected to."""

    def __init__(
        self,
        url: str,
        secret: str,
        *,
        allowed: Sequence[str] = (),
        names_receiver: bool = False,
        patience: float = PATIENCE,
        resolve: Resolve = resolve_by_system,
    ) -> None:
        self._url = url
        self._secret = secret.encode()
        self._allowed = allowed
        self._names_receiver = names_receiver
        self._patience = patience
        self._resolve = resolve

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        address = await self._checked_address()
        connector = aiohttp.TCPConnector(resolver=Pinned(address), use_dns_cache=False, limit=1)
        timeout = aiohttp.ClientTimeout(total=self._patience, sock_connect=self._patience / 2)
        async with aiohttp.ClientSession(
            connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        ) as session:
            yield self._opened(session, self._url)

    def _opened(self, session: aiohttp.ClientSession, url: str) -> Line:
        return HookLine(session, url, self._secret, names_receiver=self._names_receiver)

    async def _checked_address(self) -> str:
        parts = urlsplit(self._url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        try:
            found = await self._resolve(host, port)
        except OSError as error:
            raise Unreachable("unknown host") from error
        if not found or not all(may_be_asked(one, self._allowed) for one in found):
            raise Unreachable("address not allowed")
        return found[0]


class Pinned(AbstractResolver):
    """Gives the one address that was checked, whatever the name means by now."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        del family
        kind = socket.AF_INET6 if ":" in self._address else socket.AF_INET
        found = ResolveResult(
            hostname=host, host=self._address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST
        )
        return [found]

    async def close(self) -> None:
        """Nothing is open."""


class HookLine:
    is_open = True

    def __init__(self, client: aiohttp.ClientSession, url: str, secret: bytes, *, names_receiver: bool = False) -> None:
        self._names_receiver = names_receiver
        self._client = client
        self._url = url
        self._secret = secret

    async def send(self, letter: Letter) -> Result:
        """Post one letter; what its answer says beside its status is not read."""
        receiver = {"to": letter.to} if self._names_receiver else {}
        body = to_json({**body_of(letter), **receiver})
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": str(letter.id),
            SIGNATURE: sign(self._secret, body, int(letter.at.timestamp())),
        }
        try:
            async with self._client.post(self._url, data=body, headers=headers, allow_redirects=False) as answer:
                return _result(answer.status)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return Result(Fate.LATER, type(error).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return Result(Fate.UNCLEAR, type(error).__name__)


def body_of(letter: Letter) -> dict[str, Any]:
    """What is posted; ``text`` is the whole of it for a channel without titles."""
    return {
        "id": str(letter.id),
        "kind": letter.kind,
        "language": letter.language,
        "title": letter.said.title,
        "text": letter.said.body,
        "sent_at": with_offset(letter.at),
    }


def sign(secret: bytes, body: bytes, at: int, *, prefix: bytes = b"") -> str:
    """``t=SECONDS,v1=HEX``: HMAC-SHA256 of prefix, seconds, dot and body, so that an old post is known as old."""
    digest = hmac.new(secret, prefix + f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def _result(status: int) -> Result:
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return Result(Fate.SENT)
    return Result(Fate.LATER if status in ONCE_MORE else Fate.REFUSED, f"HTTP {status}")
