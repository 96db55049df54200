import { computed, onScopeDispose, type Ref, ref, shallowRef } from 'vue'
import { store } from '../../storage'
import {
  type Choice,
  chosenBefore,
  type Devices,
  keepChoice,
  listDevices,
  mediaOf,
  NO_DEVICES,
  stop,
  type Taken,
  take,
} from './devices'
import type { Sending } from './sending'

/** This browser's camera and microphone over time: opened, switched off and on, changed, unplugged, released. */
export function useDevices(onStream: () => void, onChoice: () => void) {
  const choice = ref<Choice>(chosenBefore(store))
  const wanted = ref({ sound: true, picture: true })
  /** Going in without a camera is a choice of its own. */
  const withoutCamera = ref(false)
  /** A camera that is off is not opened: its light would say that others can see. */
  const wantsCamera = () => wanted.value.picture && !withoutCamera.value
  const { found, taken, taking, stream, has, again, lacksCamera, letGo } = useTaken(choice, wantsCamera, put)
  const on = computed(() => ({
    sound: wanted.value.sound && has('audio'),
    picture: wanted.value.picture && has('video'),
  }))

  function put(tracks: MediaStreamTrack[]): void {
    for (const track of tracks) track.enabled = wanted.value[kindOf(track)]
    onStream()
  }

  return {
    ...{ found, taken, stream, choice, on, wanted, withoutCamera, taking, letGo },
    /** Whether anything was asked for yet. */
    asked: computed(() => taken.value !== null || taking.value),
    take: again,
    /** Before anything is taken: what was off in this reception stays off. */
    begin(sending: Sending, without: boolean) {
      wanted.value = sending
      withoutCamera.value = without
    },
    async choose(next: Choice, without: boolean) {
      choice.value = next
      withoutCamera.value = without
      onChoice()
      keepChoice(store, next)
      await again()
    },
    toggle(kind: keyof Sending) {
      wanted.value = { ...wanted.value, [kind]: !wanted.value[kind] }
      for (const track of stream.value?.getTracks() ?? []) {
        if (kindOf(track) === kind) track.enabled = wanted.value[kind]
      }
      onChoice()
      if (lacksCamera()) again()
    },
  }
}

export type OwnDevices = ReturnType<typeof useDevices>

const kindOf = ({ kind }: MediaStreamTrack): keyof Sending => (kind === 'audio' ? 'sound' : 'picture')

/** The devices that are taken: taken anew where one went or came, let go at the end. `onTaken`: with these tracks. */
function useTaken(choice: Ref<Choice>, wantsCamera: () => boolean, onTaken: (tracks: MediaStreamTrack[]) => void) {
  const media = mediaOf(globalThis)
  const found = shallowRef<Devices>(NO_DEVICES)
  const taken = shallowRef<Taken | null>(null)
  const taking = ref(false)
  const stream = computed(() => taken.value?.stream ?? null)
  const has = (kind: 'audio' | 'video') => stream.value?.getTracks().some((track) => track.kind === kind) ?? false
  /** It was off when the devices were taken, and is wanted now. */
  const lacksCamera = () => taken.value !== null && wantsCamera() && !has('video') && taken.value.camera === null

  function put(next: Taken): void {
    letGo()
    taken.value = next
    const tracks = next.stream?.getTracks() ?? []
    for (const track of tracks) track.onended = unplugged
    onTaken(tracks)
  }

  async function again(): Promise<void> {
    if (taking.value) return
    taking.value = true
    try {
      do put(await take(media, choice.value, { video: wantsCamera() }))
      while (lacksCamera())
      found.value = await listDevices(media)
    } finally {
      taking.value = false
    }
  }

  /** A device went while it was in use: whatever else there is takes its place, and what lacks is said. */
  function unplugged(): void {
    if (taken.value) again()
  }

  async function changed(): Promise<void> {
    found.value = await listDevices(media)
    const { camera, microphone } = taken.value ?? {}
    if (camera === 'none' || microphone === 'none') await again()
  }

  function letGo(): void {
    stop(taken.value?.stream ?? null)
    taken.value = null
  }

  navigator.mediaDevices?.addEventListener?.('devicechange', changed)
  onScopeDispose(() => navigator.mediaDevices?.removeEventListener?.('devicechange', changed))
  return { found, taken, taking, stream, has, again, lacksCamera, letGo }
}
