"""Cameras that are a colour and microphones that are a pitch, so that what arrives at the far end tells whose it is."""

from playwright.async_api import BrowserContext, Page

from tests.support.patience import PATIENCE

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
    // the timer also keeps the context: one that nothing refers to may be collected, and falls silent
    setInterval(() => { if (sound.state === 'suspended') sound.resume() }, 200)
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
  // a context may come up without its audio thread where the machine is busy: it is resumed, then made anew
  window.looks = window.earOf === stream ? (window.looks ?? 0) + 1 : 0
  if (window.earOf !== stream || window.looks % 300 === 299) {
    window.sound?.close()
    window.earOf = stream
    window.sound = new AudioContext()
    window.ear = new AnalyserNode(window.sound, { fftSize: 4096 })
    window.sound.createMediaStreamSource(stream).connect(window.ear)
  }
  if (window.sound.state !== 'running') window.sound.resume()
  const levels = new Uint8Array(window.ear.frequencyBinCount)
  window.ear.getByteFrequencyData(levels)
  const most = levels.reduce((best, level, place) => (level > levels[best] ? place : best), 0)
  return levels[most] > 60 && Math.abs((most * window.sound.sampleRate) / 4096 - pitch) < 30
}"""
OF_SITE, OF_LEADER = ("lime", 880), ("red", 440)
"""Colour and pitch (Hz) of either side."""
"""How long the first picture may take on a loaded machine, in milliseconds."""


async def equip(context: BrowserContext, side: tuple[str, int]) -> None:
    """Give all pages of a browser the camera and the microphone of a side."""
    await context.add_init_script(f"({CAMERA})({list(side)})")


async def until_they_see_and_hear_each_other(leader: Page, room: Page) -> None:
    for page, (colour, pitch) in ((leader, OF_SITE), (room, OF_LEADER)):
        await page.wait_for_function(SEES, arg=colour, timeout=PATIENCE)
        await page.wait_for_function(HEARS, arg=pitch, timeout=PATIENCE)
