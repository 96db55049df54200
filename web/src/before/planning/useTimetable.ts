import { onUnmounted, ref, shallowRef } from 'vue'
import { type Api, Problem } from '../../api'
import type { Planning } from '../../types'
import { inverse, type Move } from './timetable'

const STALE = { timetable_changed: true, changed_meanwhile: true, not_wanted: true, not_receiving: true }
const LOOKS = 1000

/** The timetables of a day, changed from the version that is seen; each answer is all of them as they are by now. */
export function useTimetable(api: Api, day: () => string, said: (problem: unknown) => string) {
  const plan = shallowRef<Planning | null>(null)
  const wrong = ref('')
  const undone = ref<Move[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  const at = (what = ''): string => `/api/days/${encodeURIComponent(day())}/timetable${what}`
  const version = (): number => plan.value?.draft?.version ?? 0

  async function doing(asked: Promise<Planning>): Promise<boolean> {
    wrong.value = ''
    clearTimeout(timer)
    try {
      plan.value = await asked
    } catch (problem) {
      wrong.value = said(problem)
      if (problem instanceof Problem && problem.code in STALE)
        plan.value = await api.get<Planning>(at()).catch(() => plan.value)
    }
    const run = plan.value?.suggestion?.run
    if (run === 'waiting' || run === 'running') timer = setTimeout(() => doing(api.get<Planning>(at())), LOOKS)
    return !wrong.value
  }
  onUnmounted(() => clearTimeout(timer))

  /** Moves receptions, one move after the other; what was before is kept for an undo. */
  let last: Promise<unknown> = Promise.resolve()
  function move(moves: Move[], keep = true): Promise<boolean> {
    const next = last.then(() => moveNow(moves, keep))
    last = next
    return next
  }
  async function moveNow(moves: Move[], keep: boolean): Promise<boolean> {
    const before = plan.value
    const done = await doing(api.post<Planning>(at('/moves'), { version: version(), moves }))
    if (done && keep && before) undone.value = moves.map((one) => inverse(before, one.booking))
    return done
  }
  async function undo(): Promise<void> {
    const moves = undone.value
    undone.value = []
    if (moves.length) await move(moves, false)
  }
  return {
    plan,
    wrong,
    undone,
    move,
    undo,
    load: () => doing(api.get<Planning>(at())),
    suggest: (asked: object) => doing(api.post<Planning>(at('/suggestion'), asked)),
    repair: (lost: string, since: number) => doing(api.post<Planning>(at('/repair'), { lost, since })),
    take: () => doing(api.post<Planning>(at('/taking'), { version: version() })),
    discard: () => doing(api.remove(at('/suggestion')).then(() => api.get<Planning>(at()))),
    publish: () => doing(api.post<Planning>(at('/publication'), { version: version() })),
  }
}
