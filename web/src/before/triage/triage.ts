/** Triage as a page reads it: which key decides what, the filter in the address, and what a decision is sent with. */
import type { Triage, TriageFull } from '../../types'

export const STATES = ['waiting', 'returned', 'taken', 'sent_on', 'guided', 'disputed'] as const
export type State = (typeof STATES)[number]
export type Verb = TriageFull['may'][number]

/** One key for each decision, in the order of their buttons. */
export const KEYS: readonly [string, Verb][] = [
  ['a', 'take'],
  ['g', 'guide'],
  ['s', 'send_on'],
  ['n', 'note_details'],
  ['y', 'accept'],
  ['r', 'refuse'],
  ['m', 'name_place'],
  ['u', 'undo'],
]
/** Keys that open the form of needs, people and a leader by video with one part of it filled in or in focus. */
export const PARTS: Readonly<Record<string, 'video' | 'group'>> = { v: 'video', p: 'group' }

export interface Filter {
  state: string
  day: string
  site: string
  category: string
}
export const noFilter = (): Filter => ({ state: '', day: '', site: '', category: '' })

/** The filter that an address says, as far as it says one. */
export function filterOf(query: Readonly<Record<string, unknown>>): Filter {
  const said = noFilter()
  for (const key of Object.keys(said) as (keyof Filter)[]) if (typeof query[key] === 'string') said[key] = query[key]
  return said
}

export const asked = (filter: Filter): Record<string, string> =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value))

export interface Typed {
  reason: string
  route: string
  where: string
  limit: string
  site: string
  unit: string
  needs: string[]
  by_video: boolean
  people_count: number
  attendee_count: number
}

export const typedOf = (full: TriageFull, reason: string): Typed => ({
  reason,
  route: '',
  where: '',
  limit: '',
  site: '',
  unit: '',
  needs: [...full.line.needs],
  by_video: full.by_video,
  people_count: full.line.people_count,
  attendee_count: full.attendee_count,
})

const PARTS_OF: Readonly<Partial<Record<Verb, readonly (keyof Typed)[]>>> = {
  guide: ['route', 'where', 'limit'],
  send_on: ['site'],
  note_details: ['needs', 'by_video', 'people_count', 'attendee_count'],
  refuse: ['unit'],
  name_place: ['site'],
}

/** What is sent: the decision, made on what the page has of the booking. */
export function bodyOf(verb: Verb, typed: Typed, seen: TriageFull): Record<string, unknown> {
  const parts = (PARTS_OF[verb] ?? []).map((part) => [part, typed[part]])
  return {
    verb,
    reason: typed.reason.trim(),
    decisions: seen.decisions,
    version: seen.version,
    ...Object.fromEntries(parts),
  }
}

/** The row after or before one, or the first; the same at an end. */
export function stepped(list: readonly string[], from: string, by: 1 | -1): string {
  const at = list.indexOf(from)
  if (at < 0) return list[0] ?? ''
  return list[Math.min(Math.max(at + by, 0), list.length - 1)] ?? ''
}

export const countOf = (list: Triage | null, state: string): number =>
  list?.counts.filter((one) => !state || one.state === state).reduce((sum, one) => sum + one.count, 0) ?? 0

/** Whole hours until an instant, negative once it has passed. */
export const hoursUntil = (due: string, now: number): number => Math.floor((Date.parse(due) - now) / 3_600_000)
