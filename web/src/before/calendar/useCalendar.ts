import { computed, type Ref, ref, shallowRef, watch } from 'vue'
import type { Api } from '../../api'
import { type Conflict, conflictOf, isSame, merged, type Plan, type Series, theirsOf } from './calendar'

export const NEW_PLAN: Plan = {
  rule: 'FREQ=MONTHLY;BYMONTHDAY=15',
  shift: 'next',
  first_month: '2004-01',
  takes_makeup: false,
  gap: 0,
  notice: [],
  overrides: [],
}
export interface Names {
  series: string
  name_zh: string
  name_en: string
  holder: string | null
}

/** The series, and the plan of one of them as it is being changed; `said` makes a sentence of a refusal. */
export function useCalendar(api: Api, said: (problem: unknown) => string) {
  const all = shallowRef<Series[] | null>(null)
  const chosen = ref('')
  const plan: Ref<Plan> = shallowRef(NEW_PLAN)
  const wrong = ref('')
  const conflict = shallowRef<Conflict | null>(null)
  const series = computed(() => all.value?.find((one) => one.series === chosen.value) ?? null)
  const isChanged = computed(() => !isSame(plan.value, series.value?.plan ?? NEW_PLAN))

  /** Leaves what was changed and goes back to the newest version that is known here. */
  function undo(): void {
    conflict.value = null
    wrong.value = ''
    plan.value = series.value?.plan ?? NEW_PLAN
  }

  /** After what was sent is saved: what was changed while it was on its way is still there, on top of it. */
  function goOn(sent: Plan, changed: Plan, saved: Series): void {
    undo()
    plan.value = merged(sent, changed, saved.plan)
  }

  async function attempt(act: () => Promise<void>): Promise<boolean> {
    wrong.value = ''
    try {
      await act()
      return true
    } catch (problem) {
      const found = conflictOf(problem)
      if (found) takeUp(found)
      else wrong.value = said(problem)
      return false
    }
  }

  const load = () =>
    attempt(async () => {
      all.value = (await api.get<{ items: Series[] }>('/api/series')).items
      chosen.value = series.value?.series ?? all.value[0]?.series ?? ''
      undo()
    })

  /** Puts a series as the server has it by now in the place of the one known here. */
  function keep(newest: Series): void {
    all.value = (all.value ?? []).map((one) => (one.series === newest.series ? newest : one))
  }

  /** Another's version lies between: their parts come into the form, mine stay, and all that differs is shown. */
  function takeUp(found: Conflict): void {
    if (!series.value) return
    const { plan: base } = series.value
    const theirs = theirsOf(base, found)
    plan.value = merged(base, plan.value, theirs)
    keep({ ...series.value, version: found.version, plan: theirs })
    conflict.value = found
  }

  /** Saves the plan as the next version; whether it is. */
  const save = () =>
    attempt(async () => {
      const sent = plan.value
      const body = { version: series.value?.version, plan: sent }
      const saved = await api.put<Series>(`/api/series/${encodeURIComponent(chosen.value)}/plan`, body)
      keep(saved)
      if (saved.series === chosen.value) goOn(sent, plan.value, saved)
    })

  const make = (names: Names) =>
    attempt(async () => {
      const [sent, at] = [plan.value, chosen.value]
      const made = await api.post<Series>('/api/series', { ...names, plan: sent })
      const changed = chosen.value === at ? plan.value : sent
      all.value = [...(all.value ?? []), made]
      chosen.value = made.series
      goOn(sent, changed, made)
    })

  watch(chosen, undo, { flush: 'sync' })
  return { all, chosen, plan, wrong, conflict, series, isChanged, load, save, make, undo }
}
