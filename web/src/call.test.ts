import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Call, type CallState, judge, NOTHING_READ, read, startCall, whoIsShown } from './call'

class Track {
  constructor(readonly kind: string) {}
}

/** As much of a stream as a slot needs. */
class Stream {
  tracks: Track[] = []
  getTracks = () => [...this.tracks]
  addTrack = (track: Track) => void this.tracks.push(track)
  removeTrack = (track: Track) => {
    this.tracks = this.tracks.filter((other) => other !== track)
  }
}

class Line {
  static all: Line[] = []
  connectionState: RTCPeerConnectionState = 'new'
  onconnectionstatechange: (() => void) | null = null
  localDescription: { sdp: string } | null = null
  sections: { direction: string; sender: { replaceTrack: (track: unknown) => Promise<void> }; receiver: unknown }[] = []
  sent: unknown[] = [null, null]
  stats: unknown[] = []
  constructor() {
    Line.all.push(this)
  }
  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    this.sections = [...sdp].map((letter, place) => ({
      direction: 'recvonly',
      sender: {
        replaceTrack: async (track: unknown) => {
          this.sent[place] = track
        },
      },
      receiver: { track: new Track(letter === 'a' ? 'audio' : 'video') },
    }))
  }
  getTransceivers = () => this.sections
  getStats = async () => this.stats
  async setLocalDescription(): Promise<void> {
    this.localDescription = { sdp: this.sections.map(({ direction }) => direction).join() }
  }
  is(state: RTCPeerConnectionState): void {
    this.connectionState = state
    this.onconnectionstatechange?.()
  }
  close(): void {
    this.connectionState = 'closed'
  }
}

const states: CallState[] = []
let answers: string[] = []
let offer = async (): Promise<{ sdp: string }> => ({ sdp: 'avavav' })
const last = () => Line.all[Line.all.length - 1] as Line
const soon = () => vi.advanceTimersByTimeAsync(0)
const track = (kind: string) => new Track(kind) as unknown as MediaStreamTrack

function start(): Call {
  return startCall({
    signalling: {
      offer: () => offer(),
      async answer(sdp) {
        answers.push(sdp)
      },
    },
    onState: (state) => states.push(state),
    open: () => new Line() as unknown as RTCPeerConnection,
    random: () => 1,
  })
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('MediaStream', Stream)
  Line.all = []
  states.length = 0
  answers = []
  offer = async () => ({ sdp: 'avavav' })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('answers the offer: own sound and picture go out, each slot is a stream of both', async () => {
  const call = start()
  const camera = track('video')
  await call.send('video', camera)
  await soon()
  expect(answers).toEqual(['sendonly,sendonly,recvonly,recvonly,recvonly,recvonly'])
  expect(last().sent).toEqual([null, camera])
  expect(call.slots.map((slot) => slot.getTracks().map(({ kind }) => kind))).toEqual([
    ['audio', 'video'],
    ['audio', 'video'],
  ])
  last().is('connected')
  expect(states).toEqual(['connecting', 'connected'])
})

test('another camera takes the place of the first without a new offer', async () => {
  const call = start()
  await soon()
  const other = track('video')
  await call.send('video', other)
  await call.send('audio', null)
  expect(last().sent.slice(0, 2)).toEqual([null, other])
  expect(answers).toHaveLength(1)
})

test('a line that fails is opened again, with the same tracks and the same streams', async () => {
  const call = start()
  const camera = track('video')
  await call.send('video', camera)
  await soon()
  const before = [...call.slots]
  last().is('connected')
  last().is('failed')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(Line.all).toHaveLength(2)
  expect(last().sent).toEqual([null, camera])
  expect(call.slots).toEqual(before)
  expect(call.slots[0]?.getTracks()).toHaveLength(2)
  last().is('connected')
  expect(states).toEqual(['connecting', 'connected', 'recovering', 'connected'])
})

test('a line that stumbles has three seconds to come back by itself', async () => {
  start()
  await soon()
  last().is('connected')
  last().is('disconnected')
  await vi.advanceTimersByTimeAsync(2_900)
  last().is('connected')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(Line.all).toHaveLength(1)
  last().is('disconnected')
  await vi.advanceTimersByTimeAsync(4_000)
  expect(Line.all).toHaveLength(2)
})

test('an offer that cannot be had is asked for again, each time a little later', async () => {
  offer = async () => Promise.reject(new Error('no line'))
  start()
  await vi.advanceTimersByTimeAsync(1_000 + 2_000 + 4_000)
  expect(Line.all).toHaveLength(4)
  expect(states).toEqual(['connecting', 'recovering'])
})

test('a line that never comes up is given up', async () => {
  start()
  await vi.advanceTimersByTimeAsync(15_000 + 1_000)
  expect(Line.all).toHaveLength(2)
})

test('what a dropped line still says is not listened to', async () => {
  const call = start()
  await soon()
  const old = last()
  call.renew()
  await soon()
  old.is('failed')
  last().is('connected')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(Line.all).toHaveLength(2)
  expect(states).toEqual(['connecting', 'recovering', 'connected'])
})

test('a call that is closed stays closed', async () => {
  const call = start()
  await soon()
  last().is('connected')
  call.close()
  call.renew()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(Line.all).toHaveLength(1)
  expect(states[states.length - 1]).toBe('ended')
})

test('who is shown where follows from what the plane says', () => {
  const [one, two] = [new MediaStream(), new MediaStream()]
  expect(whoIsShown(['leader', null, 'helper'], [one, two])).toEqual(new Map([['leader', one]]))
  expect(whoIsShown([null, 'helper'], [one, two])).toEqual(new Map([['helper', two]]))
})

test('the line is judged by what was lost since it was last asked', async () => {
  const call = start()
  await soon()
  expect(await call.quality()).toBe('bad')
  last().is('connected')
  last().stats = [{ type: 'inbound-rtp', packetsReceived: 50, packetsLost: 50 }]
  expect(await call.quality()).toBe('bad')
  last().stats = [{ type: 'inbound-rtp', packetsReceived: 150, packetsLost: 50 }]
  expect(await call.quality()).toBe('good')
})

test.each([
  [{}, 'good'],
  [{ received: 100, lost: 1 }, 'good'],
  [{ received: 95, lost: 5 }, 'weak'],
  [{ received: 80, lost: 20 }, 'bad'],
  [{ lostThere: 0.05 }, 'weak'],
  [{ lostThere: 0.2 }, 'bad'],
  [{ underWay: 0.4 }, 'weak'],
  [{ underWay: 1.2 }, 'bad'],
] as const)('a line of %o is %s', (reading, quality) => {
  expect(judge(NOTHING_READ, { ...NOTHING_READ, ...reading })).toBe(quality)
})

test('what the browser counts is summed over all streams, and of the other side the worst is taken', () => {
  const report = [
    { type: 'inbound-rtp', packetsReceived: 10, packetsLost: 1 },
    { type: 'inbound-rtp', packetsReceived: 20, packetsLost: -2 },
    { type: 'remote-inbound-rtp', fractionLost: 0.1, roundTripTime: 0.2 },
    { type: 'remote-inbound-rtp', fractionLost: 0.05, roundTripTime: 0.4 },
    { type: 'transport' },
  ]
  expect(read(report)).toEqual({ received: 30, lost: 1, lostThere: 0.1, underWay: 0.4 })
})
