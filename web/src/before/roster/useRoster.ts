import { ref, shallowRef } from 'vue'
import { type Api, Problem } from '../../api'
import type { DutyPlan, Roster, RosterDuty } from '../../types'

/** Refusals that say that the page shows what is no more. */
const STALE = { duty_changed: true, changed_meanwhile: true, not_found: true, roster_closed: true }

/** The roster of a day, changed one duty at a time; each answer is the whole roster as it is by now. */
export function useRoster(api: Api, day: () => string, said: (problem: unknown) => string) {
  const roster = shallowRef<Roster | null>(null)
  const wrong = ref('')
  const base = (): string => `/api/days/${encodeURIComponent(day())}`

  /** Does one thing; the problem where it could not be done. */
  async function doing(asked: Promise<Roster>): Promise<unknown> {
    wrong.value = ''
    try {
      roster.value = await asked
      return null
    } catch (problem) {
      wrong.value = said(problem)
      if (problem instanceof Problem && problem.code in STALE) await anew()
      return problem
    }
  }
  /** Shows what another made of the roster, beside why this was refused. */
  async function anew(): Promise<void> {
    roster.value = await api.get<Roster>(`${base()}/roster`).catch(() => roster.value)
  }

  const load = (): Promise<unknown> => doing(api.get<Roster>(`${base()}/roster`))
  const add = (duty: DutyPlan): Promise<unknown> => doing(api.post<Roster>(`${base()}/duties`, duty))
  const change = (seen: RosterDuty, duty: DutyPlan): Promise<unknown> =>
    doing(api.put<Roster>(`${base()}/duties/${seen.id}`, { ...duty, seen: seen.duty }))
  const remove = (duty: RosterDuty): Promise<unknown> =>
    doing(
      api.remove(`${base()}/duties/${duty.id}?version=${duty.version}`).then(() => api.get<Roster>(`${base()}/roster`)),
    )
  const command = (duty: RosterDuty, command: string, reason: string | null = null): Promise<unknown> =>
    doing(api.post<Roster>(`${base()}/duties/${duty.id}/commands`, { command, reason }))

  return { roster, wrong, load, add, change, remove, command }
}
