/** The site's list: what this device has made, over what the server last told. Pure. */
import type { Channel, Entry, Mode, Need, Registration } from '../../entries'
import { fold, isTurn, type Matter, type Turn, type TurnRecorded, turnOf } from '../../fold'
import type { Kept, Standing } from '../../outbox'
import type { MatterRow } from '../../types'
import { masked } from './registration'

export interface Row {
  matter: string
  /** The registration's entry, where this device knows it: what an amendment or a withdrawal names. */
  registration: string | null
  /** The outcome's entry, likewise. */
  record: string | null
  person: string
  /** The number on its paper, where this device or the server knows one. */
  ticket: string | null
  /** Its turn by this device's own entries. */
  called: TurnRecorded
  category: string
  attendees: number
  involved: number
  is_repeat: boolean
  channel: string
  needs: Need[]
  summary: string
  turn: Turn
  registered_at: string
  started_at: string | null
  mode: Mode | null
  outcome: string | null
  outcome_at: string | null
  amount_fen: number
  owner_unit: string | null
  due_on: string | null
  incomplete: string[]
  late: boolean
  /** Its registration was corrected, as far as this device knows. */
  amended?: boolean
  /** The least of where its entries stand; counted where the server told it. */
  standing: Standing['state']
}

/** What the server told of this site's matters, and when (ms, this machine's clock). */
export interface ToldMatters {
  rows: MatterRow[]
  heard: number
}

const ORDER: Standing['state'][] = ['kept', 'refused', 'received', 'counted']
const GROUND = 'told:'

/**
 * One row a matter. The server's word holds for what it has counted; what this device has made and the server had not
 * counted when it was heard lies over it.
 *
 * @param held this device's entries of one day and one site
 */
export function rowsOf(held: Kept[], told: ToldMatters | null): Row[] {
  const standing = new Map(held.map((one) => [one.entry.id, one.standing.state]))
  const entries = held.filter((one) => one.standing.state !== 'refused').map((one) => one.entry)
  const toldRows = new Map(told?.rows.map((row) => [row.matter, row]))
  const here = new Set(entries.flatMap((entry) => (entry.kind === 'matter_registered' ? [entry.data.matter] : [])))
  const grounds = [...toldRows.values()].filter((row) => !here.has(row.matter)).map(groundOf)
  const amended = amendedIn(entries)
  const fresh = told ? newsSince(held, told.heard) : () => true

  return fold([...grounds, ...entries]).matters.flatMap((matter) => {
    const row = toldRows.get(matter.matter)
    const state = worst(matter.entries.map((id) => standing.get(id) ?? 'counted'))
    const mine = { ...rowOf(matter, state), amended: amended.has(matter.registration) }
    const news = matter.entries.filter(fresh)
    if (row) return [over(mine, row, kindsOf(news, entries, matter))]
    // Counted here, and the server lists it no longer: another device has withdrawn it.
    return told && news.length === 0 ? [] : [mine]
  })
}

/** The entries that an amendment changes, but for amendments that were withdrawn. */
function amendedIn(entries: Entry[]): Set<string> {
  const gone = new Set(entries.flatMap((entry) => (entry.kind === 'entry_withdrawn' ? [entry.data.entry] : [])))
  return new Set(
    entries.flatMap((entry) => (entry.kind === 'entry_amended' && !gone.has(entry.id) ? [entry.data.entry] : [])),
  )
}

/** Tells of an entry whether the server had not counted it when it was heard (ms). */
export function newsSince(held: Kept[], heard: number): (id: string) => boolean {
  const standings = new Map(held.map((one) => [one.entry.id, one.standing]))
  return (id) => {
    const standing = standings.get(id)
    return standing !== undefined && (standing.state !== 'counted' || (standing.at ?? 0) >= heard)
  }
}

function groundOf(row: MatterRow): Entry {
  const { matter, category, is_repeat } = row
  const counts = { involved_count: row.involved, attendee_count: row.attendees }
  const channel = row.channel as Channel
  const data: Registration = { matter, category, ...counts, is_repeat, channel, summary: '', needs: row.needs }
  return { id: GROUND + matter, day: '', site: row.site, at: row.registered_at, kind: 'matter_registered', data }
}

function rowOf(matter: Matter, standing: Standing['state']): Row {
  const { registered, started, recorded } = matter
  return {
    matter: matter.matter,
    registration: matter.registration.startsWith(GROUND) ? null : matter.registration,
    record: recorded?.entry ?? null,
    ticket: matter.ticket?.shown ?? null,
    called: matter.turn,
    person: masked(registered.petitioner?.name ?? ''),
    category: registered.category,
    attendees: registered.attendee_count,
    involved: registered.involved_count,
    is_repeat: registered.is_repeat,
    channel: registered.channel,
    needs: registered.needs,
    summary: registered.summary,
    turn: turnOf(matter),
    registered_at: matter.registered_at,
    started_at: started?.at ?? null,
    mode: started?.mode ?? null,
    outcome: recorded?.outcome.outcome ?? null,
    outcome_at: recorded?.at ?? null,
    amount_fen: recorded?.outcome.amount_fen ?? 0,
    owner_unit: recorded?.outcome.owner_unit ?? null,
    due_on: recorded?.outcome.due_on ?? null,
    incomplete: [],
    late: false,
    standing,
  }
}

type News = 'registration' | 'course' | 'turn'

/** What the news of a matter touch: what was registered, how it went on, or whose turn it is. A withdrawal may touch all. */
function kindsOf(news: string[], entries: Entry[], matter: Matter): Set<News> {
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  const touched = new Set<News>()
  for (const id of news) {
    const entry = byId.get(id)
    const target = entry && 'entry' in entry.data ? byId.get(entry.data.entry) : entry
    if (entry?.kind === 'entry_withdrawn') touched.add('registration').add('course')
    else if (target?.kind === 'matter_registered' || target?.id === matter.registration) touched.add('registration')
    else touched.add(target && (isTurn(target) || target.kind === 'ticket_issued') ? 'turn' : 'course')
  }
  return touched
}

function over(mine: Row, told: MatterRow, news: Set<News>): Row {
  const row = { ...mine, person: mine.person || (told.person ?? ''), late: told.late }
  if (!news.has('registration')) {
    row.category = told.category
    row.attendees = told.attendees
    row.involved = told.involved
    row.is_repeat = told.is_repeat
    row.channel = told.channel
    row.needs = told.needs
  }
  // Another desk of this site may be further than what was made here.
  const further = told.state === 'done' && mine.turn !== 'done'
  if (!news.has('course') || further) {
    row.turn = told.state
    row.started_at = told.started_at
    row.mode = told.mode
    row.outcome = told.outcome
    row.outcome_at = told.outcome_at
    row.amount_fen = told.amount_fen
    row.owner_unit = told.owner_unit
    row.due_on = told.due_on
    row.incomplete = told.incomplete
  }
  return row
}

function worst(states: Standing['state'][]): Standing['state'] {
  return ORDER.find((state) => states.includes(state)) ?? 'counted'
}

export function inSession(rows: Row[]): Row[] {
  return rows
    .filter((row) => row.turn === 'in_session')
    .sort((a, b) => (a.started_at ?? '').localeCompare(b.started_at ?? ''))
}

/** What is done, the latest first. */
export function done(rows: Row[]): Row[] {
  return rows
    .filter((row) => row.turn === 'done')
    .sort((a, b) => (b.outcome_at ?? '').localeCompare(a.outcome_at ?? ''))
}
