"""What the proof needs and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection


class Seals(Protocol):
    """What opens the sealed parts. ``unseal`` gives None where the key was destroyed by law."""

    def mac(self, data: bytes) -> str: ...

    async def unseal(
        self, source: AsyncConnection, day: str, place: int, ident: str, blob: bytes
    ) -> Mapping[str, Any] | None: ...


@dataclass(slots=True)
class Report:
    """What was checked and each difference that was found, in the order of the checks."""

    days: list[str] = field(default_factory=list)
    sites: int = 0
    entries: int = 0
    waiting: int = 0
    sealed: int = 0
    erased: int = 0
    differences: list[str] = field(default_factory=list)
