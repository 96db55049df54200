import { shallowRef } from 'vue'
import type { Api } from '../../api'
import type { SignOff } from '../../types'

/** The sign-off of a level; whatever is signed goes by what was seen of it. Refusals are the caller's to say. */
export function useSignOff(api: Api, day: () => string, place: () => string | null) {
  const told = shallowRef<SignOff | null>(null)
  const path = (): string => `/api/days/${day()}/sign-off`
  const own = (): { place: string; seen: number } => ({
    place: told.value?.own.level.code ?? '',
    seen: told.value?.own.version ?? 0,
  })

  async function load(): Promise<void> {
    const code = place()
    told.value = await api.get<SignOff>(path(), code ? { place: code } : {})
  }
  async function sign(reason: string | null): Promise<void> {
    told.value = await api.post<SignOff>(path(), { ...own(), reason })
  }
  async function withdraw(reason: string): Promise<void> {
    const number = told.value?.own.signature?.number ?? 0
    told.value = await api.post<SignOff>(`${path()}/withdrawal`, { place: own().place, number, reason })
  }
  async function adjust(reason: string): Promise<void> {
    told.value = await api.post<SignOff>(`${path()}/adjustments`, { seen: own().seen, reason })
  }
  return { told, load, sign, withdraw, adjust }
}
