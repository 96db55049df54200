/** Camera and microphone of this browser, and in which plain words they fail. No page. */

export type Lack = 'insecure' | 'denied' | 'none' | 'busy' | 'failed'

export interface Choice {
  camera: string | null
  microphone: string | null
}

export interface Named {
  id: string
  label: string
}

export interface Devices {
  cameras: Named[]
  microphones: Named[]
}

export const NO_DEVICES: Devices = { cameras: [], microphones: [] }

/** What was taken: a stream of what there is, and for each kind why it is not in it. */
export interface Taken {
  stream: MediaStream | null
  camera: Lack | null
  microphone: Lack | null
}

const MEDIA_IDEAL = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25 } }

export type Media = Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'> | undefined

/** Browsers give no devices to a page that is not on https (or this very machine). */
export function mediaOf(place: { isSecureContext?: boolean; navigator?: Pick<Navigator, 'mediaDevices'> }): Media {
  return place.isSecureContext ? place.navigator?.mediaDevices : undefined
}

export function lackOf(error: unknown): Lack {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none'
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'failed'
}

/** Takes camera and microphone, each for itself: one that fails does not take the other with it. */
export async function take(media: Media, choice: Choice, wants: { video: boolean }): Promise<Taken> {
  if (!media) return { stream: null, camera: 'insecure', microphone: 'insecure' }
  const exact = (id: string | null) => (id ? { deviceId: { exact: id } } : {})
  const [sound, picture] = [
    await one(media, { audio: { ...exact(choice.microphone), echoCancellation: true, noiseSuppression: true } }),
    wants.video ? await one(media, { video: { ...exact(choice.camera), ...MEDIA_IDEAL } }) : null,
  ]
  const tracks = [sound.stream, picture?.stream].flatMap((stream) => stream?.getTracks() ?? [])
  return {
    stream: tracks.length ? new MediaStream(tracks) : null,
    camera: picture?.lack ?? null,
    microphone: sound.lack,
  }
}

async function one(media: NonNullable<Media>, wanted: MediaStreamConstraints) {
  try {
    return { stream: await media.getUserMedia(wanted), lack: null }
  } catch (error) {
    const gone = wanted.video ?? wanted.audio
    const chosen = typeof gone === 'object' && 'deviceId' in gone
    // What was chosen last time is unplugged: any other will do.
    if (chosen && lackOf(error) === 'none') return one(media, loosened(wanted))
    return { stream: null, lack: lackOf(error) }
  }
}

function loosened(wanted: MediaStreamConstraints): MediaStreamConstraints {
  const free = ({ deviceId: _chosen, ...rest }: MediaTrackConstraints) => rest
  return typeof wanted.video === 'object' ? { video: free(wanted.video) } : { audio: free(wanted.audio as object) }
}

/** What is plugged in; names are empty before the browser was allowed to use one. */
export async function listDevices(media: Media): Promise<Devices> {
  const all = (await media?.enumerateDevices()) ?? []
  const named = (kind: MediaDeviceKind) =>
    all.filter((one) => one.kind === kind).map(({ deviceId, label }) => ({ id: deviceId, label }))
  return { cameras: named('videoinput'), microphones: named('audioinput') }
}

export function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

const KEPT_AS = 'reception.devices'

/** The devices chosen here last time. */
export function chosenBefore(storage: Pick<Storage, 'getItem'>): Choice {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEPT_AS) ?? '{}')
    const { camera = null, microphone = null } = kept as Partial<Choice>
    return { camera, microphone }
  } catch {
    return { camera: null, microphone: null }
  }
}

export function keepChoice(storage: Pick<Storage, 'setItem'>, choice: Choice): void {
  storage.setItem(KEPT_AS, JSON.stringify(choice))
}

export type DeviceWord = 'both' | 'sound_only' | 'picture_only' | 'none' | 'denied' | 'insecure'

/** What this browser has, in a word, without asking anybody's permission. */
export async function deviceWord(place: typeof globalThis): Promise<DeviceWord> {
  const media = mediaOf(place)
  if (!media) return 'insecure'
  const { cameras, microphones } = await listDevices(media)
  if (await isDenied(place.navigator, 'camera')) return 'denied'
  if (cameras.length && microphones.length) return 'both'
  if (microphones.length) return 'sound_only'
  return cameras.length ? 'picture_only' : 'none'
}

async function isDenied(navigator: Navigator, name: string): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: name as PermissionName })).state === 'denied'
  } catch {
    return false // a browser that does not know the question asks when it is time
  }
}
