import { onScopeDispose, ref, shallowRef } from 'vue'
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

  /** Each request waits for the one before and is asked from its answer: a person's own change is no other's. */
  let last: Promise<boolean> = Promise.resolve(true)
  let waiting = 0
  function doing(ask: () => Promise<Planning>, { unlessRefused = false } = {}): Promise<boolean> {
    const isBehind = waiting++ > 0
    last = last.then((done) => (isBehind && unlessRefused && !done ? false : doNow(ask))).finally(() => waiting--)
    return last
  }
  async function doNow(ask: () => Promise<Planning>): Promise<boolean> {
    wrong.value = ''
    clearTimeout(timer)
    try {
      plan.value = await ask()
    } catch (problem) {
      wrong.value = said(problem)
      if (problem instanceof Problem && problem.code in STALE)
        plan.value = await api.get<Planning>(at()).catch(() => plan.value)
    }
    const run = plan.value?.suggestion?.run
    if (run === 'waiting' || run === 'running') timer = setTimeout(load, LOOKS)
    return !wrong.value
  }
  const load = (): Promise<boolean> => doing(() => api.get<Planning>(at()))
  onScopeDispose(() => clearTimeout(timer))

  /** Moves receptions; what was before is kept for an undo. */
  async function move(moves: Move[], keep = true): Promise<boolean> {
    let before: Planning | null = null
    const done = await doing(() => {
      before = plan.value
      return api.post<Planning>(at('/moves'), { version: version(), moves })
    })
    if (done && keep && before) undone.value = moves.map((one) => inverse(before as Planning, one.booking))
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
    load,
    suggest: (asked: object) => doing(() => api.post<Planning>(at('/suggestion'), asked)),
    repair: (lost: string, since: number) => doing(() => api.post<Planning>(at('/repair'), { lost, since })),
    take: () => doing(() => api.post<Planning>(at('/taking'), { version: version() })),
    discard: () => doing(() => api.remove(at('/suggestion')).then(() => api.get<Planning>(at()))),
    /** What is published is what was shown: not where a change still under way is refused. */
    publish: () => doing(() => api.post<Planning>(at('/publication'), { version: version() }), { unlessRefused: true }),
  }
}
