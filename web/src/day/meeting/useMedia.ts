import { onScopeDispose, ref, shallowRef } from 'vue'
import { type Call, type CallState, type Quality, startCall, whoIsShown } from '../../call'
import { steady } from '../../steady'
import type { ToServer } from '../../types'
import { signallingOf } from './signalling'
import type { MediaOffer, MediaSlot } from './told'

/** How often one is told how the line is (ms). */
const LOOK = 2_000

/** Sound and pictures of one meeting as this browser sends and gets them. */
export function useMedia(meeting: string, say: (word: ToServer) => void) {
  const signalling = signallingOf(meeting, say)
  const state = ref<CallState | null>(null)
  const seen = shallowRef<ReadonlyMap<string, MediaStream>>(new Map())
  const quality = ref<Quality | null>(null)
  /** Since when nothing comes and goes (this machine's clock, ms). */
  const brokenSince = ref<number | null>(null)
  let call: Call | null = null
  let sending: MediaStream | null = null

  function show(): void {
    seen.value = whoIsShown(signalling.seen, call?.slots ?? [])
  }

  function become(next: CallState): void {
    state.value = next
    if (next === 'recovering') brokenSince.value ??= steady()
    else brokenSince.value = null
    if (next !== 'connected') quality.value = null
  }

  /** Takes a line, or another one where there was one before: this one's seat is on a new line to the server. */
  function open(): void {
    if (call) {
      call.renew()
      return
    }
    call = startCall({ signalling, onState: become, onSlots: show })
    send(sending)
  }

  function send(stream: MediaStream | null): void {
    sending = stream
    for (const kind of ['audio', 'video'] as const) {
      const track = stream?.getTracks().find((one) => one.kind === kind) ?? null
      call?.send(kind, track)
    }
  }

  async function look(): Promise<void> {
    if (call && state.value === 'connected') quality.value = await call.quality()
  }
  const timer = setInterval(look, LOOK)

  function close(): void {
    call?.close()
    call = null
    state.value = null
    quality.value = null
    brokenSince.value = null
    seen.value = new Map()
  }
  onScopeDispose(() => {
    clearInterval(timer)
    close()
  })

  return {
    state,
    seen,
    quality,
    brokenSince,
    open,
    send,
    close,
    hear(frame: MediaOffer | MediaSlot) {
      if (signalling.hear(frame)) call?.renew()
      show()
    },
  }
}

export type Media = ReturnType<typeof useMedia>
