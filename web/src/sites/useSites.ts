import { shallowRef } from 'vue'
import type { Api } from '../api'
import type { SiteDetails, SiteRow, SitesPage } from '../types'
import { NO_DETAILS } from './details'
import { changesOf, type Told, toldOf, withTheirDetails, withTheirs } from './sites'

/** The sites within one's places, by place; made and changed one at a time. Refusals are the caller's to say. */
export function useSites(api: Api) {
  const all = shallowRef<SiteRow[] | null>(null)

  async function load(): Promise<void> {
    const found: SiteRow[] = []
    let cursor: string | null = null
    do {
      const page: SitesPage = await api.get('/api/sites', { cursor, limit: 200 })
      found.push(...page.items)
      cursor = page.next
    } while (cursor)
    all.value = found
  }

  /** Puts a site as the server has it by now where it belongs. */
  function keep(newest: SiteRow): void {
    const others = (all.value ?? []).filter((one) => one.site !== newest.site)
    all.value = [...others, newest].sort((one, other) => one.place - other.place)
  }

  async function make(region: string, told: Told, details?: SiteDetails): Promise<SiteRow> {
    const made = await api.post<SiteRow>('/api/sites', { region, ...told, ...(details ? { details } : {}) })
    keep(made)
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

  return { all, load, make, change, keep }
}
