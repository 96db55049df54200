import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { onPage } from '../../testing/page'
import { type Room, useRoom } from './useRoom'

const MEETING = 'm-1'
const MINUTE = 60_000

class Socket {
  static all: Socket[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: (() => void) | null = null
  said: { type: string; [word: string]: unknown }[] = []
  constructor() {
    Socket.all.push(this)
  }
  send = (word: string) => void this.said.push(JSON.parse(word))
  close = () => this.onclose?.()
  tell = (frame: object) => this.onmessage?.({ data: JSON.stringify(frame) })
  heard = (type: string) => this.said.filter((word) => word.type === type)
  /** The line is up and the server knows who this is. */
  welcome(): void {
    this.onopen?.()
    this.tell({ type: 'welcome' })
  }
}

class Track {
  enabled = true
  onended: (() => void) | null = null
  constructor(readonly kind: 'audio' | 'video') {}
  stop = () => {}
  getSettings = () => ({})
}

class Stream {
  constructor(private readonly tracks: Track[] = []) {}
  getTracks = () => this.tracks
}

class Peer {
  /** Every track as it was when it began to be sent. */
  static sent: string[] = []
  localDescription = { sdp: '' }
  setRemoteDescription = async () => {}
  setLocalDescription = async () => {}
  close = () => {}
  private readonly lines = (['audio', 'video'] as const).map((kind) => ({
    direction: 'sendonly',
    receiver: { track: { kind } },
    sender: { replaceTrack: async (track: Track | null) => void (track && Peer.sent.push(heardOf(track))) },
  }))
  getTransceivers = () => this.lines
}

const heardOf = ({ kind, enabled }: Track) => `${kind} ${enabled ? 'live' : 'silent'}`

/** The cameras and microphones of this machine, as they are plugged in and as soon as they are ready. */
const plugged = {
  kinds: new Set(['audio', 'video']),
  ready: Promise.resolve(),
  changed: () => {},
  async getUserMedia(wanted: MediaStreamConstraints) {
    await plugged.ready
    const kind = wanted.video ? 'video' : 'audio'
    if (!plugged.kinds.has(kind)) throw new DOMException('', 'NotFoundError')
    return new Stream([new Track(kind)])
  },
  enumerateDevices: async () => [],
  addEventListener: (_: string, hear: () => void) => {
    plugged.changed = hear
  },
  removeEventListener: () => {},
}

const seat = { participant: 'leader', state: 'seated', audio: true, video: true, away_since: null, name: '周*明' }
const meeting = (more: object = {}) => ({
  id: MEETING,
  mode: 'video',
  state: 'open',
  you: 'leader',
  seats: [seat],
  now: new Date(Date.now()).toISOString(),
  ...more,
})
const last = () => Socket.all[Socket.all.length - 1] as Socket

async function sitting(told = meeting()): Promise<{ room: Room; asked: string[] }> {
  sessionStorage.setItem('reception.sits-in', MEETING)
  let room: Room | undefined
  const page = defineComponent({
    setup() {
      room = useRoom(MEETING, false)
      return () => h('i')
    },
  })
  const answers = {
    'GET /api/me': () => ({ body: { id: 'a-1', name: '周*明', csrf: 'c-1', capabilities: [] } }),
    [`GET /api/meetings/${MEETING}`]: () => ({ body: told }),
    [`POST /api/meetings/${MEETING}/commands`]: () => ({ body: told }),
  }
  const { asked } = await onPage(page, {}, answers)
  await flushPromises()
  return { room: room as Room, asked }
}

beforeEach(() => {
  vi.useFakeTimers()
  Socket.all = []
  Peer.sent = []
  plugged.kinds = new Set(['audio', 'video'])
  plugged.ready = Promise.resolve()
  for (const [name, one] of Object.entries({ WebSocket: Socket, MediaStream: Stream, RTCPeerConnection: Peer })) {
    vi.stubGlobal(name, one)
  }
  vi.stubGlobal('isSecureContext', true)
  Object.defineProperty(navigator, 'mediaDevices', { value: plugged, configurable: true })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
  sessionStorage.clear()
  localStorage.clear()
})

test('a page that is loaded again takes its seat while the camera starts, and says nothing of it before', async () => {
  let start = () => {}
  plugged.ready = new Promise((resolve) => {
    start = resolve
  })
  await sitting()
  last().welcome()
  expect(last().heard('enter')).toEqual([{ type: 'enter', meeting: MEETING }])
  expect(last().heard('media_state')).toEqual([])
  start()
  await flushPromises()
  expect(last().heard('media_state')).toEqual([{ type: 'media_state', meeting: MEETING, audio: true, video: true }])
})

test('a laptop that slept for minutes takes its seat back over a new line, by itself and once', async () => {
  const { room, asked } = await sitting()
  last().welcome()
  const asleep = last()
  vi.setSystemTime(Date.now() + 7 * MINUTE) // no timer ran; the server closed the line long ago and the page was not told
  await vi.advanceTimersByTimeAsync(9_000)
  expect(room.cutAt.value).not.toBeNull()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(Socket.all).toHaveLength(2)
  last().welcome()
  asleep.tell({ type: 'refused', code: 'seat_moved', meeting: MEETING })
  expect(last().heard('enter')).toEqual([{ type: 'enter', meeting: MEETING }])
  expect([room.phase.value, room.cutAt.value]).toEqual(['in', null])
  expect(asked.filter((call) => call.startsWith('POST'))).toHaveLength(1)
})

test('a camera that is unplugged is told to the others, the sound goes on, and it is back when plugged in', async () => {
  const { room } = await sitting()
  last().welcome()
  await flushPromises()
  plugged.kinds.delete('video')
  const camera = room.devices.stream.value?.getTracks().find((track) => track.kind === 'video')
  camera?.onended?.(new Event('ended'))
  await flushPromises()
  expect(room.devices.taken.value?.camera).toBe('none')
  plugged.kinds.add('video')
  plugged.changed()
  await flushPromises()
  const said = last()
    .heard('media_state')
    .map(({ audio, video }) => [audio, video])
  expect(said).toEqual([
    [true, true],
    [true, false],
    [true, true],
  ])
})

test('who is asked for silence is muted', async () => {
  const { room } = await sitting()
  last().welcome()
  await flushPromises()
  expect(room.devices.on.value.sound).toBe(true)
  last().tell({ type: 'meeting', meeting: meeting({ seats: [{ ...seat, audio: false }] }) })
  expect(room.devices.on.value.sound).toBe(false)
})

const KINDS = { sound: 'audio', picture: 'video' } as const
const SEATS = ['leader', 'official1'] as const
const offer = { type: 'media_offer', meeting: MEETING, leg: 'l', sdp: '', slots: [] }
const seatedAs = (participant: string, more: object = {}) =>
  meeting({ you: participant, seats: [{ ...seat, participant, ...more }] })

async function inCall(told: ReturnType<typeof meeting>): Promise<Room> {
  const { room } = await sitting(told)
  last().welcome()
  await flushPromises()
  last().tell(offer)
  await flushPromises()
  return room
}

/** What may happen to a page between two moments of one reception; each gives the room as it is then. */
const HAPPENINGS: Record<string, (room: Room, participant: string, off: object) => Promise<Room>> = {
  'a reload': (_room, participant) => inCall(seatedAs(participant)),
  'a crash': (_room, participant) => {
    sessionStorage.clear()
    return inCall(seatedAs(participant))
  },
  'another browser at the seat': (_room, participant, off) => {
    localStorage.clear()
    return inCall(seatedAs(participant, off))
  },
  'a changed device': async (room) => {
    await room.devices.choose({ camera: 'c-2', microphone: 'm-2' }, false)
    await flushPromises()
    return room
  },
  'an offer of another server': async (room) => {
    last().tell(offer)
    await flushPromises()
    return room
  },
  'a device unplugged and plugged in': async (room) => {
    plugged.changed()
    for (const track of room.devices.stream.value?.getTracks() ?? []) track.onended?.(new Event('ended'))
    await flushPromises()
    return room
  },
}

for (const participant of SEATS) {
  for (const [kind, track] of Object.entries(KINDS) as ['sound' | 'picture', 'audio' | 'video'][]) {
    for (const [happening, happens] of Object.entries(HAPPENINGS)) {
      test(`a ${kind} that ${participant} switched off is off after ${happening}, and not sent for a moment`, async () => {
        const before = await inCall(seatedAs(participant))
        expect(Peer.sent).toContain(`${track} live`)
        before.toggle(kind)
        Peer.sent = []
        const after = await happens(before, participant, { [track]: false })
        expect(Peer.sent).not.toContain(`${track} live`)
        expect(after.devices.on.value[kind]).toBe(false)
        expect(after.devices.on.value[kind === 'sound' ? 'picture' : 'sound']).toBe(true)
        after.toggle(kind)
        await flushPromises()
        expect(after.devices.on.value[kind]).toBe(true)
      })
    }
  }
}

test('a camera that was off is not even opened on the next page', async () => {
  const before = await inCall(seatedAs('leader'))
  before.toggle('picture')
  const opened: unknown[] = []
  vi.spyOn(plugged, 'getUserMedia').mockImplementation(async (wanted) => {
    opened.push(Object.keys(wanted))
    return new Stream([new Track(wanted.video ? 'video' : 'audio')])
  })
  const after = await inCall(seatedAs('leader'))
  expect(opened).toEqual([['audio']])
  after.toggle('picture')
  await flushPromises()
  expect(after.devices.on.value).toEqual({ sound: true, picture: true })
})

test('who goes in without a camera does so on the next page too', async () => {
  const before = await inCall(seatedAs('leader'))
  await before.devices.choose({ camera: null, microphone: null }, true)
  Peer.sent = []
  const after = await inCall(seatedAs('leader'))
  expect(after.devices.withoutCamera.value).toBe(true)
  expect(Peer.sent.filter((sent) => sent.startsWith('video'))).toEqual([])
})
