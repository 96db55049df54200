"""The declaration of a route; each room's api ends with a list of these."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, TypeAdapter

Who = Literal["anyone", "session", "device", "session|device"]
Handler = Callable[..., Awaitable[Any]]
Opening = Callable[[web.Application], AsyncIterator[None]]
"""What a room opens when the service starts, before its ``yield``, and closes after it."""


class Shape(BaseModel):
    """What goes through a route, in or out: strict types, no unknown fields."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


@dataclass(frozen=True, kw_only=True)
class File:
    """A body that is a file as it lies on a disk: of which types it may call itself, and how large it may be."""

    media: tuple[str, ...]
    """What the file is, its content decides; this keeps forms of other pages and JSON out."""
    most: int
    """Bytes; not above the service's ``body_limit``, which holds for every body."""


@dataclass(frozen=True, kw_only=True)
class _Said:
    body: Any = None
    file: File | None = None
    query: type[BaseModel] | None = None
    answer: Any = None
    media: str | tuple[str, ...] = "application/json"
    status: int = 200
    who: Who = "session"
    capability: str | None = None
    errors: tuple[str, ...] = ()
    summary_zh: str
    summary_en: str
    example: Any = None
    reads_itself: bool = False
    every_time: bool = False
    is_kept_back: bool = False


@dataclass(frozen=True)
class Route(_Said):
    """One route: ``Route("POST", "/api/days/{day}/x", post_x, body=…, answer=…, …)``.

    The handler is called as ``handler(request, ask, *, <each {name} of the path>, body=…, query=…)``; the names in the
    path are parsed by the handler's annotations (str, int, date, UUID). ``ask: Ask[…]``: person and instant; a
    handler that has no parameter of this name is given the principal alone, None where ``who`` is ``"anyone"``.
    ``body`` and ``answer`` are anything pydantic knows; a body is parsed strictly. The handler returns the answer's
    value, or a response of its own (see ``answered``). A route that takes a ``file`` has no other body: the handler is
    given its bytes as ``body``.

    ``errors`` are the codes its actions may refuse with; those of the route itself are added in the description.
    ``example`` is an example of the body. With ``reads_itself`` the body is described but left for the handler to read.
    With ``is_kept_back`` it does not wait for a connection behind other requests (server.engine.Lane).
    With ``every_time`` a request is done anew whatever its Idempotency-Key, and its answer is kept nowhere.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    handler: Handler

    @property
    def can_repeat(self) -> bool:
        """Whether an Idempotency-Key makes of several such requests one."""
        return self.method != "GET" and self.who != "anyone" and not (self.reads_itself or self.every_time or self.file)

    @property
    def is_list(self) -> bool:
        """Whether it tells a page of a list, of which one principal is told a few at the same time."""
        return self.query is not None and "cursor" in self.query.model_fields

    @property
    def empty_status(self) -> int:
        """The status of an answer without a body."""
        return HTTPStatus.NO_CONTENT if self.status == HTTPStatus.OK else self.status


def answered(value: Any, *, as_: Any = None, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Make the response that an answer becomes, for a handler that adds headers or cookies to it."""
    body = TypeAdapter(as_ or type(value)).dump_json(value)
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")
