/** From which of the expected sites the service has heard lately, told zero, or heard nothing. Pure. */
import { minutesSince } from '../../clock'
import { grouped } from '../../grouped'
import { isOff } from './commanding'
import type { NamedSite } from './places'

/** Minutes within which a site counts as having reported. */
export const LATELY = 30

export const WORDS = ['reported', 'zero', 'silent', 'ended'] as const
/** Exactly one holds for a site; `ended` are sites that closed, or were suspended or closed from above. */
export type Word = (typeof WORDS)[number]

type Facts = Pick<NamedSite, 'state' | 'commanded' | 'zero_at' | 'no_one_at' | 'matters' | 'last_heard_at'>

/**
 * A zero report holds for as long as nothing was registered, the word that nobody has come so far as long as a report
 * does; a site that closed is waited for no more.
 */
export function wordOf(site: Facts, now: number): Word {
  if (site.state === 'closed' || isOff(site)) return 'ended'
  const isLate = (at: string | null): boolean => !at || minutesSince(at, now) >= LATELY
  if (!site.matters && (site.zero_at || !isLate(site.no_one_at))) return 'zero'
  return isLate(site.last_heard_at) ? 'silent' : 'reported'
}

/** The sites by what holds for them, the longest unheard first; together they are all sites of the board. */
export function heardFrom<T extends Facts>(sites: T[], now: number): Record<Word, T[]> {
  const groups = grouped(sites, (site) => wordOf(site, now))
  const of = (word: Word): T[] =>
    [...(groups.get(word) ?? [])].sort((a, b) => (a.last_heard_at ?? '').localeCompare(b.last_heard_at ?? ''))
  return { reported: of('reported'), zero: of('zero'), silent: of('silent'), ended: of('ended') }
}
