/** What the hours of a day mean at a moment: a break, and that the last ticket has been given. Pure. */
import type { Day } from '../../types'

type Hours = Partial<Pick<Day, 'break_from' | 'break_until' | 'last_ticket_at'>>

/** Until when the break lasts that is on now (RFC 3339), else null. `now` is the day's time (ms). */
export function breakUntil({ break_from, break_until }: Hours, now: number): string | null {
  if (!break_from || !break_until) return null
  return Date.parse(break_from) <= now && now < Date.parse(break_until) ? break_until : null
}

/** When the last ticket was to be given, once that is past (RFC 3339), else null. */
export function afterLastTicket({ last_ticket_at }: Hours, now: number): string | null {
  return last_ticket_at && now > Date.parse(last_ticket_at) ? last_ticket_at : null
}
