/** What stands in the way of an entry that is not counted, and what can be done now. Pure. */
import type { Kept, Outbox } from '../../outbox'

export type Way = 'line' | 'soon' | 'device' | 'other_site' | 'day' | 'aside' | 'received' | 'refused'
export type Deed = 'none' | 'enrol' | 'send_now' | 'correct' | 'again' | 'dealt'

export interface WayOut {
  way: Way
  /** The server's own sentence, where it said one. */
  sentence: string
  deeds: Deed[]
}

/** Entries that a person should know of: not counted, and not a refusal that was dealt with. */
export function open(outbox: Outbox): Kept[] {
  return [...outbox.held.values()].filter((held) => held.standing.state !== 'counted' && !held.dealt)
}

/** Those that still have to be sent. */
export function toSend(outbox: Outbox): Kept[] {
  return [...outbox.held.values()].filter((held) => held.standing.state === 'kept')
}

export function refusals(outbox: Outbox): Kept[] {
  return open(outbox).filter((held) => held.standing.state === 'refused')
}

export function wayOut(outbox: Outbox, held: Kept, lineUp: boolean): WayOut {
  const { entry, standing } = held
  if (standing.state === 'refused') {
    return { way: 'refused', sentence: standing.message || standing.code, deeds: deedsFor(held) }
  }
  if (standing.state === 'received') return { way: 'received', sentence: '', deeds: ['none'] }
  if (entry.site !== outbox.site) return { way: 'other_site', sentence: '', deeds: ['enrol'] }
  if (outbox.device) return { way: 'device', sentence: outbox.device.message, deeds: ['enrol'] }
  if (!lineUp) return { way: 'line', sentence: '', deeds: ['none'] }
  const day = outbox.days.get(entry.day)
  if (day) return { way: 'day', sentence: day.message, deeds: ['send_now'] }
  const aside = outbox.aside.get(entry.id)
  if (aside) return { way: 'aside', sentence: aside.message || String(aside.status), deeds: ['send_now'] }
  return { way: 'soon', sentence: '', deeds: ['none'] }
}

/** A wrong clock or a reused id is nothing in the content: the same again, under a new id, is right. */
const SAME_AGAIN = new Set(['clock_wrong', 'not_on_day', 'id_reused'])

function deedsFor({ entry, standing }: Kept): Deed[] {
  if (standing.state !== 'refused') return ['none']
  if (entry.kind === 'matter_registered' && !SAME_AGAIN.has(standing.code)) return ['correct', 'dealt']
  if (SAME_AGAIN.has(standing.code)) return ['again', 'dealt']
  return ['dealt']
}
