import { type Ref, ref, shallowRef, watch } from 'vue'
import type { Api } from '../../api'
import type { Plan, Year } from './calendar'

/** The year that a plan gives, asked anew with each change of either; an answer that came too late is not shown. */
export function useYear(api: Api, plan: Ref<Plan>, thisYear: number, said: (problem: unknown) => string) {
  const year = ref(thisYear)
  const shown = shallowRef<Year | null>(null)
  const refused = ref('')
  let asked = 0

  async function preview(): Promise<void> {
    const own = ++asked
    try {
      const found = await api.post<Year>('/api/calendar/preview', { year: year.value, plan: plan.value })
      if (own !== asked) return
      shown.value = found
      refused.value = ''
    } catch (problem) {
      if (own === asked) refused.value = said(problem)
    }
  }

  watch([plan, year], preview)
  return { year, shown, refused, preview }
}
