/** What the server last told this desk, kept sealed so that the desk opens with it when the line is cut. */
import { type Api, Problem } from '../../api'
import { dayAt, todayBy } from '../../before/agenda/days'
import type { DayClock } from '../../clock'
import type { Board, Day, Days, MatterRow, MattersPage, Reference, SiteFacts, Turn, TurnsPage } from '../../types'
import { read, type Vault } from '../../vault'
import type { ToldTurns } from '../calling/queue'
import type { Numbers } from './numbers'

export interface Told {
  site: string
  day: Day
  clock: DayClock
  facts: SiteFacts | null
  matters: MatterRow[]
  turns: ToldTurns
  /** The tickets that this device prints; null where it prints none. */
  numbers: Numbers | null
  /** The last of them that the server knows to be printed on this day. */
  printed: string | null
  /** With how many rooms the site has opened, at whichever of its desks. */
  rooms: number | null
  /** This machine's clock when it was asked (ms): what was counted later is not in it. */
  heard: number
}

const PAGE = 200

/** The day this desk works on: of those that take entries, the one that the date means. `own` is this machine's clock. */
export function dayFor(days: Day[], own: number): Day | null {
  const taking = days.filter((day) => day.state !== 'archived')
  return dayAt(taking, todayBy(days, own))
}

/** Asks for the day, its clock, the site's state and its matters. Null while no day is planned. @throws Problem */
export async function ask(api: Api, site: string, own: number, now: () => number): Promise<Told | null> {
  const asked = now()
  const { items } = await api.get<Days>('/api/days')
  const heard = now()
  const day = dayFor(items, own)
  if (!day) return null
  const path = `/api/days/${encodeURIComponent(day.day)}`
  const board = await api.get<Board>(`${path}/board`)
  const matters: MatterRow[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: MattersPage = await api.get(`${path}/matters`, { limit: PAGE, cursor })
    matters.push(...page.items.filter((row) => row.site === site))
    cursor = page.next ?? null
  }
  const turns = await askTurns(api, day.day, now)
  const { now: told, speed, ends_at } = day.clock
  const clock = { now: Date.parse(told), at: (asked + heard) / 2, speed, ends: ends_at ? Date.parse(ends_at) : null }
  const numbers = await askNumbers(api, `${path}/sites/${encodeURIComponent(site)}/numbers`)
  return { site, day, clock, facts: board.sites[site] ?? null, matters, turns, ...numbers, heard: asked }
}

async function askNumbers(api: Api, path: string): Promise<Pick<Told, 'numbers' | 'printed' | 'rooms'>> {
  try {
    const { next, rooms, ...numbers } = await api.get<Numbers & { next: number | null; rooms: number | null }>(path)
    const last = (next ?? numbers.last + 1) - 1
    return { numbers, printed: last < numbers.first ? null : `${numbers.letter}${last}`, rooms }
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 404) throw problem
    return { numbers: null, printed: null, rooms: null }
  }
}

/** Asks for the people who wait, are called or are held at this site. @throws Problem */
export async function askTurns(api: Api, day: string, now: () => number): Promise<ToldTurns> {
  const heard = now()
  const turns: Turn[] = []
  for (let cursor: number | null | undefined; cursor !== null; ) {
    const path = `/api/days/${encodeURIComponent(day)}/waiting`
    const page: TurnsPage = await api.get(path, { limit: PAGE, cursor })
    turns.push(...page.items)
    cursor = page.next ?? null
  }
  return { turns, heard }
}

export const askReference = (api: Api) => api.get<Reference>('/api/reference')

/** How many rooms the desk offers: as it opened, else as the day plans for the site, else as the site has. */
export function roomsAt(own: number | null | undefined, told: Told | null, reference: Reference | null): number {
  const site = reference?.sites.find((one) => one.site === told?.site)
  return own ?? told?.rooms ?? told?.facts?.rooms_planned ?? site?.rooms ?? 1
}

/** What was told before the line was cut or the page reloaded; nothing of another site. */
export async function lastTold(vault: Vault, site: string | undefined): Promise<Told | null> {
  const told = await read<Told>(vault, 'told')
  // What was told before there were turns or numbers knows of none.
  if (!told || told.site !== site) return null
  const { turns = { turns: [], heard: told.heard }, numbers = null, printed = null, rooms = null } = told
  return { ...told, turns, numbers, printed, rooms }
}
