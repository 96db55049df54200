/** The attention list: what is urgent in order, what is a mere reminder gathered by its kind. Pure. */
import { minutesSince } from '../../clock'
import { grouped } from '../../grouped'
import type { Attention } from '../../types'
import type { MarkKind } from '../../ui/marks'

export interface Reminders {
  kind: string
  sites: number
  count: number
  items: Attention[]
}

export interface Attended {
  urgent: Attention[]
  reminders: Reminders[]
}

/** The server sends the list in order of urgency; severity 1 can wait until the day is over. */
export function attended(list: Attention[]): Attended {
  const urgent = list.filter((item) => item.severity >= 2)
  const gathered = grouped(
    list.filter((item) => item.severity < 2),
    (item) => item.kind,
  )
  const reminders = [...gathered].map(([kind, items]) => ({
    kind,
    items,
    sites: new Set(items.map((item) => item.site)).size,
    count: items.reduce((sum, item) => sum + (item.count ?? 0), 0),
  }))
  return { urgent, reminders }
}

/** How long it has been so, by the day's clock, and never less than the server said. */
export function minutesOf(item: Attention, now: number): number {
  const told = item.minutes ?? 0
  return item.since ? Math.max(minutesSince(item.since, now), told) : told
}

export function markOf(item: Attention): MarkKind {
  return item.severity >= 2 ? 'alert' : 'wait'
}

export const keyOf = (item: Attention): string => `${item.kind} ${item.site}`

/** What was not on the list before: the only part that is read out. */
export function newIn(before: Attention[], after: Attention[]): Attention[] {
  const known = new Set(before.map(keyOf))
  return after.filter((item) => item.severity >= 2 && !known.has(keyOf(item)))
}
