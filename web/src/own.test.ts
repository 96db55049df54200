import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Kind } from './call'
import { devices, type Own, openOwn, troubleOf } from './own'

class Track {
  enabled = true
  stopped = false
  constructor(
    readonly kind: string,
    readonly device: unknown,
  ) {}
  stop(): void {
    this.stopped = true
  }
}

class Stream {
  constructor(public tracks: Track[] = []) {}
  getTracks = () => [...this.tracks]
  addTrack = (track: Track) => void this.tracks.push(track)
  removeTrack = (track: Track) => {
    this.tracks = this.tracks.filter((other) => other !== track)
  }
}

const made: Track[] = []
const told: [Kind, string | null][] = []
let refused: Partial<Record<Kind, string>> = {}

async function getUserMedia(wanted: MediaStreamConstraints = {}): Promise<MediaStream> {
  const kind: Kind = wanted.audio ? 'audio' : 'video'
  const name = refused[kind]
  if (name) throw new DOMException('', name)
  const { deviceId } = wanted[kind] as MediaTrackConstraints
  const track = new Track(kind, (deviceId as { exact: string } | undefined)?.exact ?? 'first')
  made.push(track)
  return new Stream([track]) as unknown as MediaStream
}

const open = (): Promise<Own> =>
  openOwn({
    media: { getUserMedia },
    onTrack: (kind, track) => told.push([kind, (track as unknown as Track | null)?.device as string | null]),
  })

beforeEach(() => {
  vi.stubGlobal('MediaStream', Stream)
  made.length = 0
  told.length = 0
  refused = {}
})
afterEach(() => vi.unstubAllGlobals())

test('opens both, shows them and hands them on', async () => {
  const own = await open()
  expect(told).toEqual([
    ['audio', 'first'],
    ['video', 'first'],
  ])
  expect(own.preview.getTracks()).toHaveLength(2)
  expect([own.isOn('audio'), own.isOn('video'), own.troubles]).toEqual([true, true, {}])
})

test('without a camera there is still sound', async () => {
  refused = { video: 'NotFoundError' }
  const own = await open()
  expect(own.troubles).toEqual({ video: 'missing' })
  expect([own.isOn('audio'), own.isOn('video')]).toEqual([true, false])
  refused = {}
  await own.turn('video', true)
  expect([own.isOn('video'), own.troubles]).toEqual([true, {}])
})

test('a muted microphone stays open and silent; a camera that is off is let go of', async () => {
  const own = await open()
  const [microphone, camera] = made
  await own.turn('audio', false)
  await own.turn('video', false)
  expect([microphone?.enabled, microphone?.stopped, camera?.stopped]).toEqual([false, false, true])
  expect(told[told.length - 1]).toEqual(['video', undefined])
  expect([own.isOn('audio'), own.isOn('video')]).toEqual([false, false])
  await own.turn('audio', true)
  await own.turn('video', true)
  expect([microphone?.enabled, made.length, own.isOn('video')]).toEqual([true, 3, true])
})

test('another microphone is taken as muted as the one before', async () => {
  const own = await open()
  await own.turn('audio', false)
  await own.choose('audio', 'headset')
  expect(made[0]?.stopped).toBe(true)
  expect([made[2]?.device, made[2]?.enabled]).toEqual(['headset', false])
})

test('a camera chosen while it is off is opened when it is turned on', async () => {
  const own = await open()
  await own.turn('video', false)
  await own.choose('video', 'desk')
  expect(made).toHaveLength(2)
  await own.turn('video', true)
  expect(made[2]?.device).toBe('desk')
})

test('what is closed holds no device', async () => {
  const own = await open()
  own.close()
  expect(made.map(({ stopped }) => stopped)).toEqual([true, true])
})

test.each([
  ['NotAllowedError', 'denied'],
  ['NotFoundError', 'missing'],
  ['NotReadableError', 'busy'],
])('%s is told as %s', (name, trouble) => {
  expect(troubleOf(new DOMException('', name))).toBe(trouble)
})

test('lists cameras and microphones and nothing else', async () => {
  const found = [
    { deviceId: 'a', kind: 'audioinput', label: 'Headset' },
    { deviceId: 'b', kind: 'videoinput', label: '' },
    { deviceId: 'c', kind: 'audiooutput', label: 'Speaker' },
    { deviceId: '', kind: 'videoinput', label: '' },
  ] as MediaDeviceInfo[]
  expect(await devices({ enumerateDevices: async () => found })).toEqual([
    { id: 'a', kind: 'audio', label: 'Headset' },
    { id: 'b', kind: 'video', label: '' },
  ])
})
