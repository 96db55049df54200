import { computed, type Ref, ref, shallowRef } from 'vue'
import type { Api } from '../../api'
import type { DayPlan, PlannedDay, SiteOfDay, SitePlan } from '../../types'
import { type Conflict, conflictOf, isChanged, merged } from './plan'

/** A day with its plan as it is being changed; `said` makes a sentence of a refusal. */
export function useDayPlan(api: Api, day: () => string, said: (problem: unknown) => string) {
  const planned = shallowRef<PlannedDay | null>(null)
  const plan: Ref<DayPlan | null> = shallowRef(null)
  const base = shallowRef<DayPlan | null>(null)
  const wrong = ref('')
  const conflict = shallowRef<Conflict | null>(null)
  const version = ref(0)
  const changed = computed(() => plan.value !== null && base.value !== null && isChanged(plan.value, base.value))
  const at = (): string => `/api/days/${encodeURIComponent(day())}`

  /** Takes over what the server says; what is being written of the day itself stays unless it was just saved. */
  function take(found: PlannedDay, keep: boolean): void {
    planned.value = found
    if (keep) return
    base.value = plan.value = found.plan as DayPlan
    version.value = found.version
    conflict.value = null
  }

  async function trying(act: () => Promise<void>): Promise<boolean> {
    wrong.value = ''
    try {
      await act()
      return true
    } catch (problem) {
      wrong.value = said(problem)
      const told = conflictOf(problem)
      if (told && base.value && plan.value) {
        const mine = merged(base.value, plan.value, told)
        base.value = { ...base.value, ...Object.fromEntries(told.changed.map((one) => [one.what, one.now])) }
        plan.value = mine
        version.value = told.version
        conflict.value = told
        wrong.value = ''
      }
      return false
    }
  }

  return {
    planned,
    plan,
    wrong,
    conflict,
    version,
    changed,
    load: () => trying(async () => take(await api.get<PlannedDay>(`${at()}/plan`), false)),
    save: () =>
      trying(async () => {
        take(await api.put<PlannedDay>(`${at()}/plan`, { version: version.value, plan: plan.value }), false)
      }),
    undo: () => planned.value && trying(async () => take(await api.get<PlannedDay>(`${at()}/plan`), false)),
    /** Saves one site; the problem if it could not be, whatever stands in the form of the day. */
    async saveSite({ site, version: read }: SiteOfDay, wanted: SitePlan): Promise<unknown> {
      try {
        const body = { version: read, plan: wanted }
        take(await api.put<PlannedDay>(`${at()}/sites/${encodeURIComponent(site)}/plan`, body), changed.value)
        return null
      } catch (problem) {
        if (conflictOf(problem)) take(await api.get<PlannedDay>(`${at()}/plan`), changed.value)
        return problem
      }
    },
    /** Leads the day on; the problem if it could not be. */
    async lead(body: object): Promise<unknown> {
      try {
        await api.post(`${at()}/commands`, body)
        take(await api.get<PlannedDay>(`${at()}/plan`), changed.value)
        return null
      } catch (problem) {
        return problem
      }
    },
  }
}
