import { onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
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
  const { state, brokenSince, become, end } = makeStanding()
  const seen = shallowRef<ReadonlyMap<string, MediaStream>>(new Map())
  let call: Call | null = null
  let sending: MediaStream | null = null

  function show(): void {
    seen.value = whoIsShown(signalling.seen, call?.slots ?? [])
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

  function close(): void {
    call?.close()
    call = null
    end()
    seen.value = new Map()
  }
  onScopeDispose(close)

  const quality = useQuality(state, () => call)
  return {
    ...{ state, seen, quality, brokenSince, open, send, close },
    hear(frame: MediaOffer | MediaSlot) {
      if (signalling.hear(frame)) call?.renew()
      show()
    },
  }
}

export type Media = ReturnType<typeof useMedia>

/** How the line stands, and since when nothing comes and goes. */
function makeStanding() {
  const state = ref<CallState | null>(null)
  /** This machine's clock, ms. */
  const brokenSince = ref<number | null>(null)
  return {
    state,
    brokenSince,
    become(next: CallState): void {
      state.value = next
      if (next === 'recovering') brokenSince.value ??= steady()
      else brokenSince.value = null
    },
    end(): void {
      state.value = null
      brokenSince.value = null
    },
  }
}

/** How good the line is while it is up. */
function useQuality(state: Ref<CallState | null>, call: () => Call | null) {
  const quality = ref<Quality | null>(null)
  const timer = setInterval(async () => {
    const heard = state.value === 'connected' ? await call()?.quality() : null
    quality.value = state.value === 'connected' ? (heard ?? null) : null
  }, LOOK)
  const forget = (now: CallState | null) => {
    if (now !== 'connected') quality.value = null
  }
  watch(state, forget, { flush: 'sync' })
  onScopeDispose(() => clearInterval(timer))
  return quality
}
