/** The bookings of one's places that are to be sorted: the list by its filter, and the one that is open. */
import { computed, ref, shallowRef } from 'vue'
import type { Api } from '../../api'
import { Problem } from '../../api'
import type { Triage, TriageFull, TriageLine } from '../../types'
import { asked, bodyOf, type Filter, type Typed, type Verb } from './triage'

export function useTriage(api: Api) {
  const list = shallowRef<Triage | null>(null)
  const items = shallowRef<TriageLine[]>([])
  const opened = shallowRef<TriageFull | null>(null)
  const cursor = ref('')
  /** All that can be chosen, those of other places first: their clocks run at another place too. */
  const rows = computed(() => [...(list.value?.assigned ?? []), ...items.value])

  async function load(filter: Filter, after?: string | null): Promise<void> {
    const found = await api.get<Triage>('/api/triage', { ...asked(filter), cursor: after })
    items.value = after ? [...items.value, ...found.items] : found.items
    list.value = found
    if (!rows.value.some((one) => one.booking === cursor.value)) cursor.value = rows.value[0]?.booking ?? ''
  }

  async function open(booking: string): Promise<void> {
    cursor.value = booking
    opened.value = await api.get<TriageFull>(`/api/triage/${booking}`)
  }

  /** Decide; where another was first the newest is shown, and the refusal goes on to the page. */
  async function decide(verb: Verb, typed: Typed): Promise<void> {
    const seen = opened.value
    if (!seen) return
    try {
      opened.value = await api.post<TriageFull>(`/api/triage/${seen.line.booking}/decisions`, bodyOf(verb, typed, seen))
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 409) await open(seen.line.booking)
      throw problem
    }
  }

  /** Join a booking to the one that is open, or take one apart; where another was first the newest is shown. */
  async function change(path: string, body: Record<string, unknown>): Promise<void> {
    const seen = opened.value
    try {
      opened.value = await api.post<TriageFull>(`/api/triage/${path}`, body)
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 409 && seen) await open(seen.line.booking)
      throw problem
    }
  }

  return { list, items, rows, opened, cursor, load, open, decide, change }
}
