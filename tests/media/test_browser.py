"""Real browsers with web/src/call.ts, as they come: no flag of theirs helps them to find the plane on this machine."""

import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page

from server.clock import Clock
from server.media.opening import open_plane
from server.media.plane import Plane
from tests.support.browser import OpenContext
from tests.support.patience import HANG
from tests.support.tree import HERE

Enter = Callable[..., Awaitable[Page]]
PAGE = """<!doctype html><title>call</title><link rel="icon" href="data:,"><button>enter</button>
<video autoplay muted playsinline></video><script type="module">
import { startCall } from '/call.js'
const [name, colour, pitch] = decodeURIComponent(location.hash.slice(1)).split(' ')
const video = document.querySelector('video')
const copy = new OffscreenCanvas(8, 8).getContext('2d', { willReadFrequently: true })
document.querySelector('button').onclick = async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 120 })
  const drawn = canvas.getContext('2d')
  setInterval(() => { drawn.fillStyle = colour; drawn.fillRect(0, 0, 160, 120) }, 40)
  const sound = new AudioContext()
  const tone = new OscillatorNode(sound, { frequency: Number(pitch) })
  const out = sound.createMediaStreamDestination()
  const analyser = new AnalyserNode(sound, { fftSize: 4096 })
  tone.connect(out)
  tone.start()
  window.states = []
  const call = startCall({
    signalling: {
      offer: async () => (await fetch(`/offer/${name}`, { method: 'POST' })).json(),
      answer: async (sdp) => { await fetch(`/answer/${name}`, { method: 'POST', body: sdp }) },
    },
    onState: (state) => window.states.push(state),
    onSlots: ([first]) => {
      video.srcObject = first
      sound.createMediaStreamSource(first).connect(analyser)
    },
  })
  await call.send('audio', out.stream.getAudioTracks()[0])
  await call.send('video', canvas.captureStream(25).getVideoTracks()[0])
  window.sees = () => {
    copy.drawImage(video, 0, 0, 8, 8)
    const shown = copy.getImageData(4, 4, 1, 1).data
    return ['red', 'lime', 'blue'][[...shown.slice(0, 3)].findIndex((part) => part > 180)] ?? null
  }
  window.hears = () => {
    const levels = new Uint8Array(analyser.frequencyBinCount)
    analyser.getByteFrequencyData(levels)
    const most = levels.reduce((best, level, place) => (level > levels[best] ? place : best), 0)
    return levels[most] > 100 ? (most * sound.sampleRate) / 4096 : null
  }
  window.frames = () => video.getVideoPlaybackQuality().totalVideoFrames
  window.quality = () => call.quality()
}
</script>"""


@pytest.fixture(scope="session")
def call_js(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give web/src/call.ts as browsers take it."""
    beside = str(Path(sys.executable).parent)  # where ./dev puts Node if the machine has none
    node = shutil.which("node") or shutil.which("node", path=beside) or pytest.fail("no Node; run ./dev test")
    made = tmp_path_factory.mktemp("call") / "call.js"
    bundler = HERE / "web/node_modules/rolldown/bin/cli.mjs"
    subprocess.run(
        [node, bundler, HERE / "web/src/call.ts", "-f", "esm", "-o", made],
        check=True,
        timeout=HANG,
        capture_output=True,
    )
    return made.read_text()


@pytest.fixture
async def plane() -> AsyncIterator[Plane]:
    opened = open_plane(address=None, port=0, clock=Clock())
    opened.open_room("r", slots=1)
    yield opened
    await opened.aclose()


@pytest.fixture
async def enter(plane: Plane, call_js: str, open_context: OpenContext) -> AsyncIterator[Enter]:
    """Give the function that lets a browser of its own into room r, with a colour and a pitch."""

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def script(_request: web.Request) -> web.Response:
        return web.Response(text=call_js, content_type="text/javascript")

    async def offer(request: web.Request) -> web.Response:
        offered = await plane.join("r", request.match_info["name"], on_state=lambda _: None)
        return web.json_response({"sdp": offered.sdp})

    async def answer(request: web.Request) -> web.Response:
        await plane.answer("r", request.match_info["name"], await request.text())
        return web.Response()

    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_get("/call.js", script)
    app.router.add_post("/offer/{name}", offer)
    app.router.add_post("/answer/{name}", answer)
    async with TestServer(app) as served:

        async def enter_one(name: str, colour: str, pitch: int) -> Page:
            opened = await (await open_context()).new_page()
            await opened.goto(f"http://localhost:{served.port}/#{name} {colour} {pitch}")
            await opened.click("button")
            await opened.wait_for_function("window.states?.at(-1) === 'connected'")
            return opened

        yield enter_one


async def until_sees(page: Page, colour: str) -> None:
    await page.wait_for_function(f"window.sees() === '{colour}'")


async def until_hears(page: Page, pitch: int) -> None:
    await page.wait_for_function(f"Math.abs(window.hears() - {pitch}) < 30")


async def test_two_browsers_see_each_others_colour_and_hear_each_others_pitch(enter: Enter) -> None:
    leader, petitioner = await enter("leader", "red", 440), await enter("petitioner", "blue", 880)
    await until_sees(leader, "blue")
    await until_sees(petitioner, "red")
    await until_hears(leader, 880)
    await until_hears(petitioner, 440)
    await leader.wait_for_function("window.frames() > 25")
    assert await leader.evaluate("window.quality()") == "good"


async def test_a_reload_takes_the_place_of_the_line_before(plane: Plane, enter: Enter) -> None:
    leader, petitioner = await enter("leader", "red", 440), await enter("petitioner", "blue", 880)
    await until_sees(leader, "blue")
    await petitioner.evaluate("location.hash = 'petitioner lime 880'")
    await petitioner.reload()
    await petitioner.click("button")
    await until_sees(petitioner, "red")
    await until_sees(leader, "lime")
    assert plane.seen_by("r", "leader") == ("petitioner",)
    assert await leader.evaluate("window.states") == ["connecting", "connected"]


async def test_a_member_who_is_removed_is_seen_no_more_though_their_browser_goes_on(plane: Plane, enter: Enter) -> None:
    leader, petitioner = await enter("leader", "red", 440), await enter("petitioner", "blue", 880)
    await until_sees(leader, "blue")
    await plane.remove("r", "petitioner")
    helper = await enter("helper", "lime", 660)
    await until_sees(leader, "lime")
    await until_hears(leader, 660)
    await until_sees(helper, "red")
    assert plane.stats("r").keys() == {"leader", "helper"}
    await petitioner.close()


async def test_a_line_that_the_plane_has_lost_is_opened_again_by_the_browser(plane: Plane, enter: Enter) -> None:
    leader, petitioner = await enter("leader", "red", 440), await enter("petitioner", "blue", 880)
    await until_sees(leader, "blue")
    await plane.close("r")
    plane.open_room("r", slots=1)
    await until_sees(leader, "blue")
    for page in (leader, petitioner):
        await page.wait_for_function("window.states.includes('recovering') && window.states.at(-1) === 'connected'")
    await until_sees(petitioner, "red")
    await until_sees(leader, "blue")
