import { computed, type Ref, ref, shallowRef, watch } from 'vue'
import { type Api, Problem } from '../../api'
import type { Plan, Series, Year } from './calendar'

export const NEW_PLAN: Plan = {
  rule: 'FREQ=MONTHLY;BYMONTHDAY=15',
  shift: 'next',
  first_month: '2004-01',
  takes_makeup: false,
  gap: 0,
  notice: [],
  overrides: [],
}

/** One series, the plan as it is being changed, and the year that this plan gives; `said` makes a sentence of a refusal. */
export function useCalendar(api: Api, thisYear: number, said: (problem: unknown) => string) {
  const all = shallowRef<Series[] | null>(null)
  const chosen = ref('')
  const plan: Ref<Plan> = shallowRef(NEW_PLAN)
  const year = ref(thisYear)
  const shown = shallowRef<Year | null>(null)
  const wrong = ref('')
  const isStale = ref(false)
  const series = computed(() => all.value?.find((one) => one.series === chosen.value) ?? null)
  const isChanged = computed(() => JSON.stringify(plan.value) !== JSON.stringify(series.value?.plan ?? NEW_PLAN))
  let asked = 0

  async function preview(): Promise<void> {
    const own = ++asked
    try {
      const found = await api.post<Year>('/api/calendar/preview', { year: year.value, plan: plan.value })
      if (own !== asked) return
      shown.value = found
      if (!isStale.value) wrong.value = ''
    } catch (problem) {
      if (own === asked) wrong.value = said(problem)
    }
  }

  async function load(): Promise<void> {
    try {
      all.value = (await api.get<{ items: Series[] }>('/api/series')).items
      chosen.value = series.value?.series ?? all.value[0]?.series ?? ''
      isStale.value = false
      plan.value = series.value?.plan ?? NEW_PLAN
      await preview()
    } catch (problem) {
      wrong.value = said(problem)
    }
  }

  /** Saves the plan as the next version; true when it is. Another's version in between is said and overwrites nothing. */
  async function save(): Promise<boolean> {
    if (!series.value) return false
    try {
      const body = { version: series.value.version, plan: plan.value }
      await api.put(`/api/series/${encodeURIComponent(chosen.value)}/plan`, body)
      await load()
      return true
    } catch (problem) {
      isStale.value = problem instanceof Problem && problem.status === 409
      wrong.value = said(problem)
      return false
    }
  }

  async function make(names: {
    series: string
    name_zh: string
    name_en: string
    holder: string | null
  }): Promise<boolean> {
    try {
      await api.post('/api/series', { ...names, plan: plan.value })
      chosen.value = names.series
      await load()
      return true
    } catch (problem) {
      wrong.value = said(problem)
      return false
    }
  }

  watch([plan, year], preview)
  watch(chosen, () => {
    plan.value = series.value?.plan ?? NEW_PLAN
  })
  return { all, chosen, plan, year, shown, wrong, isStale, series, isChanged, load, save, make }
}
