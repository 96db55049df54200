/** The organisational units of an organiser: what is told of each, how two changes meet, how posts are spoken of. Pure. */
import { Problem } from '../api'
import type { UnitRow } from '../types'

/** What is told of a unit and may change. */
export type Told = Omit<UnitRow, 'code' | 'region'>
export const NEW_UNIT: Told = {
  name_zh: '',
  name_en: null,
  kind: 'hrss_bureau',
  telephone: null,
  parent: null,
  categories: [],
  routes: [],
  valid_from: null,
  valid_until: null,
}
export const PARTS = Object.keys(NEW_UNIT) as (keyof Told)[]

export const POST_KINDS = [
  'receiving_leader',
  'substitute',
  'petition_officer',
  'duty_officer',
  'duty_deputy',
  'expert',
  'interpreter',
  'coordinator',
] as const

/** A part of a unit that another changed while it was being changed here. */
export interface Change {
  what: keyof Told
  was: string | string[] | null
  now: string | string[] | null
}

export function changesOf(problem: unknown): Change[] | null {
  return problem instanceof Problem && problem.code === 'unit_changed' ? (problem.told.changed as Change[]) : null
}

export function toldOf({ code: _code, region: _region, ...told }: UnitRow): Told {
  return told
}

export function withTheirs(told: Told, changes: Change[]): Told {
  return { ...told, ...Object.fromEntries(changes.map((one) => [one.what, one.now])) }
}

/** Two changes of one unit in one: a part that I changed stays mine, all else is theirs. */
export function merged(base: Told, mine: Told, theirs: Told): Told {
  const changed = PARTS.filter((part) => isOther(mine[part], base[part]))
  return { ...theirs, ...Object.fromEntries(changed.map((part) => [part, mine[part]])) }
}

export function isOther(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other)
}

/** The span of a post from its first day to its last, as instants in China; without a last day it has no end. */
export function spanOf(first: string, last: string): { since: string; until: string | null } {
  const after = last && new Date(Date.parse(`${last}T00:00:00Z`) + 24 * 3600 * 1000).toISOString().slice(0, 10)
  return { since: `${first}T00:00:00+08:00`, until: after ? `${after}T00:00:00+08:00` : null }
}
