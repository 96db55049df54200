/**
 * A line to the media plane: sends this browser's sound and picture, shows others in slots, and is opened again when it
 * breaks. How offers and answers travel, and who sits in which slot, is told from outside.
 */
import { waitBefore } from './line'

export type Kind = 'audio' | 'video'
export type CallState = 'connecting' | 'connected' | 'recovering' | 'ended'
/** What a person is told of the line: enough, hardly enough, not enough to talk. */
export type Quality = 'good' | 'weak' | 'bad'

export interface Signalling {
  /** Asks the plane for a line; the one before it is closed there. */
  offer(): Promise<{ sdp: string }>
  answer(sdp: string): Promise<void>
}

export interface CallOptions {
  signalling: Signalling
  onState: (state: CallState) => void
  /** Called when the slots are there; each stream stays the same object as members come, go and come back. */
  onSlots?: (slots: readonly MediaStream[]) => void
  open?: () => RTCPeerConnection
  random?: () => number
}

export interface Call {
  readonly slots: readonly MediaStream[]
  /** Sends this track from now on, or nothing of its kind. */
  send(kind: Kind, track: MediaStreamTrack | null): Promise<void>
  /** How the line was since it was last asked. */
  quality(): Promise<Quality>
  /** Opens another line at once, where this one is known to be dead. */
  renew(): void
  close(): void
}

/** A browser calls a line disconnected before it gives it up; often it comes back by itself. */
const PATIENCE = 3_000
/** Longest wait for a line to come up. */
const SET_UP = 15_000

/** The participant of each stream, from what the plane says of each slot. */
export function whoIsShown(
  seen: readonly (string | null)[],
  slots: readonly MediaStream[],
): ReadonlyMap<string, MediaStream> {
  return new Map(seen.flatMap((id, slot) => (id && slots[slot] ? [[id, slots[slot]] as const] : [])))
}

export function startCall(options: CallOptions): Call {
  const { signalling, onState, open = () => new RTCPeerConnection(), random = Math.random } = options
  const tracks: Record<Kind, MediaStreamTrack | null> = { audio: null, video: null }
  const slots: MediaStream[] = []
  let line: RTCPeerConnection | null = null
  let state: CallState | null = null
  let tries = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let heard: Reading = NOTHING_READ

  function become(next: CallState): void {
    if (state === next || state === 'ended') return
    state = next
    onState(next)
  }

  function later(act: () => void, wait: number): void {
    clearTimeout(timer)
    timer = setTimeout(act, wait)
  }

  function drop(): void {
    clearTimeout(timer)
    line?.close()
    line = null
  }

  function lose(): void {
    drop()
    become('recovering')
    later(connect, waitBefore(tries, random()))
    tries += 1
  }

  function watch(opened: RTCPeerConnection): void {
    if (opened !== line) return
    switch (opened.connectionState) {
      case 'connected':
        clearTimeout(timer)
        tries = 0
        become('connected')
        break
      case 'disconnected':
        become('recovering')
        later(lose, PATIENCE)
        break
      case 'failed':
      case 'closed':
        lose()
        break
      case 'new':
      case 'connecting':
        break
    }
  }

  async function connect(): Promise<void> {
    drop()
    const opened = open()
    line = opened
    heard = NOTHING_READ
    opened.onconnectionstatechange = () => watch(opened)
    later(lose, SET_UP)
    try {
      const { sdp } = await signalling.offer()
      await opened.setRemoteDescription({ type: 'offer', sdp })
      await fill(opened)
      await opened.setLocalDescription()
      await signalling.answer(opened.localDescription?.sdp ?? '')
    } catch {
      if (opened === line) lose() // whatever it was, another line may have more luck
    }
  }

  /** The first two sections of an offer are ours; then each slot has one for sound and one for the picture. */
  async function fill(opened: RTCPeerConnection): Promise<void> {
    const [audio, video, ...shown] = opened.getTransceivers()
    for (const [kind, own] of [['audio', audio] as const, ['video', video] as const]) {
      if (!own) continue
      own.direction = 'sendonly'
      await own.sender.replaceTrack(tracks[kind])
    }
    shown.forEach(({ receiver }, section) => {
      const slot = Math.floor(section / 2)
      const stream = slots[slot] ?? new MediaStream()
      slots[slot] = stream
      for (const old of stream.getTracks()) if (old.kind === receiver.track.kind) stream.removeTrack(old)
      stream.addTrack(receiver.track)
    })
    options.onSlots?.(slots)
  }

  become('connecting')
  connect()
  return {
    slots,
    async send(kind, track) {
      tracks[kind] = track
      const own = line?.getTransceivers()[kind === 'audio' ? 0 : 1]
      if (own?.direction === 'sendonly') await own.sender.replaceTrack(track)
    },
    async quality() {
      if (!line || state !== 'connected') return 'bad'
      const before = heard
      heard = read(await line.getStats())
      return judge(before, heard)
    },
    renew() {
      if (state === 'ended') return
      tries = 0
      become('recovering')
      connect()
    },
    close() {
      drop()
      become('ended')
    },
  }
}

/** What the browser has counted since the line came up, and how long a packet is under way, in seconds. */
export interface Reading {
  received: number
  lost: number
  /** The worse of what the other side says of our streams: share of packets lost, 0 to 1. */
  lostThere: number
  underWay: number
}

export const NOTHING_READ: Reading = { received: 0, lost: 0, lostThere: 0, underWay: 0 }

type Counted = {
  type: string
  packetsReceived?: number
  packetsLost?: number
  fractionLost?: number
  roundTripTime?: number
}

export function read(report: { forEach(each: (counted: Counted) => void): void }): Reading {
  const reading = { ...NOTHING_READ }
  report.forEach((counted) => {
    if (counted.type === 'inbound-rtp') {
      reading.received += counted.packetsReceived ?? 0
      reading.lost += Math.max(0, counted.packetsLost ?? 0)
    } else if (counted.type === 'remote-inbound-rtp') {
      reading.lostThere = Math.max(reading.lostThere, counted.fractionLost ?? 0)
      reading.underWay = Math.max(reading.underWay, counted.roundTripTime ?? 0)
    }
  })
  return reading
}

/** Sound holds to about a tenth lost and a second to and fro; a picture shows it from a fiftieth on. */
export function judge(before: Reading, now: Reading): Quality {
  const lost = Math.max(0, now.lost - before.lost)
  const received = Math.max(0, now.received - before.received)
  const share = Math.max(now.lostThere, lost + received ? lost / (lost + received) : 0)
  if (share > 0.1 || now.underWay > 0.8) return 'bad'
  return share > 0.02 || now.underWay > 0.3 ? 'weak' : 'good'
}
