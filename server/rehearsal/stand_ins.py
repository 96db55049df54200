"""Stand-ins for the sites of a rehearsed day that have no real desk: each person who is called comes.

Two seconds after a site rings a synthetic party, a drawn figure under the word 演练, takes the site's seat as its desk
would, over HTTP. Where a real desk of the site is on the line it is left to that desk.
"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import aiohttp
import structlog
from aiohttp import web

from server.day.calling.messages import Called
from server.day.meeting.messages import Rung
from server.day.meeting.model import Meeting
from server.day.meeting.rules import OFFICIALS, SITE
from server.db import EVERYWHERE
from server.errors import Refused
from server.keys import DATABASE, HUB, PLANE
from server.media.party import Clip, Party, read_clip
from server.sites.keys import DEVICES

log = structlog.get_logger(__name__)

CLIP: Final = Path(__file__).parents[2] / "schedules" / "rehearsal" / "party.mkv"
COMES_AFTER: Final = 2.0
"""Seconds from the ring until the stand-in sits there."""
STAY_AWAY: Final = frozenset({"seat_moved", "not_at_table", "meeting_ended", "seat_taken"})


class StandIns:
    """One for a rehearsal; ``tokens`` are those of its sites' devices."""

    def __init__(self, app: web.Application, base: str, tokens: Mapping[str, str]) -> None:
        self._app, self._base, self._tokens = app, base, tokens
        self._clip: Clip = read_clip(CLIP)
        self._rung: asyncio.Queue[UUID] = asyncio.Queue()
        self.taken: set[tuple[str, str]] = set()
        """Site and matter of each person that a visitor called: the visitor records what came of it."""

    def hear(self, told: Sequence[Any]) -> None:
        """To be called with what was told, after each commit."""
        for message in told:
            if isinstance(message, Rung) and message.participant == SITE:
                self._rung.put_nowait(message.meeting)
            elif isinstance(message, Called) and message.by.startswith("account:"):
                self.taken.add((message.site, message.key.matter))

    async def run(self) -> None:
        """Own every task until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                coming = partial(self._come, await self._rung.get())
                tasks.create_task(_once(coming))

    async def _come(self, meeting_id: UUID) -> None:
        await asyncio.sleep(COMES_AFTER)
        async with self._app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
            meeting = await tx.get(Meeting, meeting_id)
        token = self._tokens.get(meeting.site)
        if token is None or await self._is_staffed(meeting.site, token):
            return
        async with aiohttp.ClientSession(self._base) as http:
            path, headers = f"/api/meetings/{meeting_id}/commands", {"Authorization": f"Bearer {token}"}
            async with http.post(path, json={"command": "seat"}, headers=headers) as answer:
                seated = answer.status == 200  # noqa: PLR2004
            if seated and meeting.mode == "video":
                await self._talk(http, str(meeting_id), token)

    async def _is_staffed(self, site: str, token: str) -> bool:
        """Whether a real desk of the site is on the line."""
        own = await self._app[DEVICES].by_token(token)
        lines = self._app[HUB].lines.at(site)
        return any(line.viewer is not None and own is not None and line.viewer.device != own.id for line in lines)

    async def _talk(self, http: aiohttp.ClientSession, meeting: str, token: str) -> None:
        """Sit there until the meeting is over or the seat another's."""
        party: Party | None = None
        try:
            async with http.ws_connect("/api/live") as line:
                await line.send_json({"type": "hello", "token": token})
                async for message in line:
                    said = message.json()
                    if said["type"] == "welcome":
                        await line.send_json({"type": "enter", "meeting": meeting})
                    elif said["type"] == "media_offer" and said["meeting"] == meeting:
                        party = await self._answer(line, said, party)
                    elif _is_over(said, meeting):
                        return
        finally:
            if party is not None:
                await party.close()

    async def _answer(
        self, line: aiohttp.ClientWebSocketResponse, offer: Mapping[str, Any], before: Party | None
    ) -> Party:
        if before is not None:
            await before.close()
        party, meeting = Party(self._clip), offer["meeting"]
        for other in ("leader", *OFFICIALS):  # it takes no other's picture
            self._app[PLANE].detach(meeting, SITE, other)
        answer = {
            "type": "media_answer",
            "meeting": meeting,
            "leg": offer["leg"],
            "sdp": await party.answer(offer["sdp"]),
        }
        await line.send_json(answer)
        return party


def _is_over(said: Mapping[str, Any], meeting: str) -> bool:
    if said["type"] == "meeting":
        return bool(said["meeting"]["id"] == meeting and said["meeting"]["state"] == "ended")
    return bool(said["type"] == "ended" or (said["type"] == "refused" and said["code"] in STAY_AWAY))


async def _once(coming: Any) -> None:
    """Log a failure: one stand-in that does not come keeps no other from coming."""
    try:
        await coming()
    except (aiohttp.ClientError, OSError, Refused, ValueError) as error:
        log.info("a stand-in did not come", cause=type(error).__name__)
