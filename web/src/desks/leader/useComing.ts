/** The leader's own appointments of the day whose people have not come yet, and the brief of the one that is shown. */
import { computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { type Api, Problem } from '../../api'
import type { Coming, ComingBrief, Turn } from '../../day/meeting/told'

/** An appointment is moved seldom, and who comes is seen in the list of who waits (ms). */
const AGAIN = 60_000

export interface ComingOptions {
  api: Api
  day: Ref<string>
  /** The turns of the list; null before it was told. A booking that is checked in is one of them. */
  turns: Ref<readonly Turn[] | null>
  /** The matter or booking that was chosen, and whether anything else is shown without a choice. */
  chosen: Ref<string | null>
  isOtherShown: Ref<boolean>
}

export function useComing({ api, day, turns, chosen, isOtherShown }: ComingOptions) {
  const path = () => `/api/days/${encodeURIComponent(day.value)}/coming`
  const items = shallowRef<Coming[]>([])
  const brief = shallowRef<ComingBrief | null>(null)
  const list = computed(() => {
    const here = new Set((turns.value ?? []).map((turn) => turn.matter))
    return items.value.filter((one) => !here.has(one.booking))
  })
  const shown = computed(() => {
    const found = list.value.find((one) => one.booking === chosen.value)
    return found ?? (isOtherShown.value ? null : (list.value[0] ?? null))
  })

  async function asked<T>(from: string): Promise<T | null> {
    try {
      return await api.get<T>(from)
    } catch (found) {
      if (found instanceof Problem) return null
      throw found
    }
  }

  async function refresh(): Promise<void> {
    const found = await asked<{ items: Coming[] }>(path())
    if (found) items.value = found.items
  }

  watch(
    () => shown.value?.booking ?? null,
    async (booking) => {
      brief.value = null
      if (!booking) return
      const found = await asked<ComingBrief>(`${path()}/${encodeURIComponent(booking)}`)
      if (shown.value?.booking === booking) brief.value = found
    },
  )
  watch(() => turns.value?.length ?? null, refresh)
  watch(day, refresh)
  const timer = setInterval(() => document.visibilityState === 'visible' && refresh(), AGAIN)
  onScopeDispose(() => clearInterval(timer))
  return { list, shown, brief }
}
