import { ref, shallowRef } from 'vue'
import type { Api } from '../../api'
import type { CaseRow, CasesPage, PaidCurve } from '../../types'

export interface CaseFilter {
  group: string
  day: string
  category: string
  place: string
}
export const noCaseFilter = (): CaseFilter => ({ group: '', day: '', category: '', place: '' })

/** The cases that a filter asks for, page by page, with their counts and sums. Refusals are the caller's to say. */
export function useCases(api: Api) {
  const rows = shallowRef<CaseRow[] | null>(null)
  const about = shallowRef<Pick<CasesPage, 'today' | 'counts' | 'money'> | null>(null)
  const curve = shallowRef<PaidCurve | null>(null)
  const next = ref<string | null>(null)
  let asked = noCaseFilter()

  async function take(filter: CaseFilter): Promise<void> {
    asked = { ...filter }
    const { group: _, ...chosen } = asked
    const [page, risen] = await Promise.all([
      api.get<CasesPage>('/api/cases', { ...asked }),
      api.get<PaidCurve>('/api/cases-curve', chosen),
    ])
    about.value = page
    curve.value = risen
    next.value = page.next
    rows.value = page.items
  }
  async function more(): Promise<void> {
    const page = await api.get<CasesPage>('/api/cases', { ...asked, cursor: next.value })
    rows.value = [...(rows.value ?? []), ...page.items]
    next.value = page.next
  }
  return { rows, about, curve, next, take, more }
}
