"""Pictures are decoded beside the event loop, two at a time: more would take the memory and time of the day."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from server.errors import Unavailable
from server.files.pictures import Picture, picture_of

AT_ONCE: Final = 2
MOST_WAITING: Final = 16
"""So many wait for their turn; each holds an upload in memory."""
T = TypeVar("T")


class Decoding:
    """The threads in which pictures are decoded; one for the service."""

    def __init__(self, *, at_once: int = AT_ONCE, most_waiting: int = MOST_WAITING) -> None:
        self._threads = ThreadPoolExecutor(at_once, "pictures")
        self._most = at_once + most_waiting
        self._inside = 0

    async def picture_of(self, raw: bytes) -> Picture:
        """As ``pictures.picture_of``; Unavailable ``pictures_busy`` while too many others wait."""
        return await self.run(picture_of, raw)

    async def run(self, work: Callable[[bytes], T], raw: bytes) -> T:
        if self._inside >= self._most:
            raise Unavailable("pictures_busy", retry_after=2)
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, raw)
        finally:
            self._inside -= 1

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
