import type { Api } from '../api'
import type { UnitRow } from '../types'
import type { Asked } from '../ui/useList'
import { changesOf, type Told, toldOf, withTheirs } from './units'

export const NO_FILTER = {
  ...{ q: '', kind: '', category: '', place: '', valid: '' },
  ...{ sort: 'place', descending: '' },
} satisfies Asked

/** Units made and changed one at a time, beside the list that shows them. Refusals are the caller's to say. */
export function useUnits(api: Api, { keep, take }: { keep(unit: UnitRow): void; take(): Promise<void> }) {
  async function make(code: string, region: string, told: Told): Promise<UnitRow> {
    const made = await api.post<UnitRow>('/api/units', { code, region, ...told })
    await take()
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

  return { make, change }
}
