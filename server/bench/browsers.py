"""How soon a leader sees the petitioner: in a real Chromium, by the real pages of a real service (table.py).

One side is the site, which has sat down and sends the picture of Chromium's own camera. The other is the leader: from
the tap that takes them in, and from a reload, to the first picture on the screen. The floor in the same browser and in
turns with it is a page of our own with both ends of a line in it: no service, no signalling, the same camera.
"""

import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import quantiles
from typing import TYPE_CHECKING, Any, Final

from server.bench.measure import Shape, running
from server.http.guards import REHEARSAL_COOKIE

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Route

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
PATIENCE: Final = 60_000
"""A hang limit in milliseconds, not a measure."""
GOALS: Final = {"click": ("ms from the tap 进入接访 to the first picture", 800), "reload": ("ms from a reload", 2_000)}
FLOOR: Final = "two ends of a line in one page"
WATCH: Final = """
window.seen = {}
addEventListener('click', (event) => {
  if (event.target.closest('.lobby button')) window.seen.click = event.timeStamp
}, true)
new MutationObserver(() => {
  const video = document.querySelector('.petitioner video')
  if (!video || video === window.seen.video) return
  window.seen.video = video
  video.requestVideoFrameCallback((now) => { window.seen.frame ??= now })
}).observe(document, { childList: true, subtree: true })
"""
"""Notes in a page when the tap was and when a picture of the other side was first there, in its own time (ms)."""
BARE: Final = """<!doctype html><title>bench</title><video muted autoplay playsinline></video><script>
const video = document.querySelector('video')
const taken = navigator.mediaDevices.getUserMedia({ audio: true, video: true })
async function meet() {
  const stream = await taken
  const began = performance.now()
  const ends = [new RTCPeerConnection(), new RTCPeerConnection()]
  const [one, two] = ends
  one.onicecandidate = ({ candidate }) => two.addIceCandidate(candidate)
  two.onicecandidate = ({ candidate }) => one.addIceCandidate(candidate)
  two.ontrack = ({ streams }) => { video.srcObject = streams[0] }
  for (const track of stream.getTracks()) one.addTrack(track, stream)
  const offer = await one.createOffer()
  await two.setRemoteDescription(offer)
  await one.setLocalDescription(offer)
  const answer = await two.createAnswer()
  await one.setRemoteDescription(answer)
  await two.setLocalDescription(answer)
  const frame = await new Promise((done) => video.requestVideoFrameCallback(done))
  for (const end of ends) end.close()
  return { click: frame - began, reload: frame }
}
const first = meet()
</script>"""


Taken = Mapping[str, list[float]]


def is_installed() -> bool:
    """Return whether there are a browser and the package that leads it (a tool of development)."""
    return _program() is not None and find_spec("playwright") is not None


def _program() -> str | None:
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


async def browsers(*, rounds: int, say: Callable[[str], None]) -> list[Shape]:
    """Measure both ways to the first picture, so often each; without a browser nothing is measured."""
    ours, floor = ({kind: list[float]() for kind in GOALS} for _ in range(2))
    if not is_installed():
        say("Chromium and Playwright are not both here")
        return _shapes(ours, floor)
    async with _table() as table, _chromium() as chromium:
        stage = await _stage(chromium, table)
        for number in range(rounds):
            say(f"browsers: round {number + 1} of {rounds}")
            for taken, round_of in ((ours, stage.leader_comes), (floor, stage.bare_line)):
                for kind, milliseconds in (await round_of()).items():
                    taken[kind].append(milliseconds)
    return _shapes(ours, floor)


def _shapes(ours: Taken, floor: Taken) -> list[Shape]:
    return [
        Shape(f"{said}, p{share} (goal {goal})", _part(ours[kind], share), _part(floor[kind], share), FLOOR)
        for kind, (said, goal) in GOALS.items()
        for share in (50, 95)
    ]


def _part(taken: Sequence[float], share: int) -> float | None:
    return quantiles(taken, n=100, method="inclusive")[share - 1] if taken else None


@asynccontextmanager
async def _table() -> AsyncIterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="reception-bench-") as folder:
        async with running("server.bench.table", folder) as process:
            yield json.loads(await process.stdout.readline() if process.stdout else "{}")


@asynccontextmanager
async def _chromium() -> AsyncIterator["Browser"]:
    from playwright.async_api import async_playwright  # noqa: PLC0415  # it is a tool of development

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=_program(), args=list(FLAGS))
        yield chromium
        await chromium.close()


@dataclass(frozen=True, slots=True)
class Stage:
    """The leader's page and the bare one; the site sits and sends all the while."""

    leader: "Page"
    room: str
    bare: "Page"

    async def leader_comes(self) -> dict[str, float]:
        """Go in by a tap, be there again after a reload, and leave: milliseconds to the first picture each time."""
        page = self.leader
        await page.goto(self.room)
        await page.wait_for_function("() => document.querySelector('.lobby .own video')?.videoWidth > 0")
        await page.get_by_role("button", name="进入接访").click()
        await page.wait_for_function("() => window.seen.frame > 0")
        click = await page.evaluate("window.seen.frame - window.seen.click")
        await page.reload()
        await page.wait_for_function("() => window.seen.frame > 0")
        reload = await page.evaluate("window.seen.frame")
        await page.get_by_role("button", name="离开", exact=True).click()
        await page.get_by_role("button", name="回到接访").wait_for()
        return {"click": click, "reload": reload}

    async def bare_line(self) -> dict[str, float]:
        """The same of a line without a service: when the page has come, and then once more."""
        await self.bare.reload()
        came, again = await self.bare.evaluate("async () => [await first, await meet()]")
        return {"click": again["click"], "reload": came["reload"]}


async def _stage(chromium: "Browser", table: dict[str, Any]) -> Stage:
    base = f"http://localhost:{table['port']}"
    room = f"{base}/room/{table['meeting']}"
    site, far = await _somebody(chromium), await _somebody(chromium)
    desk = await site.new_page()
    await desk.goto(f"{base}{table['enrol']}")
    await desk.wait_for_url("**/desk")
    await desk.goto(f"{room}?as=site")
    await desk.get_by_role("button", name="来访人已入座").click()
    await far.add_cookies([{"name": REHEARSAL_COOKIE, "value": table["session"], "url": "https://localhost"}])
    await far.add_init_script(WATCH)
    bare = await (await _somebody(chromium)).new_page()
    await bare.route("**/bare", _give_bare)
    await bare.goto(f"{base}/bare")
    return Stage(await far.new_page(), room, bare)


async def _somebody(chromium: "Browser") -> "BrowserContext":
    context = await chromium.new_context(locale="zh-CN", permissions=["camera", "microphone"])
    context.set_default_timeout(PATIENCE)
    return context


async def _give_bare(route: "Route") -> None:
    await route.fulfill(content_type="text/html", body=BARE)
