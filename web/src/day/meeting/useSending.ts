import { store } from '../../storage'
import type { ToServer } from '../../types'
import { keepSending, keptSending, type Sending, sendingAfter } from './sending'
import type { Seat } from './told'
import { useDevices } from './useDevices'
import { useMedia } from './useMedia'

export interface SendingOptions {
  say: (word: ToServer) => void
  /** Whether the server can be told. */
  isOpen: () => boolean
  seat: () => Seat | undefined
}

/** This browser's sound and picture in one meeting: sent, said to the others, and what was off stays off. */
export function useSending(meeting: string, asSite: boolean, { say, isOpen, seat }: SendingOptions) {
  /** What the server was last told to be sent. */
  let said: Sending | null = null
  const media = useMedia(meeting, say)
  const devices = useDevices(() => {
    media.send(devices.stream.value)
    sayMedia()
  }, keep)

  function sayMedia(): void {
    if (devices.taking.value && !devices.taken.value) return // not silence: it is only not there yet
    const { sound, picture } = devices.on.value
    say({ type: 'media_state', meeting, audio: sound, video: picture })
    if (!isOpen()) return
    said = { sound, picture }
    keep()
  }

  function keep(): void {
    const { wanted, withoutCamera } = devices
    keepSending(store, { meeting, wanted: wanted.value, withoutCamera: withoutCamera.value, said }, asSite)
  }

  function toggle(kind: keyof Sending): void {
    devices.toggle(kind)
    sayMedia()
  }

  return {
    ...{ media, devices, sayMedia, toggle },
    /** Goes on with what was off in this reception, before a device is opened for it. */
    resume(): void {
      if (devices.asked.value) return
      const kept = keptSending(store, meeting, asSite)
      said = kept?.said ?? null
      devices.begin(sendingAfter(kept, seat()), kept?.withoutCamera ?? false)
    },
    /** Silence was asked for; each takes the sound back when it is time. */
    silence(): void {
      if (devices.on.value.sound) devices.toggle('sound')
    },
    close(): void {
      media.close()
      devices.letGo()
    },
  }
}
