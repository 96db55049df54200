import { onScopeDispose, ref, shallowRef } from 'vue'
import { makeChime } from '../../chime'
import { chosenBefore, mediaOf, stop, take } from '../../day/meeting/devices'
import { deaf, loudness } from '../../day/meeting/loudness'
import { store } from '../../storage'
import type { Found } from './roomCheck'

type Battery = { charging: boolean; level: number }
const LISTENS = 100

/** Camera, microphone, loudspeaker and power of this browser, as far as they can be found out without asking. */
export function useRoomDevices(found: { value: Found }) {
  const stream = shallowRef<MediaStream | null>(null)
  const level = ref(0)
  const chime = makeChime()
  const put = (part: Partial<Found>) => {
    found.value = { ...found.value, ...part }
  }
  const listening = setInterval(() => {
    level.value = loudness(stream.value)
    if (level.value > found.value.loudest) put({ loudest: level.value })
  }, LISTENS)

  async function open(): Promise<void> {
    stop(stream.value)
    const taken = await take(mediaOf(globalThis), chosenBefore(store), { video: true })
    stream.value = taken.stream
    const [picture] = taken.stream?.getVideoTracks() ?? []
    const has = (kind: string) => taken.stream?.getTracks().some((track) => track.kind === kind)
    put({
      camera: has('video') ? 'works' : (taken.camera ?? 'failed'),
      height: picture?.getSettings().height ?? 0,
      microphone: has('audio') ? 'works' : (taken.microphone ?? 'failed'),
    })
    const ask = (navigator as { getBattery?: () => Promise<Battery> }).getBattery
    const battery = await ask?.call(navigator).catch(() => null)
    put({ atMains: battery ? battery.charging : null, battery: battery ? battery.level : null })
  }
  async function ring(): Promise<void> {
    if (await chime.wake()) chime.ring()
  }
  onScopeDispose(() => {
    clearInterval(listening)
    deaf()
    stop(stream.value)
  })
  return { stream, level, open, ring, put }
}
