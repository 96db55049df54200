/** Leaves and recusals as a page reads them: what a form begins with, what of it lacks, what another changed since. */
import { Problem } from '../../api'
import type { Leave, LeavePlan, Recusal, RecusalPlan } from '../../types'

export const RECUSAL_KINDS = ['employer', 'category', 'place'] as const
export interface PartChange<Plan> {
  what: keyof Plan & string
  was: unknown
  now: unknown
}

export const leavePlan = (leave: Leave | null): LeavePlan =>
  leave ? { first: leave.first, last: leave.last, reason: leave.reason ?? null } : { first: '', last: '', reason: null }

export const recusalPlan = (recusal: Recusal | null): RecusalPlan => ({
  kind: recusal?.kind ?? 'place',
  employer: recusal?.employer ?? null,
  category: recusal?.category ?? null,
  region: recusal?.region ?? null,
  reason: recusal?.reason ?? '',
})

/** The part that a kind of recusal names. */
export const partOf = (kind: RecusalPlan['kind']): 'employer' | 'category' | 'region' =>
  kind === 'place' ? 'region' : kind

/** Only the part of its kind: another that was typed before the kind was changed is not sent. */
export function whole(plan: RecusalPlan): RecusalPlan {
  const bare = { ...plan, employer: null, category: null, region: null }
  return { ...bare, [partOf(plan.kind)]: plan[partOf(plan.kind)] }
}

/** Each part that another changed since it was read, where that is why it was refused. */
export function partsChanged<Plan>(problem: unknown): PartChange<Plan>[] | null {
  if (!(problem instanceof Problem) || problem.code !== 'absence_changed') return null
  return (problem.told.changed as PartChange<Plan>[] | undefined) ?? []
}

/** Theirs, with what was typed here over it. */
export function over<Plan extends object>(base: Plan, mine: Plan, changes: PartChange<Plan>[]): Plan {
  const theirs = Object.fromEntries(changes.map((one) => [one.what, one.now]))
  const typed = Object.entries(mine).filter(([what, value]) => value !== base[what as keyof Plan])
  return { ...base, ...theirs, ...Object.fromEntries(typed) }
}

export const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)

/** How leave stands on a day: to come, or begun today and so only to be taken back, or running, or over. */
export function standingOf(leave: Pick<Leave, 'first' | 'last'>, today: string): 'coming' | 'running' | 'over' {
  if (leave.last < today) return 'over'
  return leave.first < today ? 'running' : 'coming'
}
