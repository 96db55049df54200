/** A picture that no encoder can make small, so that the line is asked for all that a reception would ask. */
const [WIDTH, HEIGHT] = [640, 360]
const FRAMES = 15

export interface Noise {
  track: MediaStreamTrack
  stop(): void
}

export function makeNoise(): Noise {
  const grain = document.createElement('canvas')
  grain.width = WIDTH * 2
  grain.height = HEIGHT * 2
  fill(grain)
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const surface = canvas.getContext('2d')
  const draw = () => surface?.drawImage(grain, -Math.random() * WIDTH, -Math.random() * HEIGHT)
  draw()
  const beat = setInterval(draw, 1_000 / FRAMES)
  const [track] = canvas.captureStream(FRAMES).getVideoTracks()
  if (!track) throw new Error('a canvas gives no picture')
  return {
    track,
    stop() {
      clearInterval(beat)
      track.stop()
    },
  }
}

function fill(canvas: HTMLCanvasElement): void {
  const surface = canvas.getContext('2d')
  if (!surface) return
  const image = surface.createImageData(canvas.width, canvas.height)
  for (let at = 0; at < image.data.length; at += 4) {
    const grey = Math.random() * 256
    image.data.set([grey, grey, grey, 255], at)
  }
  surface.putImageData(image, 0, 0)
}
