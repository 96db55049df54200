import { type Ref, ref, shallowRef, watch } from 'vue'
import type { Api } from '../../api'
import { type Override, type Plan, reasonOf, withMonth, type Year } from './calendar'

/** The year that a plan gives, asked anew with each change of either; an answer that came too late is not shown. */
export function useYear(
  api: Api,
  plan: Ref<Plan>,
  thisYear: number,
  said: (problem: unknown) => string,
  locale: () => string,
) {
  const year = ref(thisYear)
  const shown = shallowRef<Year | null>(null)
  const refused = ref('')
  let asked = 0

  /** Makes a month set by hand part of the plan where one can be; why it cannot, or nothing. */
  async function setMonth(override: Override): Promise<string> {
    const tried = withMonth(plan.value, override)
    try {
      const at = Number(override.month.slice(0, 4))
      const found = await api.post<Year>('/api/calendar/preview', { year: at, plan: tried })
      const month = found.months.find((one) => one.month === override.month)
      if (override.date && month && month.date !== override.date) return reasonOf(month, locale())
      plan.value = tried
      return ''
    } catch (problem) {
      return said(problem)
    }
  }

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
  return { year, shown, refused, preview, setMonth }
}
