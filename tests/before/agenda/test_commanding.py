"""A command to a site reaches the site's own desk and the open walls at once, over the live line."""

import asyncio

from tests.support.hand_in import DAY, Headers
from tests.support.patience import HANG
from tests.support.plan import HERE, NEXT_DOOR, signed_in
from tests.support.service import Client


async def test_the_desk_of_a_site_is_told_at_once_who_closed_it_and_why(receiving: Client, device: Headers) -> None:
    organiser = await signed_in(receiving, "organiser")
    async with receiving.ws_connect("/api/live", headers=device) as line, asyncio.timeout(HANG):
        await line.send_json({"type": "hello", "token": device["Authorization"].split()[1]})
        while (await line.receive_json())["type"] != "welcome":
            pass
        await line.send_json({"type": "watch", "day": DAY, "place": None, "turns": True})
        while (frame := await line.receive_json())["type"] != "snapshot":
            pass
        assert set(frame["board"]["sites"]) == {HERE}
        assert frame["board"]["sites"][HERE]["commanded"] is None
        for site, reason in ((NEXT_DOOR, "隔壁停电"), (HERE, "道路中断，请到邻近接访点")):
            path = f"/api/days/{DAY}/sites/{site}/commands"
            answer = await receiving.post(path, json={"command": "close", "reason": reason}, headers=organiser)
            assert answer.status == 200
        while (frame := await line.receive_json())["type"] != "changes":
            pass
    commanded = frame["set"]["sites"][HERE]["commanded"]
    assert (commanded["state"], commanded["reason"]) == ("closed", "道路中断，请到邻近接访点")
    assert commanded["by"]
    assert set(frame["set"]) == {"sites", "attention"}  # no figure
