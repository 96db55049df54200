/** A timetable as the page draws it: where a reception lies, what is lifted and how keys and the pointer move it. */
import type { PlannedBooking, PlannedLeader, PlannedSlot, Planning } from '../../types'

/** Pixels of an hour, and of a leader's row. */
export const HOUR = 98
export const ROW = 48
export const STEP = 15

/** A reception that is being moved. */
export interface Lifted {
  booking: string
  leader: string
  begins: number
  length: number
}
export interface Frame {
  from: number
  until: number
}
export interface Move {
  booking: string
  leader: string | null
  begins: number | null
  is_locked: boolean
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** From the full hour at which the day begins to the one after it ends; hours of leaders beyond the day count too. */
export function frameOf(plan: Planning): Frame {
  const opens = minutes(plan.opens_at)
  const closes = minutes(plan.closes_at) > opens ? minutes(plan.closes_at) : minutes(plan.closes_at) + 1440
  const hours = plan.leaders.flatMap((leader) => leader.hours)
  const from = Math.min(opens, ...hours.map((one) => one.begins))
  const until = Math.max(closes, ...hours.map((one) => one.ends))
  return { from: Math.floor(from / 60) * 60, until: Math.ceil(until / 60) * 60 }
}

export const x = (minute: number, frame: Frame): number => ((minute - frame.from) / 60) * HOUR
export const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** The break in minutes, where there is one. */
export function breakOf(plan: Planning): [number, number] | null {
  return plan.break_from && plan.break_until ? [minutes(plan.break_from), minutes(plan.break_until)] : null
}

/** The draft where there is one, else what was published. */
export const shown = (plan: Planning): PlannedSlot[] => (plan.draft ?? plan.published)?.slots ?? []

export function waiting(plan: Planning): PlannedBooking[] {
  const placed = new Set(shown(plan).map((one) => one.booking))
  return plan.bookings.filter((one) => !placed.has(one.id))
}

/** What a suggestion would change: receptions that are elsewhere or nowhere in what is shown. */
export function suggested(plan: Planning): PlannedSlot[] {
  const now = new Map(shown(plan).map((one) => [one.booking, one]))
  return (plan.suggestion?.slots ?? []).filter((one) => {
    const there = now.get(one.booking)
    return !there || there.leader !== one.leader || there.begins !== one.begins
  })
}

export const LEVELS = ['province', 'city', 'county'] as const
export function byLevel(leaders: PlannedLeader[]): { level: string; leaders: PlannedLeader[] }[] {
  return LEVELS.map((level) => ({ level, leaders: leaders.filter((one) => one.level === level) })).filter(
    (group) => group.leaders.length > 0,
  )
}

/** Where a key brings what is lifted; null where the key is none of a move. */
export function moved(lifted: Lifted, key: string, leaders: PlannedLeader[], frame: Frame): Lifted | null {
  const at = leaders.findIndex((one) => one.id === lifted.leader)
  const row = (by: number): Lifted => ({
    ...lifted,
    leader: leaders[Math.min(leaders.length - 1, Math.max(0, at + by))]?.id ?? lifted.leader,
  })
  const time = (by: number): Lifted => within({ ...lifted, begins: lifted.begins + by }, frame)
  if (key === 'ArrowUp') return row(-1)
  if (key === 'ArrowDown') return row(1)
  if (key === 'ArrowLeft') return time(-STEP)
  if (key === 'ArrowRight') return time(STEP)
  return null
}

/** On the grid, and within what is drawn. */
export function within(lifted: Lifted, frame: Frame): Lifted {
  const begins = Math.round(lifted.begins / STEP) * STEP
  return { ...lifted, begins: Math.max(frame.from, Math.min(frame.until - lifted.length, begins)) }
}

/** How to make a move undone: what was before it. */
export function inverse(plan: Planning, booking: string): Move {
  const was = shown(plan).find((one) => one.booking === booking)
  return { booking, leader: was?.leader ?? null, begins: was?.begins ?? null, is_locked: was?.is_locked ?? false }
}

/** Every fix at once; a conflict without one leaves its place. */
export const fixes = (plan: Planning): Move[] =>
  plan.clashes.map((one) => ({
    booking: one.booking,
    leader: one.fix?.leader ?? null,
    begins: one.fix?.begins ?? null,
    is_locked: true,
  }))
