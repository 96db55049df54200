import { computed, onUnmounted, ref, shallowRef } from 'vue'
import type { Api } from '../../api'
import { saveFile } from '../../saveFile'
import type { DayRehearsal } from '../../types'

const LOOKS = 2000
const UNDER_WAY: ReadonlySet<string | null> = new Set(['asked', 'running', 'ending'])

/** The rehearsal of a day: read, started, ended, exported; looked at again and again while one is under way. */
export function useDayRehearsal(api: Api, day: () => string, said: (problem: unknown) => string) {
  const told = shallowRef<DayRehearsal | null>(null)
  const wrong = ref('')
  const isUnderWay = computed(() => UNDER_WAY.has(told.value?.state ?? null))
  const at = (what = ''): string => `/api/days/${encodeURIComponent(day())}/rehearsal${what}`
  let timer: ReturnType<typeof setTimeout> | undefined

  async function doing(work: () => Promise<DayRehearsal | null>): Promise<void> {
    clearTimeout(timer)
    wrong.value = ''
    try {
      told.value = (await work()) ?? told.value
    } catch (problem) {
      wrong.value = said(problem)
    }
    clearTimeout(timer)
    if (isUnderWay.value) timer = setTimeout(load, LOOKS)
  }
  const read = (): Promise<DayRehearsal> => api.get<DayRehearsal>(at())
  const load = (): Promise<void> => doing(read)
  onUnmounted(() => clearTimeout(timer))
  return {
    told,
    wrong,
    isUnderWay,
    load,
    start: () => doing(() => api.post<DayRehearsal>(at())),
    end: () => doing(() => api.remove(at()).then(read)),
    save: (form: string, weak: boolean) =>
      doing(async () => {
        saveFile(await api.file(at('-table'), { form, weak: weak ? 'true' : 'false' }))
        return null
      }),
  }
}
