/** Which day a page means that is asked for no day in particular, and how far a day is from today. Pure. */
import type { Language } from '../../api'
import { dateIn, ZONE } from '../../clock'
import { dateOf, holderOf } from '../../dayCode'
import type { Day, Reference } from '../../types'

export const NOT_HELD: ReadonlySet<string> = new Set(['draft', 'cancelled', 'postponed'])
const OPEN: ReadonlySet<string> = new Set(['announced', 'line_check', 'live', 'closing'])
const A_DAY = 86_400_000

/** Of several days on one date the joint day stands first, then a city's, then a county's. */
const width = ({ day }: Day): number => {
  const holder = holderOf(day)
  return holder === null ? 0 : holder.endsWith('00') ? 1 : 2
}

const wider = (a: Day, b: Day): number => width(a) - width(b) || a.day.localeCompare(b.day)

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / A_DAY)

/** Today by the server's clock, which every day tells; by this machine's where there is no day. */
export function todayBy(days: Day[], own: number): string {
  const [first] = days
  return dateIn(first ? Date.parse(first.clock.real) : own, ZONE)
}

/**
 * The date decides, then the state: today's day, else the nearest, the coming one before the past. Only a rehearsal that
 * plays now beats today's date. What was archived takes no entries any more and stands behind everything else. Of two on
 * one date the joint day is meant.
 */
export function dayAt(days: Day[], today: string): Day | null {
  const rank = (day: Day): number => {
    if (day.is_rehearsal && day.state === 'live') return 0
    if (day.state === 'archived') return 3
    return dateOf(day.day) === today ? 1 : 2
  }
  const far = (day: Day) => Math.abs(daysBetween(today, dateOf(day.day)))
  const nearer = (a: Day, b: Day) =>
    rank(a) - rank(b) || far(a) - far(b) || dateOf(b.day).localeCompare(dateOf(a.day)) || wider(a, b)
  return days.filter((day) => !NOT_HELD.has(day.state)).sort(nearer)[0] ?? null
}

/** The day that is prepared for: today's or the next one that is held; where none is to come, the one that is meant. */
export function comingDay(days: Day[], today: string): Day | null {
  const coming = days.filter((day) => !NOT_HELD.has(day.state) && day.state !== 'archived' && dateOf(day.day) >= today)
  const [next] = coming.sort((a, b) => dateOf(a.day).localeCompare(dateOf(b.day)) || wider(a, b))
  return next ?? dayAt(days, today)
}

/** The other days on a day's date that are held, the joint day first. */
export function sameDate(days: Day[], { day }: Pick<Day, 'day'>): Day[] {
  const others = days.filter((one) => dateOf(one.day) === dateOf(day) && one.day !== day && !NOT_HELD.has(one.state))
  return others.sort(wider)
}

/** The name of the region that holds a day. */
export function holderName(day: Pick<Day, 'day' | 'holder'>, { regions }: Reference, language: Language): string {
  const code = holderOf(day.day) ?? day.holder
  const region = regions.find((one) => one.code === code)
  return (language === 'en' ? region?.name_en : region?.name_zh) ?? code
}

/** Days that are over by their date and were never closed: a task for the organiser, the oldest first. */
export function unclosed(days: Day[], today: string): Day[] {
  const over = days.filter((day) => !day.is_rehearsal && OPEN.has(day.state) && dateOf(day.day) < today)
  return over.sort((a, b) => dateOf(a.day).localeCompare(dateOf(b.day)) || wider(a, b))
}

/** Days from now (ms) until a day: 0 on it and in a rehearsal, negative after it. */
export function daysUntil(day: Pick<Day, 'day' | 'is_rehearsal'>, now: number): number {
  return day.is_rehearsal ? 0 : daysBetween(dateIn(now, ZONE), dateOf(day.day))
}

/** The command that leads a day one step on. */
export function nextStep(day: Day): 'line_check' | 'go_live' | 'close' | 'reconcile' | null {
  switch (day.state) {
    case 'announced':
      return 'line_check'
    case 'line_check':
      return 'go_live'
    case 'live':
      return 'close'
    case 'closing':
      return 'reconcile'
    default:
      return null
  }
}
