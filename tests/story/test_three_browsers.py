"""One reception, start to end, in three browsers: a clerk, a leader far away, and the organiser before the wall.

Each side's camera is a colour and its microphone a pitch of its own, so what arrives at the far end tells whose it is.
"""

from dataclasses import dataclass

import pytest
from playwright.async_api import Page, expect

from server.clock import Clock
from server.day.calling.presence import note_heard
from server.db import EVERYWHERE
from server.keys import CLOCK, DATABASE
from server.media.datagrams import announced
from tests.support.browser import Console, OpenContext, violations
from tests.support.calls import LossyDoor, lossy_plane
from tests.support.clerk import DAY, PAGES, PATIENCE, Clerk, Site, enrolled, opened_site
from tests.support.fake_clock import FakeClock
from tests.support.people import PASSWORD, PROVINCE, SITE, somebody
from tests.support.service import Start

pytestmark = pytest.mark.timeout(600)
LONG = PATIENCE * 3
CAMERA = """([colour, pitch]) => {
  if (!navigator.mediaDevices) return // a page without a safe origin
  navigator.mediaDevices.getUserMedia = async ({ audio, video }) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 })
    const drawn = canvas.getContext('2d')
    setInterval(() => { drawn.fillStyle = colour; drawn.fillRect(0, 0, 320, 240) }, 40)
    const sound = new AudioContext()
    const tone = new OscillatorNode(sound, { frequency: pitch })
    const out = sound.createMediaStreamDestination()
    tone.connect(out)
    tone.start()
    return new MediaStream([
      ...(video ? canvas.captureStream(25).getVideoTracks() : []),
      ...(audio ? out.stream.getAudioTracks() : []),
    ])
  }
}"""
SEES = """(colour) => {
  const video = document.querySelector('.petitioner video')
  if (!video || !video.videoWidth) return false
  const copy = new OffscreenCanvas(8, 8).getContext('2d')
  copy.drawImage(video, 0, 0, 8, 8)
  const shown = [...copy.getImageData(4, 4, 1, 1).data].slice(0, 3)
  const at = ['red', 'lime', 'blue'].indexOf(colour)
  return shown.every((part, place) => (place === at ? part > 180 : part < 100))
}"""
HEARS = """(pitch) => {
  const stream = document.querySelector('.petitioner video')?.srcObject
  if (!stream?.getAudioTracks().length) return false
  if (window.earOf !== stream) {
    window.earOf = stream
    window.sound = new AudioContext()
    window.ear = new AnalyserNode(window.sound, { fftSize: 4096 })
    window.sound.createMediaStreamSource(stream).connect(window.ear)
  }
  const levels = new Uint8Array(window.ear.frequencyBinCount)
  window.ear.getByteFrequencyData(levels)
  const most = levels.reduce((best, level, place) => (level > levels[best] ? place : best), 0)
  return levels[most] > 60 && Math.abs((most * window.sound.sampleRate) / 4096 - pitch) < 30
}"""


@dataclass(frozen=True)
class Stage:
    """A service whose packets may be lost, and who sits before which page."""

    site: Site
    doors: list[LossyDoor]
    clerk: Clerk
    leader: Page
    wall: Page


async def signed_in(site: Site, page: Page, role: str, path: str) -> None:
    who = await somebody(site.client.app[DATABASE], role, PROVINCE, clock=FakeClock())
    await page.goto(f"{site.address}{path}")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")


@pytest.fixture
async def stage(start: Start, open_context: OpenContext, console: Console) -> Stage:
    console.announce(r"status of 401 .*/api/me")
    plane, doors = lossy_plane(Clock(), announced(None))
    site = await opened_site(start, PAGES, plane=plane)
    clerk = await enrolled(site, open_context, permissions=["camera", "microphone"])
    await clerk.context.add_init_script(f"({CAMERA})(['lime', 880])")
    far = await open_context(permissions=["camera", "microphone"])
    await far.add_init_script(f"({CAMERA})(['red', 440])")
    leader, wall = await far.new_page(), await (await open_context()).new_page()
    return Stage(site, doors, clerk, leader, wall)


async def meet(stage: Stage) -> Page:
    """From the registration to both sides at one table; the site's room."""
    await stage.clerk.register("李梅")
    await stage.clerk.stands("李梅", "已计入")
    app = stage.site.client.app
    async with app[DATABASE].transaction(EVERYWHERE) as tx:
        await note_heard(tx, [SITE[0]], app[CLOCK].now())
    await signed_in(stage.site, stage.wall, "organiser", "/wall")
    await expect(stage.wall.locator(".six")).to_be_visible(timeout=LONG)
    await signed_in(stage.site, stage.leader, "leader", "/leader")
    await expect(stage.leader.locator(".go")).to_have_text("叫下一位", timeout=LONG)
    await stage.leader.keyboard.press("Enter")
    await expect(stage.leader.locator(".go")).to_have_text("进入接访", timeout=LONG)
    await stage.leader.keyboard.press("Enter")
    await expect(stage.leader.get_by_role("heading", name="接访前看一眼")).to_be_visible(timeout=LONG)
    room = await stage.clerk.context.new_page()
    await room.goto(f"{stage.leader.url}?as=site")
    await room.get_by_role("button", name="来访人已入座").click()
    await stage.leader.get_by_role("button", name="进入接访").click()
    return room


async def until_they_see_and_hear_each_other(leader: Page, room: Page) -> None:
    for page, colour, pitch in ((leader, "lime", 880), (room, "red", 440)):
        await page.wait_for_function(SEES, arg=colour, timeout=LONG)
        await page.wait_for_function(HEARS, arg=pitch, timeout=LONG)


@pytest.mark.parametrize("loss", [0.0, 0.10])
async def test_a_leader_receives_a_petitioner_far_away_and_the_wall_tells_of_it(stage: Stage, loss: float) -> None:
    room = await meet(stage)
    for door in stage.doors:
        door.loss = loss
    leader = stage.leader
    await until_they_see_and_hear_each_other(leader, room)
    await expect(stage.wall.locator(".rooms")).to_contain_text("芙蓉区", timeout=LONG)
    assert await violations(leader) == []

    await leader.reload()
    await until_they_see_and_hear_each_other(leader, room)

    await leader.keyboard.press("1")
    await leader.locator("[data-field=amount] input").fill("10.6")
    for name in ("policy", "responsibility", "route"):
        await leader.locator(f"[data-field={name}] input[type=checkbox]").check()
    await leader.get_by_label("已向来访人复述一遍").check()
    await leader.get_by_role("button", name="结束接访").click()
    for page in (leader, room):
        await expect(page.get_by_role("heading", name="这场接访结束了")).to_be_visible(timeout=LONG)
    tally = await stage.site.asks(f"/api/days/{DAY}/tally")
    assert (tally["by_outcome"], tally["totals"]["amount_fen"]) == ({"resolved_on_site": 1}, 10_600_000)
    await expect(stage.wall.locator(".six")).to_contain_text("10.60", timeout=LONG)
    assert (sum(door.lost for door in stage.doors) > 0) is (loss > 0)
