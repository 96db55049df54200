"""One person alone tries a whole reception: the leader's desk of a rehearsal, with a synthetic party at the site."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from av import VideoFrame

from server.http.guards import CSRF_HEADER, csrf_of
from tests.support.commands import running
from tests.support.days import SCHEDULES
from tests.support.patience import HANG

DAY = "2024-03-14"
Json = dict[str, Any]


@pytest.fixture
async def link(tmp_path: Path) -> AsyncIterator[str]:
    """The leader's link of a rehearsal that has been played and stays open."""
    file = SCHEDULES / "rehearsal" / f"{DAY}-hard-cases.jsonl"
    words = ("rehearse", str(file), "--speed", "0", "--port", "0", "--data", str(tmp_path / "data"))
    async with running(*words) as rehearsal:
        said = ""
        while "are played" not in said:
            said += await rehearsal.line()
        yield re.findall(r"http://leader\.localhost:\d+/rehearsal/\S+", said)[0]
        await rehearsal.ended()


async def test_the_leaders_link_opened_six_times_has_four_people_wait_and_an_official_to_invite(link: str) -> None:
    host, port, path = re.findall(r"http://(leader\.localhost):(\d+)(/\S+)", link)[0]
    base = f"http://127.0.0.1:{port}"
    async with aiohttp.ClientSession(base, cookie_jar=aiohttp.DummyCookieJar()) as http:
        opened = [http.get(path, headers={"Host": f"{host}:{port}"}, allow_redirects=False) for _ in range(6)]
        tokens = [next(iter((await each).cookies.values())).value for each in opened]
        headers = {"Cookie": f"__Host-rehearsal={tokens[0]}", CSRF_HEADER: csrf_of(tokens[0])}
        come = await who_can_be_called(http, headers)
        async with http.get("/api/rehearsal", headers=headers) as answer:
            assert (await answer.json())["drawn"] == 4
        call = {"mode": "phone", "site": come[0]["site"]}
        async with http.post(f"/api/days/{DAY}/calls", json=call, headers=headers) as answer:
            meeting = (await answer.json())["meeting"]
        async with http.get(f"/api/meetings/{meeting}/officials", headers=headers) as answer:
            assert [each["name"][:3] for each in (await answer.json())["items"]] == ["演练·"]
        real = {"Cookie": f"__Host-reception={tokens[0]}"}
        async with http.get("/api/me", headers=real) as answer:
            assert answer.status == 401  # a real service's cookie has another name


async def test_a_leader_calls_meets_a_drawn_figure_and_ends_with_an_outcome(link: str) -> None:
    host, port, path = re.findall(r"http://(leader\.localhost):(\d+)(/\S+)", link)[0]
    base = f"http://127.0.0.1:{port}"
    async with aiohttp.ClientSession(base, cookie_jar=aiohttp.DummyCookieJar()) as http:
        async with http.get(path, headers={"Host": f"{host}:{port}"}, allow_redirects=False) as signed_in:
            assert (signed_in.status, signed_in.headers["Location"]) == (302, "/leader")
            token = next(iter(signed_in.cookies.values())).value
        headers = {"Cookie": f"__Host-rehearsal={token}", CSRF_HEADER: csrf_of(token)}
        come = await who_can_be_called(http, headers)
        async with http.post(
            f"/api/days/{DAY}/calls", json={"mode": "video", "site": come[0]["site"]}, headers=headers
        ) as answer:
            called = await answer.json()
            assert answer.status == 201, called
        async with http.ws_connect("/api/live", headers={"Cookie": headers["Cookie"]}) as line:
            await line.send_json({"type": "hello"})
            red, blue = await seen_at(line, called["meeting"])
            assert red - blue > 40  # the red behind 演练, as far from grey as YUV says it
        ending = {"command": "end"}
        commands = f"/api/meetings/{called['meeting']}/commands"
        async with http.post(commands, json=ending, headers=headers) as answer:
            assert (await answer.json())["code"] == "outcome_missing"
        async with http.post(commands, json={**ending, "reason": "演练结束"}, headers=headers) as answer:
            assert (await answer.json())["state"] == "ended"


async def who_can_be_called(http: aiohttp.ClientSession, headers: dict[str, str]) -> list[Json]:
    """Wait until those who came for the leader's desk can be called: their sites are heard."""
    async with asyncio.timeout(HANG):
        while True:
            async with http.get(f"/api/days/{DAY}/waiting?limit=200", headers=headers) as answer:
                waiting = (await answer.json())["items"]
            come = [each for each in waiting if each["callable"] and (each["ticket"] or "").startswith("Z")]
            if len(come) == 4:
                return come


async def seen_at(line: aiohttp.ClientWebSocketResponse, meeting: str) -> tuple[int, int]:
    """Come in, wait for the site's picture; the red and the blue of its head line."""
    browser = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
    seen: list[Any] = []
    browser.on("track", seen.append)
    offer = await until(line, "welcome", then={"type": "enter", "meeting": meeting}, kind="media_offer")
    await browser.setRemoteDescription(RTCSessionDescription(offer["sdp"], "offer"))
    for transceiver in browser.getTransceivers()[:2]:
        transceiver.direction = "inactive"
    await browser.setLocalDescription(await browser.createAnswer())
    sdp = browser.localDescription.sdp
    await line.send_json({"type": "media_answer", "meeting": meeting, "leg": offer["leg"], "sdp": sdp})
    async with asyncio.timeout(HANG):
        frame = await next(track for track in seen if track.kind == "video").recv()
    assert isinstance(frame, VideoFrame)
    await browser.close()
    at = frame.planes[1].line_size * 3 + 5  # a corner of the head line
    return bytes(frame.planes[2])[at], bytes(frame.planes[1])[at]


async def until(line: aiohttp.ClientWebSocketResponse, first: str, *, then: Json, kind: str) -> Json:
    async with asyncio.timeout(HANG):
        while (await line.receive_json())["type"] != first:
            pass
        await line.send_json(then)
        while (said := await line.receive_json())["type"] != kind:
            pass
    return dict(said)
