"""Signing figures: a level looked at and signed through the routes."""

from collections.abc import Mapping
from typing import Any

from tests.support.hand_in import DAY
from tests.support.service import Client

Json = dict[str, Any]
WITHOUT = "线路中断，按已收到的记录签章"


async def looks(client: Client, headers: Mapping[str, str], place: str | None = None, *, day: str = DAY) -> Json:
    """The sign-off of a level, one's own without a code."""
    answer = await client.get(f"/api/days/{day}/sign-off" + (f"?place={place}" if place else ""), headers=headers)
    told: Json = await answer.json()
    assert answer.status == 200, told
    return told


async def posts(
    client: Client, headers: Mapping[str, str], what: str, body: Json, *, day: str = DAY
) -> tuple[int, Json]:
    """What is answered to a signature (``""``), a ``/withdrawal`` or ``/adjustments``."""
    answer = await client.post(f"/api/days/{day}/sign-off{what}", json=body, headers=headers)
    return answer.status, await answer.json()


async def sign_off(
    client: Client, headers: Mapping[str, str], place: str | None = None, *, day: str = DAY, reason: str | None = None
) -> Json:
    """Sign a level as it was looked at just now."""
    seen = (await looks(client, headers, place, day=day))["own"]
    body = {"place": seen["level"]["code"], "seen": seen["version"], "reason": reason}
    status, told = await posts(client, headers, "", body, day=day)
    assert status == 200, told
    return told
