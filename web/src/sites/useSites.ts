import type { Api } from '../api'
import type { SiteDetails, SiteRow } from '../types'
import type { Asked } from '../ui/useList'
import { NO_DETAILS } from './details'
import { changesOf, type Told, toldOf, withTheirDetails, withTheirs } from './sites'

export const NO_FILTER = {
  ...{ q: '', kind: '', tier: '', place: '', ended: '' },
  ...{ sort: 'place', descending: '' },
} satisfies Asked

/** Sites made and changed one at a time, beside the list that shows them. Refusals are the caller's to say. */
export function useSites(api: Api, { keep, take }: { keep(site: SiteRow): void; take(): Promise<void> }) {
  async function make(region: string, told: Told, details?: SiteDetails): Promise<SiteRow> {
    const made = await api.post<SiteRow>('/api/sites', { region, ...told, ...(details ? { details } : {}) })
    await take()
    return made
  }

  /** Changes a site from what was seen of it; where another changed it since, the list has theirs and the refusal goes on. */
  async function change(seen: SiteRow, told: Told, details?: SiteDetails): Promise<SiteRow> {
    const own = details ? { details } : {}
    try {
      const changed = await api.put<SiteRow>(`/api/sites/${encodeURIComponent(seen.site)}`, {
        ...told,
        ...own,
        seen: { ...toldOf(seen), ...(details ? { details: seen.details } : {}) },
      })
      keep(changed)
      return changed
    } catch (problem) {
      const changes = changesOf(problem)
      if (changes) {
        const theirs = withTheirDetails({ ...NO_DETAILS, ...seen.details }, changes)
        keep({ ...seen, ...withTheirs(toldOf(seen), changes), details: theirs })
      }
      throw problem
    }
  }

  return { make, change }
}
