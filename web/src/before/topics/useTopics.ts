import { ref, shallowRef } from 'vue'
import type { Api } from '../../api'
import type { TopicRow, TopicsPage, TopicVersions } from '../../types'
import { conflictOf, type Told, toldOf, withTheirs } from './topics'

export const noFilter = () => ({ q: '', category: '', valid: '' })
export type Filter = ReturnType<typeof noFilter>

/** The topics that a filter asks for, page by page; made and changed one at a time. Refusals are the caller's to say. */
export function useTopics(api: Api) {
  const topics = shallowRef<TopicRow[] | null>(null)
  const total = ref(0)
  const next = ref<string | null>(null)
  let asked = noFilter()

  async function take(filter: Filter): Promise<void> {
    asked = { ...filter }
    const page = await api.get<TopicsPage>('/api/topics', { ...asked })
    topics.value = page.items
    total.value = page.total
    next.value = page.next
  }

  async function more(): Promise<void> {
    const page = await api.get<TopicsPage>('/api/topics', { ...asked, cursor: next.value })
    topics.value = [...(topics.value ?? []), ...page.items]
    next.value = page.next
  }

  function keep(newest: TopicRow): void {
    topics.value = (topics.value ?? []).map((one) => (one.code === newest.code ? newest : one))
  }

  async function make(code: string, told: Told): Promise<TopicRow> {
    const made = await api.post<TopicRow>('/api/topics', { code, ...told })
    await take(asked)
    return made
  }

  /** Changes a topic from the version that was read; where another changed it since, the list has theirs. */
  async function change(seen: TopicRow, told: Told): Promise<TopicRow> {
    try {
      const path = `/api/topics/${encodeURIComponent(seen.code)}`
      const changed = await api.put<TopicRow>(path, { ...told, version: seen.version })
      keep(changed)
      return changed
    } catch (problem) {
      const conflict = conflictOf(problem)
      if (conflict) keep({ ...seen, ...withTheirs(toldOf(seen), conflict.changes), version: conflict.version })
      throw problem
    }
  }

  async function addSamples(): Promise<number> {
    const { made } = await api.post<{ made: number }>('/api/topic-samples')
    await take(asked)
    return made
  }

  const versions = async (code: string): Promise<TopicVersions['items']> =>
    (await api.get<TopicVersions>(`/api/topics/${encodeURIComponent(code)}/versions`)).items

  return { topics, total, next, take, more, make, change, addSamples, versions }
}
