/** This browser's own camera and microphone: which, the preview, muted or not. Nothing is asked for before it is opened. */
import type { Kind } from './call'

export type Trouble = 'denied' | 'missing' | 'busy'
export type Choice = Partial<Record<Kind, string>>

export interface Device {
  id: string
  kind: Kind
  label: string
}

export interface Own {
  /** What goes to others is in here too: show it mirrored and without sound. */
  readonly preview: MediaStream
  /** What could not be had, and why; a call without a camera is a call. */
  readonly troubles: Partial<Record<Kind, Trouble>>
  isOn(kind: Kind): boolean
  /** A microphone that is off sends silence. A camera that is off is let go of, and its light goes out. */
  turn(kind: Kind, on: boolean): Promise<void>
  /** Takes another device; if that one cannot be had, there is none of its kind until another is chosen. */
  choose(kind: Kind, id: string): Promise<void>
  close(): void
}

export interface OwnOptions {
  choice?: Choice
  /** Hears each track that is to be sent from now on, null where there is none. */
  onTrack: (kind: Kind, track: MediaStreamTrack | null) => void
  media?: Pick<MediaDevices, 'getUserMedia'>
}

const TROUBLES: Record<string, Trouble> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
}

export function troubleOf(error: unknown): Trouble {
  return TROUBLES[error instanceof Error ? error.name : ''] ?? 'busy'
}

function wanted(kind: Kind, id: string | undefined): MediaStreamConstraints {
  const chosen = id ? { deviceId: { exact: id } } : {}
  if (kind === 'audio') return { audio: { ...chosen, echoCancellation: true, noiseSuppression: true } }
  return { video: { ...chosen, width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { max: 30 } } }
}

/** Cameras and microphones; their names are empty until one has been opened. */
export async function devices(media: Pick<MediaDevices, 'enumerateDevices'>): Promise<Device[]> {
  const kinds: Partial<Record<MediaDeviceKind, Kind>> = { audioinput: 'audio', videoinput: 'video' }
  return (await media.enumerateDevices()).flatMap(({ deviceId, kind, label }) => {
    const ours = kinds[kind]
    return ours && deviceId ? [{ id: deviceId, kind: ours, label }] : []
  })
}

export async function openOwn(options: OwnOptions): Promise<Own> {
  const { onTrack, media = navigator.mediaDevices } = options
  const choice: Choice = { ...options.choice }
  const preview = new MediaStream()
  const troubles: Partial<Record<Kind, Trouble>> = {}
  const on: Record<Kind, boolean> = { audio: true, video: true }
  let closed = false

  const trackOf = (kind: Kind) => preview.getTracks().find((track) => track.kind === kind) ?? null

  function letGo(kind: Kind): void {
    const track = trackOf(kind)
    track?.stop()
    if (track) preview.removeTrack(track)
  }

  async function take(kind: Kind): Promise<void> {
    letGo(kind)
    delete troubles[kind]
    try {
      const [track] = (await media.getUserMedia(wanted(kind, choice[kind]))).getTracks()
      if (!track) throw new DOMException('', 'NotFoundError')
      if (closed) return track.stop()
      track.enabled = on[kind]
      preview.addTrack(track)
    } catch (error) {
      troubles[kind] = troubleOf(error)
    }
    onTrack(kind, trackOf(kind))
  }

  await take('audio') // one after the other: where one is missing, asking for both gives neither
  await take('video')
  return {
    preview,
    troubles,
    isOn: (kind) => on[kind] && trackOf(kind) !== null,
    async turn(kind, wish) {
      on[kind] = wish
      const track = trackOf(kind)
      if (kind === 'audio' && track) {
        track.enabled = wish
      } else if (wish) {
        if (!track) await take(kind)
      } else {
        letGo(kind)
        onTrack(kind, null)
      }
    },
    async choose(kind, id) {
      choice[kind] = id
      if (kind === 'audio' || on.video) await take(kind)
    },
    close() {
      closed = true
      letGo('audio')
      letGo('video')
    },
  }
}
