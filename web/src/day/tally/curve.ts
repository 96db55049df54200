/** From what happened in each quarter of an hour to two lines that only rise. Pure; times are minutes after midnight. */
import type { CurveSlot } from '../../types'

const SLOT = 15

export interface Point {
  minute: number
  matters: number
  resolved: number
}

export const minuteOf = (slot: string): number => Number(slot.slice(0, 2)) * 60 + Number(slot.slice(3, 5))

export const clockOf = (minute: number): string => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`

/** Totals at the end of each slot, from 0 at the first slot's beginning to the totals at `now`. */
export function cumulated(curve: Record<string, CurveSlot>, now: number): Point[] {
  const slots = Object.entries(curve).sort(([a], [b]) => a.localeCompare(b))
  const first = slots[0]
  if (!first) return []
  const points: Point[] = [{ minute: minuteOf(first[0]), matters: 0, resolved: 0 }]
  let matters = 0
  let resolved = 0
  for (const [slot, counted] of slots) {
    const begins = minuteOf(slot)
    matters += counted.matters
    resolved += counted.resolved_on_site
    points.push({ minute: Math.max(begins, Math.min(begins + SLOT, now)), matters, resolved })
  }
  const last = points[points.length - 1]
  if (last && now > last.minute) points.push({ ...last, minute: now })
  return points
}

/** From the full hour before the first thing to the full hour after the last; a day that is not over shows its end. */
export function span(points: Point[], opens: number, closes: number, over: boolean): [number, number] {
  const first = Math.min(opens, points[0]?.minute ?? opens)
  const last = points[points.length - 1]?.minute ?? opens
  const end = over ? lastRise(points) : Math.max(closes, last)
  return [Math.floor(first / 60) * 60, Math.max(Math.ceil(end / 60) * 60, Math.floor(first / 60) * 60 + 60)]
}

function lastRise(points: Point[]): number {
  const top = points[points.length - 1]
  const reached = points.find((point) => point.matters === top?.matters && point.resolved === top.resolved)
  return reached?.minute ?? 0
}

/** Four or five round numbers from 0 to at least `most`. */
export function scale(most: number): number[] {
  const raw = Math.max(most, 4) / 4
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= raw && Number.isInteger(size))
  const width = step ?? Math.ceil(raw)
  const steps = Math.max(1, Math.ceil(most / width))
  return Array.from({ length: steps + 1 }, (_, index) => index * width)
}

/** What was registered since the slot that half an hour ago fell into, and when that slot began. */
export function lately(curve: Record<string, CurveSlot>, now: number): { since: string; matters: number } {
  const from = Math.max(0, Math.floor((now - 30) / SLOT) * SLOT)
  const since = `${String(Math.floor(from / 60)).padStart(2, '0')}:${String(from % 60).padStart(2, '0')}`
  const matters = Object.entries(curve).reduce(
    (sum, [slot, counted]) => sum + (minuteOf(slot) >= from ? counted.matters : 0),
    0,
  )
  return { since, matters }
}
