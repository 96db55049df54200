/**
 * A test of the line over the media path of receptions: one connection sends a picture of noise, by the other the same
 * picture comes back. Nothing of the room is sent. How frames travel is told from outside.
 */
import type { FromServer, ToServer } from '../../types'

export type LineTestResult = Extract<FromServer, { type: 'line_test_result' }>
export type Phase =
  | { at: 'idle' }
  | { at: 'waiting' }
  | { at: 'connecting' }
  | { at: 'measuring'; left: number }
  | { at: 'done'; result: LineTestResult }
  | { at: 'failed'; code: string }

export interface TestOptions {
  day: string
  say: (word: ToServer) => void
  /** The picture that is sent. */
  track: MediaStreamTrack
  onPhase: (phase: Phase) => void
  /** Round trips as they are measured, ms. */
  onRoundTrip?: (ms: number) => void
  open?: () => RTCPeerConnection
}

export interface LineTest {
  hear(frame: FromServer): void
  close(): void
}

/** How long the line may take to come up: a line that does not by then is shut for UDP. */
export const SET_UP = 9_000
export const MEASURES = 8_000
/** The picture is small at first and grows: what came in this time says nothing of the line. */
const WARM_UP = 2_000
const SAMPLE = 500
export const WAITS = 4_000

export function startLineTest({ day, say, track, onPhase, onRoundTrip, open = newConnection }: TestOptions): LineTest {
  let legs: RTCPeerConnection[] = []
  let timers: ReturnType<typeof setTimeout>[] = []
  let over = false

  function later(act: () => void, wait: number): void {
    timers.push(setTimeout(act, wait))
  }

  function stop(): void {
    for (const timer of timers) clearTimeout(timer)
    timers = []
    for (const leg of legs) leg.close()
    legs = []
  }

  function ask(): void {
    say({ type: 'line_test', day })
  }

  function end(counted: Counted): void {
    stop()
    say({ type: 'line_test_end', ...counted })
  }

  async function answer(frame: Extract<FromServer, { type: 'line_test_offer' }>): Promise<void> {
    stop()
    onPhase({ at: 'connecting' })
    later(() => end(NOTHING_CAME), SET_UP)
    const [there, back] = [open(), open()]
    legs = [there, back]
    for (const leg of legs)
      leg.onconnectionstatechange = () => allUp(legs) && legs.includes(leg) && measure(there, back)
    await reply(there, 'there', frame.there, [track])
    await reply(back, 'back', frame.back, [])
  }

  async function reply(leg: RTCPeerConnection, name: 'there' | 'back', sdp: string, sent: MediaStreamTrack[]) {
    await leg.setRemoteDescription({ type: 'offer', sdp })
    const [audio, video, ...shown] = leg.getTransceivers()
    if (audio) audio.direction = 'inactive'
    if (video) video.direction = sent.length ? 'sendonly' : 'inactive'
    await video?.sender.replaceTrack(sent[0] ?? null)
    for (const one of shown) one.direction = sent.length ? 'inactive' : 'recvonly'
    await leg.setLocalDescription()
    if (legs.includes(leg)) say({ type: 'line_test_answer', leg: name, sdp: leg.localDescription?.sdp ?? '' })
  }

  function measure(there: RTCPeerConnection, back: RTCPeerConnection): void {
    for (const leg of legs) leg.onconnectionstatechange = null
    for (const timer of timers) clearTimeout(timer)
    timers = []
    let before: Reading | null = null
    const began = performance.now()
    const sample = async () => {
      const [now, under] = [await readingOf(back), await roundTripOf(there)]
      if (over || !legs.includes(back)) return
      const passed = performance.now() - began
      if (under > 0) onRoundTrip?.(under)
      if (passed >= WARM_UP) before ??= now
      if (passed >= MEASURES) return end(counted(before ?? now, now, under))
      onPhase({ at: 'measuring', left: Math.ceil((MEASURES - passed) / 1_000) })
      later(sample, SAMPLE)
    }
    sample()
  }

  function hear(frame: FromServer): void {
    if (over) return
    if (frame.type === 'line_test_offer') {
      answer(frame).catch(() => end(NOTHING_CAME))
    } else if (frame.type === 'line_test_result') {
      onPhase({ at: 'done', result: frame })
    } else if (frame.type === 'refused' && frame.topic === 'line_test') {
      stop()
      if (frame.code !== 'line_tests_full') onPhase({ at: 'failed', code: frame.code })
      else {
        onPhase({ at: 'waiting' })
        later(ask, WAITS)
      }
    }
  }

  onPhase({ at: 'connecting' })
  ask()
  return {
    hear,
    close() {
      over = true
      stop()
    },
  }
}

const newConnection = (): RTCPeerConnection => new RTCPeerConnection()
const allUp = (legs: RTCPeerConnection[]): boolean => legs.every((leg) => leg.connectionState === 'connected')

export interface Counted {
  received: number
  lost: number
  round_trip: number
  jitter: number
  kbps_down: number
}
export const NOTHING_CAME: Counted = { received: 0, lost: 0, round_trip: 0, jitter: 0, kbps_down: 0 }

export interface Reading {
  at: number
  packets: number
  lost: number
  bytes: number
  /** Milliseconds. */
  jitter: number
}
type Report = { forEach(each: (one: Record<string, unknown>) => void): void }
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)

/** What came to this browser since the connection is up. */
export function readingIn(report: Report, at: number): Reading {
  const reading = { at, packets: 0, lost: 0, bytes: 0, jitter: 0 }
  report.forEach((one) => {
    if (one.type !== 'inbound-rtp') return
    reading.packets += number(one.packetsReceived)
    reading.lost += number(one.packetsLost)
    reading.bytes += number(one.bytesReceived)
    reading.jitter = Math.max(reading.jitter, number(one.jitter) * 1_000)
  })
  return reading
}

/** How long a packet is under way to and fro, ms; 0 while the browser does not know. */
export function roundTripIn(report: Report): number {
  let [told, checked] = [0, 0]
  report.forEach((one) => {
    if (one.type === 'remote-inbound-rtp') told = Math.max(told, number(one.roundTripTime) * 1_000)
    if (one.type === 'candidate-pair' && one.state === 'succeeded')
      checked = Math.max(checked, number(one.currentRoundTripTime) * 1_000)
  })
  return told || checked
}

/** What came between two readings; a browser that counts a late packet twice says less than nothing was lost. */
export function counted(before: Reading, now: Reading, roundTrip: number): Counted {
  const milliseconds = Math.max(1, now.at - before.at)
  return {
    received: Math.max(0, now.packets - before.packets),
    lost: Math.max(0, now.lost - before.lost),
    round_trip: Math.min(60_000, roundTrip),
    jitter: Math.min(60_000, now.jitter),
    kbps_down: Math.max(0, ((now.bytes - before.bytes) * 8) / milliseconds),
  }
}

const readingOf = async (leg: RTCPeerConnection): Promise<Reading> =>
  readingIn((await leg.getStats()) as unknown as Report, performance.now())
const roundTripOf = async (leg: RTCPeerConnection): Promise<number> =>
  roundTripIn((await leg.getStats()) as unknown as Report)
