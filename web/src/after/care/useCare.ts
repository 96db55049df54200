import { shallowRef } from 'vue'
import type { Api } from '../../api'
import type { Care, CareTask } from '../../types'

export type TaskCommand = 'take' | 'note' | 'end'
export type Result = 'reached' | 'not_reached' | 'wrong_number' | 'refused'
export const RESULTS: readonly Result[] = ['reached', 'not_reached', 'wrong_number', 'refused']
export type Face = 'satisfied' | 'basically' | 'not_satisfied'
export const FACES: readonly Face[] = ['satisfied', 'basically', 'not_satisfied']

export interface Attempt {
  id: string
  result: Result
  is_received: boolean | null
  face: Face | null
  words: string | null
}

/** The care of one case. Refusals are the caller's to say. */
export function useCare(api: Api, ident: () => string) {
  const care = shallowRef<Care | null>(null)
  const path = (): string => `/api/cases/${ident()}`

  async function load(): Promise<void> {
    care.value = await api.get<Care>(`${path()}/care`)
  }
  async function act(task: CareTask, command: TaskCommand, words = ''): Promise<void> {
    care.value = await api.post<Care>(`${path()}/tasks/${task.id}`, { command, seen: task.version, words })
  }
  /** The id is of the sheet, so that a second press enters no second attempt. */
  async function called(days: number, attempt: Attempt): Promise<void> {
    care.value = await api.post<Care>(`${path()}/call-backs/${days}/attempts`, attempt)
  }
  return { care, load, act, called }
}
