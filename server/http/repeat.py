"""A mutation sent twice with the same Idempotency-Key happens once, and is answered the same for a day.

Only success is remembered: what was refused changed nothing and is judged anew. Answers may hold one-time links, so
they are kept sealed, and requests may hold passwords, so only a keyed print of them is kept. After a change of rights
the earlier answer is not shown. A route whose answer must not be kept says ``every_time``.
"""

import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, Database
from server.errors import Conflict, Invalid
from server.http.parse import Body
from server.keys import CLOCK, DATABASE, SEALER, Principal
from server.sealing import aad

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(minutes=1)
"""After this, the server that began a request is taken to have ended before answering."""
_KEY = re.compile(r"[!-~]{1,200}")
Act = Callable[[], Awaitable[web.StreamResponse]]


class KeptAnswer(Base):
    """What a principal was answered to a request with this key; no answer yet while it is being handled."""

    __tablename__ = "kept_answer"

    principal: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str]
    status: Mapped[int | None]
    sealed: Mapped[bytes | None]
    began_at: Mapped[datetime] = mapped_column(index=True)


async def once(request: web.Request, principal: Principal, raw: Body, act: Act) -> web.StreamResponse:
    """Do it, or answer as the first time; Conflict ``in_progress`` while the first is not done."""
    key = request.headers[HEADER]
    if not _KEY.fullmatch(key):
        raise Invalid("invalid", field=HEADER)
    kept = await _begin(request, principal, key, _print_of(request, principal, raw))
    if kept is not None:
        return await _again(request, principal, kept)
    async with AsyncExitStack() as undo:
        undo.push_async_callback(_forget, request.app[DATABASE], principal, key)
        response = await act()
        undo.pop_all()
    await _keep(request, principal, key, response)
    return response


async def _begin(request: web.Request, principal: Principal, key: str, fingerprint: str) -> KeptAnswer | None:
    """Return the finished answer to the same request, or None when this one is the first."""
    now = request.app[CLOCK].now()
    try:
        async with request.app[DATABASE].transaction(principal.scope) as tx:
            await tx.change(delete(KeptAnswer).where(KeptAnswer.began_at < now - KEPT))
            kept = await tx.one_or_none(_select(principal, key))
            if kept is None:
                tx.add(KeptAnswer(principal=principal.id, key=key, request=fingerprint, began_at=now))
                return None
            if kept.request != fingerprint:
                raise Invalid("key_reused")
            if kept.status is None and kept.began_at > now - GIVEN_UP:
                raise Conflict("in_progress", retry_after=1)
            if kept.status is None:
                kept.began_at = now
                return None
            return kept
    except IntegrityError as error:  # another took the key at the same moment
        raise Conflict("in_progress", retry_after=1) from error


async def _again(request: web.Request, principal: Principal, kept: KeptAnswer) -> web.Response:
    body = None
    if kept.sealed is not None:
        async with request.app[DATABASE].transaction(principal.scope, write=False) as tx:
            body = await request.app[SEALER].unseal(tx, kept.sealed, aad=_bound(principal, kept.key))
    return web.Response(status=kept.status or 0, body=body, content_type="application/json" if body else None)


async def _keep(request: web.Request, principal: Principal, key: str, response: web.StreamResponse) -> None:
    sealer, body = request.app[SEALER], getattr(response, "body", None)
    async with request.app[DATABASE].transaction(principal.scope) as tx:
        kept = await tx.get(KeptAnswer, (principal.id, key))
        kept.status = response.status
        if isinstance(body, bytes):
            kept.sealed = sealer.seal(body, aad=_bound(principal, key), key=sealer.house_key)


async def _forget(database: Database, principal: Principal, key: str) -> None:
    async with database.transaction(principal.scope) as tx:
        mine = (KeptAnswer.principal == principal.id, KeptAnswer.key == key)
        await tx.change(delete(KeptAnswer).where(*mine))


def _print_of(request: web.Request, principal: Principal, raw: Body) -> str:
    """Tell this request of this principal, with the rights of now, from every other."""
    scope = principal.scope
    rights = f"{scope.lo} {scope.hi} {' '.join(sorted(scope.capabilities))}"
    said = f"{request.method} {request.path_qs}\n{rights}\n".encode(errors="surrogatepass") + raw
    return request.app[SEALER].mac(b"repeat|" + said)


def _select(principal: Principal, key: str) -> Select[KeptAnswer]:
    return select(KeptAnswer).where(KeptAnswer.principal == principal.id, KeptAnswer.key == key)


def _bound(principal: Principal, key: str) -> bytes:
    return aad("kept_answer", f"{principal.id} {key}", "sealed", "")
