import { computed, ref, shallowRef, watch } from 'vue'
import { type Api, Problem } from '../../api'
import type { OfficialDays } from '../../types'
import { daysOf, differencesOf, faultsOf, type Period, periodsOf } from './official'

const EMPTY: Period = { from: '', to: '', kind: 'holiday', name_zh: '元旦', name_en: "New Year's Day" }

/** What an organiser enters of a year's notice. What another entered meanwhile is shown, and nothing is overwritten. */
export function useOfficial(api: Api, year: () => number | null, said: (problem: unknown) => string) {
  const rows = ref<Period[]>([])
  const isComplete = ref(false)
  const version = ref(0)
  const wrong = ref('')
  const isReady = ref(false)
  const theirs = shallowRef<OfficialDays | null>(null)
  const faults = computed(() => faultsOf(rows.value, year() ?? 0))
  const differences = computed(() => (theirs.value ? differencesOf(daysOf(rows.value), theirs.value.days) : []))
  const path = () => `/api/official-days/${year()}`

  function take(found: OfficialDays): void {
    rows.value = periodsOf(found.days)
    isComplete.value = found.is_complete
    version.value = found.version
    theirs.value = null
  }

  async function load(): Promise<void> {
    isReady.value = false
    wrong.value = ''
    try {
      take(await api.get<OfficialDays>(path()))
      isReady.value = true
    } catch (problem) {
      wrong.value = said(problem)
    }
  }

  /** Whether it is saved. */
  async function save(): Promise<boolean> {
    wrong.value = ''
    if (faults.value.some(Boolean)) return false
    try {
      const body = { version: version.value, is_complete: isComplete.value, days: daysOf(rows.value) }
      take(await api.put<OfficialDays>(path(), body))
      return true
    } catch (problem) {
      wrong.value = said(problem)
      if (problem instanceof Problem && problem.code === 'official_changed') await lookAtTheirs()
      return false
    }
  }

  async function lookAtTheirs(): Promise<void> {
    try {
      theirs.value = await api.get<OfficialDays>(path())
      version.value = theirs.value.version
    } catch (problem) {
      wrong.value = said(problem)
    }
  }

  const takeTheirs = () => theirs.value && take(theirs.value)
  const add = () => rows.value.push({ ...EMPTY })
  const remove = (at: number) => rows.value.splice(at, 1)
  watch(year, (one) => one !== null && load(), { immediate: true })
  return { rows, isComplete, wrong, isReady, faults, differences, theirs, save, takeTheirs, add, remove, load }
}
