/** Pre-registrations as officers read them, and the times that leaders have for one. Pure. */
import { hourMinute } from '../../format'
import type { BookingRow, LeaderTimes } from '../../types'

export type How = 'in_person' | 'video'

/** The order of the list: appointed times first, then who came first. */
export function ordered(rows: BookingRow[]): BookingRow[] {
  const at = (one: BookingRow) => one.appointment?.begins_at ?? '9'
  return [...rows].sort((a, b) => at(a).localeCompare(at(b)) || a.id.localeCompare(b.id))
}

/** Those whose name, employer or kind of matter has the letters that were typed. */
export function matching(rows: BookingRow[], typed: string, category: (code: string) => string): BookingRow[] {
  const wanted = typed.normalize('NFKC').trim().toLowerCase()
  const words = (one: BookingRow) => [one.name, one.respondent, category(one.category), one.site_zh, one.site_en]
  return wanted ? rows.filter((one) => words(one).some((word) => word?.toLowerCase().includes(wanted))) : rows
}

/** The free times of a leader in the way that was chosen, each once: who sits at the site may be met by video as well. */
export function timesOf(leader: LeaderTimes | undefined, how: How): { begins: number; at: string }[] {
  const found = (leader?.times ?? []).filter((one) => how === 'video' || one.in_person)
  const each = new Map(found.map((one) => [one.begins, hourMinute(one.begins_at)]))
  return [...each].sort(([a], [b]) => a - b).map(([begins, at]) => ({ begins, at }))
}

/** The way in which a leader can be met at all: in person where they sit at the site at some time. */
export function usualWay(leader: LeaderTimes | undefined): How {
  return leader?.times.some((one) => one.in_person) ? 'in_person' : 'video'
}
