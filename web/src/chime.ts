/** Two soft tones, down a third, made here: no file to load and nothing that cannot be heard without a line. */

const TONES = [
  { hertz: 880, at: 0 },
  { hertz: 698.5, at: 0.45 },
] as const
const LENGTH = 1.6
const LOUDNESS = 0.5

export interface Chime {
  /** Browsers let a page sound only after a touch or a click: call this from one. True once it may sound. */
  wake(): Promise<boolean>
  ring(): void
}

export function makeChime(open: () => AudioContext = () => new AudioContext()): Chime {
  let context: AudioContext | null = null

  return {
    async wake() {
      context ??= open()
      await context.resume()
      return context.state === 'running'
    },
    ring() {
      if (context?.state !== 'running') return
      for (const { hertz, at } of TONES) tone(context, hertz, context.currentTime + at)
    },
  }
}

function tone(context: AudioContext, hertz: number, at: number): void {
  const source = context.createOscillator()
  const loudness = context.createGain()
  source.frequency.value = hertz
  loudness.gain.setValueAtTime(0, at)
  loudness.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02)
  loudness.gain.exponentialRampToValueAtTime(0.001, at + LENGTH)
  source.connect(loudness).connect(context.destination)
  source.start(at)
  source.stop(at + LENGTH)
}
