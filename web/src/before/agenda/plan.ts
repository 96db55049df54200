/** A day's plan in a form: its parts, two changes of it in one, and which leaders may be named at a site. Pure. */
import { Problem } from '../../api'
import type { DayPlan, PlannedDay, SiteOfDay } from '../../types'

export type Words = Omit<DayPlan, 'sites'>
export const KINDS = ['joint', 'unannounced', 'at_county', 'by_appointment'] as const
export const NEW_WORDS: Words = {
  name_zh: '接访日',
  name_en: 'Reception day',
  theme_zh: null,
  theme_en: null,
  slogan_zh: null,
  slogan_en: null,
  kind: 'joint',
  opens_at: '08:30:00',
  closes_at: '17:30:00',
  break_from: null,
  break_until: null,
  last_ticket_at: null,
  categories_out: [],
}

/** What another organiser changed of a plan while it was in a form. */
export interface Conflict {
  version: number
  changed: { what: string; was: unknown; now: unknown }[]
}

export function conflictOf(problem: unknown): Conflict | null {
  return problem instanceof Problem && problem.code === 'plan_changed' ? (problem.told as unknown as Conflict) : null
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

export function isChanged<Plan extends object>(plan: Plan, base: Plan): boolean {
  return !isSame(plan, base)
}

/** What I changed stays mine, all else becomes theirs. */
export function merged<Plan extends object>(base: Plan, mine: Plan, { changed }: Conflict): Plan {
  const theirs = Object.fromEntries(changed.map((one) => [one.what, one.now]))
  const parts = Object.entries(mine).map(([name, value]) => {
    const isMine = !isSame(value, base[name as keyof Plan])
    return [name, isMine || !(name in theirs) ? value : theirs[name]]
  })
  return Object.fromEntries(parts) as Plan
}

/** `08:30:00` as a box of a form holds it, and back; an empty box is nothing. */
export const hourOf = (hour: string | null): string => hour?.slice(0, 5) ?? ''
export const hourSaid = (typed: string): string | null => (typed ? `${typed.slice(0, 5)}:00` : null)
export const textSaid = (typed: string): string | null => typed.trim() || null

/** Who may be named at a site: the leaders whose places hold it. */
export function leadersAt(planned: PlannedDay, { place }: Pick<SiteOfDay, 'place'>): PlannedDay['leaders'] {
  return planned.leaders.filter((one) => one.lo <= place && place <= one.hi)
}

export function leaderName(planned: PlannedDay, site: SiteOfDay): string | null {
  return planned.leaders.find((one) => one.id === site.plan.leader)?.name ?? null
}

/** The sites that an announcement lacks something of. */
export function lackingSites(planned: PlannedDay): Set<string> {
  return new Set(planned.missing.flatMap((one) => one.site ?? []))
}

/** The site after one in the list of those that lack something, from the beginning again; null where none is left. */
export function nextLacking(planned: PlannedDay, after: string): string | null {
  const lacking = lackingSites(planned)
  const codes = planned.sites.map((one) => one.site)
  const from = codes.indexOf(after) + 1
  return [...codes.slice(from), ...codes.slice(0, from)].find((code) => lacking.has(code) && code !== after) ?? null
}

/** How many sites and different leaders a step of the day touches. */
export function touched(planned: PlannedDay): { sites: number; leaders: number } {
  const leaders = new Set(planned.sites.flatMap((one) => one.plan.leader ?? []))
  return { sites: planned.sites.length, leaders: leaders.size }
}

export const MAY_CHANGE: ReadonlySet<string> = new Set(['draft', 'announced', 'line_check', 'postponed'])

/** What may be done with a day from the screen, first the one that leads it on. */
export function steps(planned: PlannedDay): ('announce' | 'postpone' | 'cancel')[] {
  const { state, moved_to } = planned.day
  if (!planned.leads || moved_to) return []
  if (state === 'draft' || state === 'postponed') return ['announce', 'cancel']
  return state === 'announced' || state === 'line_check' ? ['postpone', 'cancel'] : []
}
