import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Language } from '../../api'
import { dayTime } from '../../clock'
import { type Line, lineUrl, openLine } from '../../line'
import { useSession } from '../../session'
import { applied } from '../../state'
import { steady } from '../../steady'
import type { FromServer, Readiness } from '../../types'
import { READINESS_OUTLINE } from '../../wire'

export interface Heard {
  board: Readiness | null
  epoch: string | null
  /** The day's clock as last told. */
  clock: { now: number; at: number; speed: number } | null
  code: string | null
}
export const NOTHING_HEARD: Heard = { board: null, epoch: null, clock: null, code: null }

/** What is known after one frame of the topic; `again` where a frame is missing and all is to be asked for. Pure. */
export function heardAfter(heard: Heard, frame: FromServer, at: number): { heard: Heard; again: boolean } {
  if (frame.type === 'tick')
    return { heard: { ...heard, clock: { now: Date.parse(frame.now), at, speed: frame.speed } }, again: false }
  if (frame.type === 'ended') return { heard: { ...heard, code: frame.code }, again: false }
  if (!('topic' in frame) || frame.topic !== 'readiness') return { heard, again: false }
  if (frame.type === 'refused') return { heard: { ...heard, code: frame.code }, again: false }
  if (frame.type === 'snapshot') {
    const board = frame.board as unknown as Readiness
    const clock = { now: Date.parse(board.now), at, speed: board.speed }
    return { heard: { board, epoch: frame.epoch, clock, code: null }, again: false }
  }
  if (frame.type !== 'changes') return { heard, again: false }
  if (!heard.board || frame.epoch !== heard.epoch || frame.from !== heard.board.version) return { heard, again: true }
  const changed = applied(heard.board as never, frame.set as never, READINESS_OUTLINE) as unknown as Readiness
  return { heard: { ...heard, board: { ...changed, version: frame.to } }, again: false }
}

/** The board of a day within one's places, as it is told. */
export function useReadiness(day: Ref<string>) {
  const { locale } = useI18n()
  const session = useSession()
  const heard = shallowRef<Heard>(NOTHING_HEARD)
  const up = ref(false)
  const real = ref(steady())
  const beat = setInterval(() => {
    real.value = steady()
  }, 1_000)
  onScopeDispose(() => clearInterval(beat))

  watch(
    day,
    (asked, _before, onCleanup) => {
      heard.value = NOTHING_HEARD
      const ask = () => line.say({ type: 'watch', topic: 'readiness', day: asked })
      const line: Line = openLine({
        url: lineUrl(location),
        language: locale.value as Language,
        onFrame(frame) {
          const next = heardAfter(heard.value, frame, steady())
          heard.value = next.heard
          if (frame.type === 'welcome' || next.again) ask()
          if (frame.type === 'welcome') up.value = true
          if (frame.type === 'snapshot') line.settled()
        },
        onCut() {
          up.value = false
          session.refresh().catch(() => undefined)
        },
      })
      onCleanup(() => line.close())
    },
    { immediate: true },
  )

  const now = computed(() => (heard.value.clock ? dayTime(heard.value.clock, real.value) : null))
  return { board: computed(() => heard.value.board), code: computed(() => heard.value.code), now, up }
}
