/** The site's queue at its own desk: what the server told of turns, and over it what this device has said since. Pure. */
import type { Mode } from '../../entries'
import { afterTurnEntry, isTurn, type TurnEntry, type TurnRecorded } from '../../fold'
import type { Kept } from '../../outbox'
import type { Turn } from '../../types'
import { newsSince, type Row } from '../arrival/list'
import { expectedAt, inOrder, type Waits, type Why, type WhyCode, whyOf } from './order'

export interface ToldTurns {
  turns: Turn[]
  /** This machine's clock when it was asked (ms). */
  heard: number
}

/** Its turn as it stands, and what the desk shows beside it. */
export interface Queued extends TurnRecorded {
  row: Row
  ticket: string | null
  /** Why this place in the order; `said` is the server's own sentence. */
  why: Why & { said?: string }
  /** The clock time (RFC 3339) of the call, as far as one can say. */
  expected: string | null
  mode: Mode
  /** The caller, where it was not this desk. */
  by: string | null
  /** The meeting that a call by video has opened. */
  meeting: string | null
  /** The time that was agreed with a leader (RFC 3339). */
  appointed: string | null
}

export interface QueueFacts {
  rows: Row[]
  held: Kept[]
  told: ToldTurns | null
  /** The day's clock (ms). */
  now: number
  rooms: number
  /** By booking, the time that was agreed: so it holds for those who come while the line is cut. */
  appointed?: ReadonlyMap<string, string>
}

export const MOST_NO_SHOWS = 2

/** All who wait, are called or are held; the called first, then in the order of calling. */
export function queueOf(facts: QueueFacts): Queued[] {
  const { rows, told, now } = facts
  const byMatter = new Map(told?.turns.map((turn) => [turn.matter, turn]))
  const said = saidSince(facts)
  const all = rows
    .filter((row) => row.turn === 'waiting')
    .map((row) => queued(row, byMatter.get(row.matter), said.get(row.matter) ?? []))
    .filter((one) => one !== null)
    .map((one) => ({ ...one, appointed: one.appointed ?? facts.appointed?.get(one.row.matter) ?? null }))
  const called = all.filter(({ state }) => state === 'called').sort(byCall)
  const held = all.filter(({ state }) => state === 'held').sort(byCall)
  const waiting = ordered(all, byMatter, now)
  const sitting = rows.filter((row) => row.turn === 'in_session')
  return [...called, ...timed(waiting, called.length + sitting.length, facts), ...held]
}

/** By matter, what this device has said of its turn and the server had not counted when it told its list; in order. */
function saidSince({ held, told }: QueueFacts): Map<string, TurnEntry[]> {
  const news = told ? newsSince(held, told.heard) : () => true
  const said = new Map<string, TurnEntry[]>()
  for (const { entry, standing } of held) {
    if (!isTurn(entry) || standing.state === 'refused' || !news(entry.id)) continue
    said.set(entry.data.matter, [...(said.get(entry.data.matter) ?? []), entry])
  }
  return said
}

/** A person in the queue; null where the server knows the person to be received already. */
function queued(row: Row, turn: Turn | undefined, said: TurnEntry[]): Queued | null {
  const ticket = row.ticket ?? turn?.ticket ?? null
  if (!turn)
    return {
      row,
      ticket,
      ...row.called,
      why: { code: 'arrival' },
      expected: null,
      mode: 'in_person',
      by: null,
      meeting: null,
      appointed: null,
    }
  const { state, called, no_shows } = turn
  if (state === 'in_session' || state === 'done') return null
  const call = called && { called_at: called.at, ...(called.room !== null && { room: called.room }) }
  const before: TurnRecorded = { state, ...call, calls: called?.calls ?? 0, no_shows }
  const now = said.reduce(afterTurnEntry, before)
  return {
    row,
    ticket,
    ...now,
    why: { code: turn.why.code as WhyCode, ...turn.why.params, said: turn.why_text },
    expected: now.state === 'waiting' && said.length === 0 ? (turn.expected?.at ?? null) : null,
    mode: said.length ? 'in_person' : (called?.mode ?? 'in_person'),
    by: said.length ? null : (called?.by ?? null),
    meeting: said.length ? null : turn.meeting,
    appointed: turn.appointed?.at ?? null,
  }
}

function byCall(a: Queued, b: Queued): number {
  return (a.called_at ?? '').localeCompare(b.called_at ?? '') || a.row.matter.localeCompare(b.row.matter)
}

/** The server's order where it has told everybody's place; by the same rule here where it has not. */
function ordered(all: Queued[], turns: Map<string, Turn>, now: number): Queued[] {
  const waiting = all.filter(({ state }) => state === 'waiting')
  const place = ({ row }: Queued) => {
    const turn = turns.get(row.matter)
    return turn?.state === 'waiting' ? turn.position : null
  }
  if (waiting.every((one) => place(one) !== null)) return waiting.sort((a, b) => (place(a) ?? 0) - (place(b) ?? 0))
  const waits = waiting.map((one) => ({ ...waitsOf(one, turns.get(one.row.matter)), one }))
  return inOrder(waits, now).map((waits) => ({ ...waits.one, why: whyOf(waits, now) }))
}

function waitsOf({ row, appointed }: Queued, turn: Turn | undefined): Waits {
  const { matter, needs, involved, registered_at } = row
  return { matter, needs, involved, registered_at, moved: turn?.moved ?? null, appointed }
}

/** The likely time of a person without one from the server: by the site's own receptions today. */
function timed(waiting: Queued[], busy: number, { rows, now, rooms }: QueueFacts): Queued[] {
  const lengths = rows.flatMap(({ started_at: from, outcome_at: to }) =>
    from && to ? [Math.max(0, Date.parse(to) - Date.parse(from))] : [],
  )
  return waiting.map((one, i) => {
    if (one.expected) return one
    return { ...one, expected: new Date(expectedAt(busy + i, lengths, rooms, now)).toISOString() }
  })
}

/** The person that 叫下一位 calls: the first who waits. */
export function nextOf(queue: Queued[]): Queued | null {
  return queue.find(({ state }) => state === 'waiting') ?? null
}
