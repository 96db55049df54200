import {
  type Entry,
  type EntryOf,
  isOf,
  type Mode,
  type Outcome,
  type Registration,
  type Representative,
} from './entries'

/** One matter as its effective entries make it (docs/protocol.md, rules 4 to 6). */
export interface Matter {
  matter: string
  /** Id of the effective registration: what an amendment or a withdrawal names. */
  registration: string
  registered_at: string
  registered: Registration
  started?: { entry: string; at: string; mode: Mode; leader?: string }
  recorded?: { entry: string; at: string; outcome: Outcome }
  /** The effective ticket as it is printed (A12), and the entry that says so. */
  ticket?: { entry: string; shown: string; representatives: Representative[] }
  turn: TurnRecorded
  /** Ids of every entry about this matter, effective or not. */
  entries: string[]
}

/** Where the turn stands by the site's own entries; `calls` are those since it last waited or was held. */
export interface TurnRecorded {
  state: 'waiting' | 'called' | 'held'
  at?: string
  called_at?: string
  room?: number
  calls: number
  no_shows: number
}

/** One site's day as its entries make it; the instants are those of the first entry of each kind. */
export interface SiteDay {
  opened_at?: string
  rooms?: number
  zero_at?: string
  closed_at?: string
  matters: Matter[]
}

type Timed = Pick<Entry, 'at' | 'id'>

function later(a: Timed, b: Timed): number {
  return Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/**
 * The effective state of one site's day: any order, any repetition of the same entries gives the same answer.
 * The caller leaves out what was refused; an entry without its ground hangs nowhere and so counts nowhere.
 */
export function fold(entries: Iterable<Entry>): SiteDay {
  const byId = new Map<string, Entry>()
  for (const entry of entries) if (!byId.has(entry.id)) byId.set(entry.id, entry)
  const all = [...byId.values()].sort(later)
  const withdrawn = new Set(withdrawals(all, byId))
  const standing = all.filter((entry) => !withdrawn.has(entry.id))
  const changes = amendments(standing)
  const first = <K extends Entry['kind']>(kind: K) => standing.find((entry): entry is EntryOf<K> => isOf(entry, kind))

  const opened = first('site_opened')
  const zero = first('zero_reported')
  const closed = first('site_closed')
  return {
    ...(opened && { opened_at: opened.at, rooms: opened.data.rooms }),
    ...(zero && { zero_at: zero.at }),
    ...(closed && { closed_at: closed.at }),
    matters: matters(all, standing, changes),
  }
}

/** Ids that a withdrawal takes away: any kind but a withdrawal, an opening or a closing (rule 5). */
function* withdrawals(all: Entry[], byId: Map<string, Entry>): Generator<string> {
  for (const entry of all) {
    if (!isOf(entry, 'entry_withdrawn')) continue
    const kind = byId.get(entry.data.entry)?.kind
    if (kind && kind !== 'entry_withdrawn' && kind !== 'site_opened' && kind !== 'site_closed') yield entry.data.entry
  }
}

/** Entry id → the changes that hold: of several on one field the later `at`, then the greater id (rule 4). */
function amendments(standing: Entry[]): Map<string, object> {
  const changes = new Map<string, object>()
  for (const entry of standing) {
    if (!isOf(entry, 'entry_amended')) continue
    changes.set(entry.data.entry, { ...changes.get(entry.data.entry), ...entry.data.changes })
  }
  return changes
}

function matters(all: Entry[], standing: Entry[], changes: Map<string, object>): Matter[] {
  const found = new Map<string, Matter>()
  for (const entry of standing) {
    if (!isOf(entry, 'matter_registered') || found.has(entry.data.matter)) continue
    const registered = { ...entry.data, ...changes.get(entry.id) }
    found.set(entry.data.matter, {
      matter: entry.data.matter,
      registration: entry.id,
      registered_at: entry.at,
      registered,
      turn: { state: 'waiting', calls: 0, no_shows: 0 },
      entries: [],
    })
  }
  for (const entry of standing) {
    if (isOf(entry, 'reception_started')) {
      const matter = found.get(entry.data.matter)
      const { matter: _, ...how } = entry.data
      if (matter && !matter.started) matter.started = { entry: entry.id, at: entry.at, ...how }
    } else if (isOf(entry, 'outcome_recorded')) {
      const matter = found.get(entry.data.matter)
      const outcome = { ...entry.data, ...changes.get(entry.id) }
      if (matter) matter.recorded = { entry: entry.id, at: entry.at, outcome }
    } else if (isOf(entry, 'ticket_issued')) {
      const matter = found.get(entry.data.matter)
      const { desk, number, representatives = [] } = entry.data
      if (matter) matter.ticket = { entry: entry.id, shown: `${desk}${number}`, representatives }
    } else if (isTurn(entry)) {
      const matter = found.get(entry.data.matter)
      if (matter) matter.turn = afterTurnEntry(matter.turn, entry)
    }
  }
  const owner = new Map<string, string>()
  for (const entry of all) if ('matter' in entry.data) owner.set(entry.id, entry.data.matter)
  // An amendment may itself be withdrawn, so a target may be one step further away.
  for (const step of [1, 2]) {
    for (const entry of all) {
      if (!('entry' in entry.data) || (step === 2 && owner.has(entry.id))) continue
      const matter = owner.get(entry.data.entry)
      if (matter) owner.set(entry.id, matter)
    }
  }
  for (const entry of all) found.get(owner.get(entry.id) ?? '')?.entries.push(entry.id)
  return [...found.values()]
}

export type TurnEntry = EntryOf<'turn_called' | 'turn_held' | 'turn_returned'>

export function isTurn(entry: Entry): entry is TurnEntry {
  return isOf(entry, 'turn_called') || isOf(entry, 'turn_held') || isOf(entry, 'turn_returned')
}

/** What one more entry makes of a turn; entries come in the order of their instants. */
export function afterTurnEntry(turn: TurnRecorded, entry: TurnEntry): TurnRecorded {
  const at = entry.at
  if (isOf(entry, 'turn_called')) {
    return { ...turn, state: 'called', at, called_at: at, room: entry.data.room, calls: turn.calls + 1 }
  }
  if (isOf(entry, 'turn_held')) return { ...turn, state: 'held', at, calls: 0 }
  const missed = entry.data.because === 'no_show' ? 1 : 0
  return { ...turn, state: 'waiting', at, calls: 0, no_shows: turn.no_shows + missed }
}

export type Turn = 'waiting' | 'in_session' | 'done'

export function turnOf(matter: Pick<Matter, 'started' | 'recorded'>): Turn {
  if (matter.recorded) return 'done'
  return matter.started ? 'in_session' : 'waiting'
}
