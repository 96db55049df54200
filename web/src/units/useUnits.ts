import { ref, shallowRef } from 'vue'
import type { Api } from '../api'
import type { UnitRow, UnitsPage } from '../types'
import { changesOf, type Told, toldOf, withTheirs } from './units'

export interface Filter {
  q: string
  kind: string
  category: string
  place: string
  valid: string
  sort: string
  descending: string
}
export const noFilter = (): Filter => ({
  ...{ q: '', kind: '', category: '', place: '', valid: '' },
  ...{ sort: 'place', descending: '' },
})

/** The units that a filter asks for, page by page; made and changed one at a time. Refusals are the caller's to say. */
export function useUnits(api: Api) {
  const units = shallowRef<UnitRow[] | null>(null)
  const total = ref(0)
  const next = ref<string | null>(null)
  let asked = noFilter()

  async function take(filter: Filter): Promise<void> {
    asked = { ...filter }
    const page = await api.get<UnitsPage>('/api/units', { ...asked })
    units.value = page.items
    total.value = page.total
    next.value = page.next
  }

  async function more(): Promise<void> {
    const page = await api.get<UnitsPage>('/api/units', { ...asked, cursor: next.value })
    units.value = [...(units.value ?? []), ...page.items]
    next.value = page.next
  }

  /** Puts a unit as the server has it by now in place of what was seen of it. */
  function keep(newest: UnitRow): void {
    units.value = (units.value ?? []).map((one) => (one.code === newest.code ? newest : one))
  }

  async function make(code: string, region: string, told: Told): Promise<UnitRow> {
    const made = await api.post<UnitRow>('/api/units', { code, region, ...told })
    await take(asked)
    return made
  }

  /** Changes a unit from what was seen of it; where another changed it since, the list has theirs and the refusal goes on. */
  async function change(seen: UnitRow, told: Told): Promise<UnitRow> {
    try {
      const path = `/api/units/${encodeURIComponent(seen.code)}`
      const changed = await api.put<UnitRow>(path, { ...told, seen: toldOf(seen) })
      keep(changed)
      return changed
    } catch (problem) {
      const changes = changesOf(problem)
      if (changes) keep({ ...seen, ...withTheirs(toldOf(seen), changes) })
      throw problem
    }
  }

  return { units, total, next, take, more, make, change }
}
