import { computed, onScopeDispose, type Ref, shallowRef } from 'vue'
import { type Api, Problem } from '../../api'
import type { Meeting, Meetings, Turn, WaitingPage } from '../../day/meeting/told'
import { makeRefresh } from '../../refreshing'
import type { FromServer } from '../../types'
import { type LeaderDay, leaderDay } from './list'

/** What the feed does not say is asked for again this often (ms). */
const AGAIN = 10_000
/** Changes come in bursts; one question a burst is enough (ms). */
const BURST = 400
/** The first list is asked for once the feed is open, so that no change is missed and none asked for twice; or after this long without a feed (ms). */
const NO_FEED = 1_000
/** One's own turns come first, then those who wait: so many rows are read. */
const PAGE = 100

interface Told {
  turns: Turn[]
  total: number
  meetings: Meeting[]
}

export interface ListOptions {
  api: Api
  day: Ref<string>
  /** The leader's own place. */
  place: Ref<string>
  /** The list was told again. */
  onTold: (before: LeaderDay, after: LeaderDay) => Promise<void>
}

/** The people who wait and who were called, asked for at each change that the feed tells of. */
export function useList({ api, day, place, onTold }: ListOptions) {
  const told = shallowRef<Told | null>(null)
  const problem = shallowRef<unknown>(null)
  const mine = computed(() => leaderDay(told.value?.turns ?? [], told.value?.meetings ?? [], place.value))
  let soon: ReturnType<typeof setTimeout> | undefined = setTimeout(refresh, NO_FEED)
  let isAsked = false
  const askAgain = makeRefresh(ask)

  function refresh(): Promise<void> {
    isAsked = true
    clearTimeout(soon)
    return askAgain()
  }

  async function ask(): Promise<void> {
    try {
      const [waiting, meetings] = await Promise.all([
        api.get<WaitingPage>(`/api/days/${encodeURIComponent(day.value)}/waiting`, { limit: PAGE }),
        api.get<Meetings>('/api/meetings', { day: day.value, mine: 'true', limit: PAGE }),
      ])
      const before = mine.value
      told.value = { turns: waiting.items, total: waiting.waiting, meetings: meetings.items }
      problem.value = null
      await onTold(before, mine.value)
    } catch (found) {
      // What stands in the way is shown; anything else is a fault of ours.
      if (!(found instanceof Problem)) throw found
      if (found.status > 0 || !told.value) problem.value = found
    }
  }

  function hear(frame: FromServer): void {
    if (frame.type !== 'snapshot' && frame.type !== 'turns') return
    if (!isAsked) {
      refresh()
      return
    }
    clearTimeout(soon)
    soon = setTimeout(refresh, BURST)
  }

  const timer = setInterval(() => document.visibilityState === 'visible' && refresh(), AGAIN)
  onScopeDispose(() => {
    clearInterval(timer)
    clearTimeout(soon)
  })
  return { told, problem, mine, refresh, hear }
}
