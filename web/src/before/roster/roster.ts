/** A roster as a page reads it: what a duty says, in which groups it is shown, what another changed meanwhile. */
import { Problem } from '../../api'
import type { DutyPlan, Reference, Roster, RosterDuty } from '../../types'

export const KINDS = ['leader', 'department', 'expert', 'interpreter'] as const
export type Kind = (typeof KINDS)[number]
export type Found = Roster['conflicts'][number]
export interface Change {
  what: keyof DutyPlan
  was: unknown
  now: unknown
}

export const newDuty = (kind: Kind, site: string | null): DutyPlan => ({
  kind,
  account: '',
  site,
  region: null,
  unit: null,
  begins_at: null,
  ends_at: null,
  categories: [],
  languages: [],
  skills: [],
  substitute: null,
})

/** The sites without a leader, in the order of the roster. */
export const lacking = (roster: Roster): Roster['sites'] => roster.sites.filter((site) => !site.has_leader)

export const ofKind = (roster: Roster, kind: Kind): RosterDuty[] =>
  roster.duties.filter((one) => one.duty.kind === kind)

/** What each conflict is of, with its duty. */
export function withDuties(roster: Roster): [Found, RosterDuty][] {
  const by = new Map(roster.duties.map((one) => [one.id, one]))
  return roster.conflicts.flatMap((one) => {
    const duty = by.get(one.duty)
    return duty ? [[one, duty] as [Found, RosterDuty]] : []
  })
}

/** Words that a box holds, by commas of either script. */
export const wordsOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split(/[、,，;；]/)
      .map((word) => word.trim())
      .filter(Boolean),
  ),
]

/** Each part that another changed since the duty was read, where that is why it was refused. */
export function changesOf(problem: unknown): Change[] | null {
  if (!(problem instanceof Problem) || problem.code !== 'duty_changed') return null
  return (problem.told.changed as Change[] | undefined) ?? []
}

/** Theirs, with what was typed here over it. */
export function merged(base: DutyPlan, mine: DutyPlan, changes: Change[]): DutyPlan {
  const theirs = Object.fromEntries(changes.map((one) => [one.what, one.now]))
  const typed = Object.entries(mine).filter(([what, value]) => !same(value, base[what as keyof DutyPlan]))
  return { ...base, ...theirs, ...Object.fromEntries(typed) }
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** The hours of a duty as people read them; one that ends on another date says so by a plus. */
export function hoursOf(duty: { begins: string; ends: string }): string {
  const later = duty.begins.slice(0, 10) !== duty.ends.slice(0, 10) ? '+1' : ''
  return `${duty.begins.slice(11, 16)}–${duty.ends.slice(11, 16)}${later}`
}

/** The name of the place of a duty: of its site, or of its region. */
export function placeOf(duty: DutyPlan, roster: Roster, reference: Reference, english: boolean): string {
  const found = duty.site
    ? (roster.sites.find((one) => one.site === duty.site) ?? null)
    : (reference.regions.find((one) => one.code === duty.region) ?? null)
  if (!found) return duty.site ?? duty.region ?? ''
  return english ? found.name_en : found.name_zh
}
