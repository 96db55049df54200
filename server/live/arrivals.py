"""Which devices came and went: told one after the other, so that the last word on a device is the last one told."""

import asyncio
from collections.abc import Awaitable, Callable


class Arrivals:
    """Keep the last word on each device until it is told."""

    def __init__(self, tell: Callable[[str, str | None, bool], Awaitable[None]]) -> None:
        self._tell = tell
        self._untold: dict[str, tuple[str | None, bool]] = {}
        self._bell = asyncio.Event()

    def note(self, device: str, site: str | None, *, alive: bool) -> None:
        self._untold[device] = site, alive
        self._bell.set()

    async def run(self) -> None:
        """Tell until cancelled; a word that could not be told is told anew by the next run."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            while self._untold:
                device, (site, alive) = next(iter(self._untold.items()))
                await self._tell(device, site, alive)
                if self._untold.get(device) == (site, alive):
                    del self._untold[device]
