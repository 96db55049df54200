import { shallowRef } from 'vue'
import type { Api } from '../../api'
import type { Support } from '../../types'

export const NEEDS = ['living', 'medical', 'legal_aid', 'work', 'housing', 'schooling', 'other'] as const
export type Need = (typeof NEEDS)[number]

export interface NewMeasure {
  id: string
  need: Need
  what: string
  unit: string | null
  due_on: string
  is_referral: boolean
  has_agreed: boolean
}

/** The support plan of a case. It is read when a person asks for it, because each reading is kept in the log. */
export function useSupport(api: Api, ident: () => string) {
  const plan = shallowRef<Support | null>(null)
  const path = (): string => `/api/cases/${ident()}/support`
  const seen = (): number => plan.value?.version ?? 0

  async function open(): Promise<void> {
    plan.value = await api.get<Support>(path())
  }
  async function decide(choice: 'wanted' | 'refused', carer: string | null): Promise<void> {
    plan.value = await api.put<Support>(path(), { seen: seen(), choice, carer })
  }
  async function add(measure: NewMeasure): Promise<void> {
    plan.value = await api.post<Support>(`${path()}/measures`, { ...measure, seen: seen() })
  }
  async function end(measure: string, state: 'done' | 'dropped'): Promise<void> {
    plan.value = await api.post<Support>(`${path()}/measures/${measure}/end`, { seen: seen(), state })
  }
  function shut(): void {
    plan.value = null
  }
  return { plan, open, decide, add, end, shut }
}
