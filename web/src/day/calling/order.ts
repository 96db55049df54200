/** In which order people are called, and why: the same rule as the server's, for when there is no line. Pure. */
import type { Need } from '../../entries'

/** Tier 1, danger, is given by a person only, with a reason. */
const LAST = 5
const BY_NEED: readonly (readonly [number, readonly Need[]])[] = [
  [2, ['hardship']],
  [3, ['ill', 'pregnant', 'disabled', 'elderly', 'with_child', 'from_far', 'interpreter']],
]
const MANY = 30
const MANY_TIER = 4
/** From its time on an appointment stands first of this tier, if its person came within ten minutes. */
const APPOINTED_TIER = MANY_TIER
const HOLDS = 10 * 60_000
const LIFT = 30 * 60_000
const HIGHEST_BY_WAITING = 2

export interface Waits {
  matter: string
  needs: Need[]
  involved: number
  registered_at: string
  /** The tier a person has given, and when (RFC 3339). */
  moved: { tier: number; at: string } | null
  /** The time that was agreed with a leader (RFC 3339). */
  appointed: string | null
}

export type WhyCode = 'moved' | 'hardship' | 'need' | 'many' | 'waited' | 'appointed' | 'arrival'
export interface Why {
  code: WhyCode
  tier?: number
  need?: Need
  minutes?: number
  involved?: number
}

function tierOf({ needs, involved, moved }: Waits): number {
  if (moved !== null) return moved.tier
  const needed = BY_NEED.find(([, some]) => some.some((need) => needs.includes(need)))
  if (needed) return needed[0]
  return involved >= MANY ? MANY_TIER : LAST
}

function lifted(waits: Waits, now: number): number {
  const tier = tierOf(waits)
  // a manual move begins the waiting that lifts anew
  const since = Math.max(Date.parse(waits.registered_at), waits.moved ? Date.parse(waits.moved.at) : 0)
  const steps = Math.floor(Math.max(0, now - since) / LIFT)
  const stands = Math.min(tier, Math.max(HIGHEST_BY_WAITING, tier - steps))
  return isDue(waits, now) ? Math.min(stands, APPOINTED_TIER) : stands
}

/** Whether the time of an appointment has come that was kept; a move by hand holds over it. */
function isDue({ appointed, moved, registered_at }: Waits, now: number): boolean {
  if (appointed === null || moved !== null) return false
  const at = Date.parse(appointed)
  return Date.parse(registered_at) <= at + HOLDS && at <= now
}

/** What decides within a tier: those whose appointment is due by its time, then all others by their arrival. */
function within(waits: Waits, now: number): [number, number] {
  const first = lifted(waits, now) === APPOINTED_TIER && isDue(waits, now)
  return first ? [0, Date.parse(waits.appointed ?? '')] : [1, Date.parse(waits.registered_at)]
}

/** In the order of calling. `now` is the day's clock (ms). */
export function inOrder<T extends Waits>(waiting: T[], now: number): T[] {
  return [...waiting].sort((a, b) => {
    const [one, other] = [within(a, now), within(b, now)]
    const tiers = lifted(a, now) - lifted(b, now)
    return tiers || one[0] - other[0] || one[1] - other[1] || (a.matter < b.matter ? -1 : 1)
  })
}

/** The reason of a person's place, in one word with what it counts. */
export function whyOf(waits: Waits, now: number): Why {
  const tier = tierOf(waits)
  if (isDue(waits, now) && tier > APPOINTED_TIER && lifted(waits, now) === APPOINTED_TIER) return { code: 'appointed' }
  if (lifted(waits, now) < tier) {
    return { code: 'waited', minutes: Math.floor((now - Date.parse(waits.registered_at)) / 60_000) }
  }
  if (waits.moved !== null) return { code: 'moved', tier }
  if (tier === LAST) return { code: 'arrival' }
  if (tier === MANY_TIER) return { code: 'many', involved: waits.involved }
  const need = BY_NEED.flatMap(([, some]) => some).find((one) => waits.needs.includes(one))
  return need === 'hardship' || !need ? { code: 'hardship' } : { code: 'need', need }
}

const USUAL = 20 * 60_000
const ENOUGH = 4
const STEP = 5 * 60_000

/**
 * The clock time (ms) at which a person is likely called, to five minutes.
 *
 * @param before how many are called, received or wait before them
 * @param lengths of the site's receptions so far (ms)
 */
export function expectedAt(before: number, lengths: number[], rooms: number, now: number): number {
  const sorted = [...lengths].sort((a, b) => a - b)
  const usual = lengths.length < ENOUGH ? USUAL : (sorted[Math.floor(sorted.length / 2)] ?? USUAL)
  const turns = Math.max(0, before - Math.max(1, rooms) + 1)
  const at = Math.round((now + (turns * usual) / Math.max(1, rooms)) / STEP) * STEP
  return Math.max(Math.ceil(now / STEP) * STEP, at)
}
