/** The attention list: what is urgent in order, one cause at many sites gathered, and so are mere reminders. Pure. */
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

/** From how many sites with the same cause on they are one row that opens. */
const MANY = 6
/** The severity of what the level above was asked to act on: first of all, and a row of its own. */
const ABOVE = 4
/** Minutes from which the age of what no person has in hand is marked. */
const DEEP = 60

/** Sites with one urgent cause, the most urgent first. `gathered`: they are one row. */
export interface Cause {
  kind: string
  items: Attention[]
  gathered: boolean
}

/** Few sites stay in the order of the server; many with one cause stand where the first of them would. */
export function causesOf(urgent: Attention[]): Cause[] {
  const byKind = grouped(urgent, (item) => item.kind)
  const isMany = (kind: string): boolean => (byKind.get(kind)?.length ?? 0) >= MANY
  const isGathered = (item: Attention): boolean => isMany(item.kind) && item.severity < ABOVE
  const rows = grouped(urgent, (item) => (isGathered(item) ? item.kind : keyOf(item)))
  return [...rows.values()].flatMap((items) => {
    const [first] = items
    return first ? [{ kind: first.kind, items, gathered: isGathered(first) }] : []
  })
}

export const longestOf = (items: Attention[], now: number): number =>
  Math.max(0, ...items.map((item) => minutesOf(item, now)))

/** Whether a person has it in hand or has done with it, and it is not back since. */
export function isSettled(item: Attention): boolean {
  return item.task?.state === 'take' || item.task?.state === 'done'
}

/** Old, and in no person's hand. */
export function isDeep(item: Attention, now: number): boolean {
  return !isSettled(item) && minutesOf(item, now) >= DEEP
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
