"""What the feed asks of the rest of the service, given at start-up; what can be watched is in topics.py."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from server.place import Scope

Places = frozenset[int] | None
"""Where something happened; None: it may be anywhere."""


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The day's clock: RFC 3339, and how many times as fast as ours it runs."""

    now: str
    speed: float


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person or device at the other end of a socket, what their scope lets them watch, and whether they may meet.

    ``principal`` is who they are (account:…, device:…), ``ticket`` what let them in (the session, the device's token):
    by either name their rights can change. ``device`` and ``site`` are those of a device.
    """

    principal: str
    ticket: str
    scope: Scope
    device: str | None = None
    site: str | None = None
    may_meet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The questions. Any may raise; a refusal of 4xx is final, all else is asked again."""

    clock_reading: Callable[[str], Awaitable[ClockReading]]
    """The clock of a day; an unknown day is refused."""
    viewer: Callable[[web.Request, str | None], Awaitable[Viewer | None]]
    """The viewer of a socket: by the device token if one is given, else by the request's cookie."""
    again: Callable[[frozenset[str], frozenset[str]], Awaitable[Mapping[str, Viewer]]]
    """The viewers now, by ticket; a ticket that no longer holds is missing. The second set is in doubt: read anew."""
    same_origin: Callable[[web.Request], bool]
    """Whether a socket is asked for by one of our own pages, or by no browser."""
    heard: Callable[[frozenset[int]], Awaitable[None]]
    """Devices of these places said just now that they are there."""
    network: Callable[[web.Request], str] = lambda request: request.remote or ""
    """From where a socket is asked for: whose silent sockets are counted together."""
