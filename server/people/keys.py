"""What people put into the application, and what they ask it for that later rooms put there."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from aiohttp import web

from server.db import Tx
from server.people.passwords import Passwords
from server.people.rules import Person


class Region(Protocol):
    """A region by its names, as the reference data has it."""

    @property
    def code(self) -> str: ...
    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def level(self) -> str: ...


FindDevice = Callable[[str], Awaitable[Person | None]]

REGIONS: web.AppKey[Mapping[str, Region]] = web.AppKey("regions")
PLACE_OF_SITE: web.AppKey[Callable[[Tx, str], Awaitable[int]]] = web.AppKey("place_of_site")
"""The place of a site by its code within the transaction's scope, else NotFound."""
FIND_DEVICE: web.AppKey[FindDevice] = web.AppKey("find_device")
"""The device that holds a token and is trusted."""
PASSWORDS = web.AppKey("passwords", Passwords)
