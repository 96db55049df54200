import { type Ref, shallowRef, watch } from 'vue'
import { Problem } from '../../api'
import { isDayCode } from '../../dayCode'
import { useSession } from '../../session'
import { wall } from '../../steady'
import type { Day, Days, Reference } from '../../types'
import { dayAt, todayBy } from './days'

/** The day asked for (or the one meant), and the names of everything. `none` and `unknown` are answers, not faults. */
export type Found =
  | { state: 'loading' }
  | { state: 'none' }
  | { state: 'unknown' }
  | { state: 'wrong'; problem: unknown }
  | { state: 'found'; day: Day; reference: Reference }

/** `meant` is the day that a page means which is asked for none. */
export function useDay(asked: Ref<string | undefined>, meant = dayAt) {
  const { api } = useSession()
  const found = shallowRef<Found>({ state: 'loading' })

  async function look(day: string | undefined): Promise<Found> {
    if (day && !isDayCode(day)) return { state: 'unknown' }
    try {
      const [reference, one] = await Promise.all([
        api.get<Reference>('/api/reference'),
        day
          ? api.get<Day>(`/api/days/${encodeURIComponent(day)}`)
          : api.get<Days>('/api/days').then(({ items }) => meant(items, todayBy(items, wall()))),
      ])
      return one ? { state: 'found', day: one, reference } : { state: 'none' }
    } catch (problem) {
      return problem instanceof Problem && problem.status === 404 ? { state: 'unknown' } : { state: 'wrong', problem }
    }
  }

  async function again(): Promise<void> {
    found.value = await look(asked.value)
  }
  /** Reads day and names once more while they are shown; without an answer those known stay. */
  async function renew(): Promise<void> {
    const [day, newest] = [asked.value, await look(asked.value)]
    if (newest.state === 'found' && day === asked.value) found.value = newest
  }
  watch(asked, again, { immediate: true })
  return { found, again, renew }
}
