"""The addresses at which a rehearsal is entered: one for the organisers' wall, one per site, one per person on duty.

A link is derived from the key of the house and never stored; it opens for as long as the rehearsal is served.
"""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from server.config import Settings

WALL: Final = "wall"
LOCAL: Final = "rehearsal.localhost"


def site_key(site: str) -> str:
    return f"site:{site}"


def person_key(account: UUID) -> str:
    return f"person:{account}"


def token_of(mac: Callable[[bytes], str], rehearsal: UUID, key: str) -> str:
    """What a link ends with."""
    return mac(f"rehearsal|{rehearsal}|{key}".encode())


def address_of(settings: Settings, port: int, token: str) -> str:
    """The link with this token.

    Without ``rehearsal_url`` each link has a host name of its own, that of this machine: tried on one machine, the
    desks of two sites do not share what a browser keeps.
    """
    base = settings.rehearsal_url or f"http://{token[:8]}.{LOCAL}:{port}"
    return f"{base.rstrip('/')}/rehearsal/{token}"
