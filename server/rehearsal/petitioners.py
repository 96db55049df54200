"""Petitioners made up for a visitor at the leader's desk of a rehearsal; without a visitor the day gets none."""

import asyncio
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import aiohttp
from sqlalchemy import select
from uuid_utils.compat import uuid7

from server.db import EVERYWHERE, Database
from server.instants import with_offset
from server.journal.model import Matter

Json = dict[str, Any]

WAIT: Final = 4
"""So many wait whenever the desk is opened, each at another site where there are so many."""
DESK: Final = "Z"
"""The letter of tickets that no desk of the site prints."""
STORIES: Final[Sequence[Json]] = (
    {
        "category": "wage_arrears_migrant",
        "involved_count": 12,
        "attendee_count": 2,
        "needs": ["hardship"],
        "summary": "（演练）工地停工后，十二人三个月工资未发，其中两人急需医药费。",
        "claimed_fen": 38_640_000,
    },
    {
        "category": "pension_insurance",
        "involved_count": 1,
        "attendee_count": 1,
        "needs": ["elderly", "hardship"],
        "summary": "（演练）养老金连续四个月未到账，询问原因和补发时间。",
    },
    {
        "category": "work_injury",
        "involved_count": 1,
        "attendee_count": 2,
        "needs": ["ill", "hardship"],
        "summary": "（演练）工伤认定已作出，用人单位未支付停工留薪期工资。",
        "claimed_fen": 4_200_000,
    },
    {
        "category": "wage_arrears_migrant",
        "involved_count": 31,
        "attendee_count": 5,
        "needs": ["from_far", "hardship"],
        "summary": "（演练）劳务公司注销，三十一人工资无人结算，推选五名代表前来。",
        "claimed_fen": 10_600_000,
    },
)
NAMES: Final = ("演练甲", "演练乙", "演练丙", "演练丁")


class Petitioners:
    """Sends them in over HTTP, as their sites' devices."""

    def __init__(self, database: Database, base: str, day: str, tokens: Mapping[str, str]) -> None:
        self._database, self._base, self._day, self._tokens = database, base, day, tokens
        self._coming = asyncio.Lock()

    async def drawn(self) -> Sequence[str]:
        """The states of all matters of those who ever came for the leader's desk."""
        mine = select(Matter.state).where(
            Matter.day == self._day, Matter.ticket.startswith(DESK), Matter.state != "void"
        )
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            return await tx.scalars(mine)

    async def come(self, now: datetime, *, not_at: str) -> None:
        """Have some register until four wait, now by the day's clock; at no site where a real desk may sit."""
        codes = sorted(code for code in self._tokens if code != not_at)
        step = max(1, len(codes) // WAIT)
        chosen = (codes[::step] * WAIT)[:WAIT]
        async with self._coming, aiohttp.ClientSession(self._base) as http:
            drawn = await self.drawn()
            missing = WAIT - sum(state == "waiting" for state in drawn)
            for number in range(len(drawn) + 1, len(drawn) + 1 + missing):
                turn = (number - 1) % WAIT
                code = chosen[turn]
                url = f"/api/days/{self._day}/sites/{code}/entries"
                headers = {"Authorization": f"Bearer {self._tokens[code]}"}
                entries = self._entries(code, STORIES[turn], NAMES[turn], number, now)
                async with http.post(url, json={"entries": entries}, headers=headers) as answer:
                    answer.raise_for_status()

    def _entries(self, code: str, story: Json, name: str, number: int, now: datetime) -> list[Json]:
        matter = str(uuid7())
        registered = {
            "matter": matter,
            "is_repeat": False,
            "channel": "site",
            "petitioner": {"name": name, "phone": f"12{secrets.randbelow(10**9):09}"},
            **story,
        }
        unasked = hashlib.sha256(secrets.token_bytes(16)).hexdigest()  # no paper holds its query code
        ticket = {"matter": matter, "desk": DESK, "number": number, "code": unasked}
        return [
            self._entry(code, now, "matter_registered", registered),
            self._entry(code, now, "ticket_issued", ticket),
        ]

    def _entry(self, code: str, now: datetime, kind: str, data: Json) -> Json:
        at = with_offset(now)
        return {"id": str(uuid7()), "day": self._day, "site": code, "at": at, "kind": kind, "data": data}
