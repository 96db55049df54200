/** What the screen asks the server: its day once, then the calls, one request at a time. */
import { shallowRef } from 'vue'
import { type Api, Problem } from '../../api'
import { sameDate } from '../../before/agenda/days'
import { dayFor } from '../../day/arrival/told'
import { makeRefresh } from '../../refreshing'
import { wall } from '../../steady'
import type { CallingScreen, Day, Days } from '../../types'
import type { Shown } from './shown'

export type Standing = 'opening' | 'no_account' | 'not_here' | 'no_day' | 'heard' | 'lost'

/** `onDay`: it is known now which day the screen is of. */
export function makeAsking(site: string, shown: Shown, api: () => Api, onDay: () => void) {
  const standing = shallowRef<Standing>('opening')
  const day = shallowRef<Day | null>(null)

  const ask = makeRefresh(async () => {
    try {
      await askOnce()
    } catch (problem) {
      standing.value = standingAfter(problem)
    }
  })

  async function askOnce(): Promise<void> {
    if (!day.value) {
      day.value = await dayOf(api(), site)
      if (!day.value) {
        standing.value = 'no_day'
        return
      }
      onDay()
    }
    shown.take(await askCalling(api(), day.value, site), 'server')
    standing.value = 'heard'
  }

  return { standing, day, ask }
}

const askCalling = (api: Api, day: Day, site: string) =>
  api.get<CallingScreen>(`/api/days/${encodeURIComponent(day.day)}/sites/${encodeURIComponent(site)}/calling`)

/** The day of today, and of several days on one date the one in which the site takes part: it does in one at most. */
async function dayOf(api: Api, site: string): Promise<Day | null> {
  const { items } = await api.get<Days>('/api/days')
  const meant = dayFor(items, wall())
  if (!meant) return null
  const days = [meant, ...sameDate(items, meant)]
  for (const one of days.slice(0, -1)) {
    try {
      await askCalling(api, one, site)
      return one
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 404) throw problem
    }
  }
  return days.at(-1) ?? null
}

function standingAfter(problem: unknown): Standing {
  if (!(problem instanceof Problem)) throw problem
  if (problem.status === 401) return 'no_account'
  return problem.status === 403 || problem.status === 404 ? 'not_here' : 'lost'
}
