/** A year of a series on the screen: the squares of a month, and the rule as the choices of a form. */
import { Problem } from '../../api'
import type { components } from '../../schema'

type Said = components['schemas']
export type Plan = Required<Said['PlanShape']>
export type Series = Omit<Said['SeriesAnswer'], 'plan'> & { plan: Plan }
export type Override = Plan['overrides'][number]
export type Year = Said['YearAnswer']
export type MonthDate = Said['MonthAnswer']

/** How a rule is chosen: a day of the month, a weekday of the month, a working day, or as it was written elsewhere. */
export type Way = 'day' | 'weekday' | 'working' | 'other'
export interface Choice {
  way: Way
  n: number
  weekday: string
}

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
export const SHIFTS = [
  'next',
  'previous',
  'modified_next',
  'skip',
  'before_holiday:1',
  'before_holiday:2',
  'before_holiday:3',
]
/** What may be chosen as the n of each way; -1 is the last. */
export const NUMBERS: Record<Way, number[]> = {
  day: [...Array.from({ length: 31 }, (_, at) => at + 1), -1],
  weekday: [1, 2, 3, 4, 5, -1],
  working: [...Array.from({ length: 15 }, (_, at) => at + 1), -1],
  other: [],
}

export function choiceOf(rule: string): Choice {
  const day = /^FREQ=MONTHLY;BYMONTHDAY=(-1|\d+)$/.exec(rule)
  if (day) return { way: 'day', n: Number(day[1]), weekday: 'TH' }
  const weekday = /^FREQ=MONTHLY;BYDAY=(-1|\d)([A-Z]{2})$/.exec(rule)
  if (weekday) return { way: 'weekday', n: Number(weekday[1]), weekday: weekday[2] ?? 'TH' }
  const working = /^WORKING_DAY=(-1|\d+)$/.exec(rule)
  if (working) return { way: 'working', n: Number(working[1]), weekday: 'TH' }
  return { way: 'other', n: 1, weekday: 'TH' }
}

/** The rule of a choice; one that was written elsewhere stays what it is. */
export function ruleOf(choice: Choice, written: string): string {
  if (choice.way === 'day') return `FREQ=MONTHLY;BYMONTHDAY=${choice.n}`
  if (choice.way === 'weekday') return `FREQ=MONTHLY;BYDAY=${choice.n}${choice.weekday}`
  if (choice.way === 'working') return `WORKING_DAY=${choice.n}`
  return written
}

export const MARKS = ['held', 'provisional', 'original', 'off', 'worked'] as const
export interface Square {
  date: string
  day: number
  mark: (typeof MARKS)[number] | null
  isWeekend: boolean
}

/** The squares of a month from Monday on, null before its first day. */
export function squares(year: Year, month: number): (Square | null)[] {
  const first = new Date(Date.UTC(year.year, month - 1, 1))
  const length = new Date(Date.UTC(year.year, month, 0)).getUTCDate()
  const held = new Map(year.months.map((one) => [one.date, one.provisional]))
  const originals = new Set(year.months.filter((one) => one.original !== one.date).map((one) => one.original))
  const kinds = new Map(year.official.map((one) => [one.date, one.kind]))
  const days = Array.from({ length }, (_, at): Square => {
    const date = `${year.year}-${String(month).padStart(2, '0')}-${String(at + 1).padStart(2, '0')}`
    const kind = kinds.get(date)
    const rest = kind === 'holiday' ? 'off' : kind === 'makeup_workday' ? 'worked' : null
    const moved = originals.has(date) ? 'original' : rest
    const mark = held.has(date) ? (held.get(date) ? 'provisional' : 'held') : moved
    return { date, day: at + 1, mark, isWeekend: ['SA', 'SU'].includes(weekdayOf(date)) }
  })
  return [...Array<null>((first.getUTCDay() + 6) % 7).fill(null), ...days]
}

/** The marks that a year has, in the order in which its legend explains them. */
export function marksIn(year: Year): (typeof MARKS)[number][] {
  const all = new Set(year.months.flatMap((_, at) => squares(year, at + 1)).map((square) => square?.mark))
  return MARKS.filter((mark) => all.has(mark))
}

export function weekdayOf(date: string): string {
  return WEEKDAYS[(new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7] ?? ''
}

export function reasonOf(one: MonthDate, locale: string): string {
  return locale === 'en' ? one.reason_en : one.reason_zh
}

/** What another organiser changed while a plan was being changed: the parts of it that differ, and their version. */
export interface Conflict {
  version: number
  changed: { what: keyof Plan; was: unknown; now: unknown }[]
}

export function conflictOf(problem: unknown): Conflict | null {
  return problem instanceof Problem && problem.code === 'plan_changed' ? (problem.told as unknown as Conflict) : null
}

export function theirsOf(base: Plan, conflict: Conflict): Plan {
  return { ...base, ...Object.fromEntries(conflict.changed.map((one) => [one.what, one.now])) }
}

/** Parts that are one rule together: dates of a notice are none without the other part. */
const TOGETHER: Partial<Record<keyof Plan, keyof Plan>> = { rule: 'notice', notice: 'rule' }

/** The plan with one part, and what belongs to it, as another saved it. */
export function withTheirs(plan: Plan, { changed, ...conflict }: Conflict, what: keyof Plan): Plan {
  const taken = changed.filter((one) => one.what === what || one.what === TOGETHER[what])
  return theirsOf(plan, { ...conflict, changed: taken })
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Two changes of one plan in one: what I changed stays mine, all else is theirs. Dates of a notice go with their rule. */
export function merged(base: Plan, mine: Plan, theirs: Plan): Plan {
  const isMyRule = !isSame([mine.rule, mine.notice], [base.rule, base.notice])
  const { rule, notice } = isMyRule ? mine : theirs
  const overrides = Object.values(changedOf(byMonth(base), byMonth(mine), byMonth(theirs)))
  return { ...(changedOf({ ...base }, { ...mine }, { ...theirs }) as Plan), rule, notice, overrides: sorted(overrides) }
}

/** The plan with one month set by hand, in the place of what was set for it before. */
export function withMonth(plan: Plan, override: Override): Plan {
  return { ...plan, overrides: sorted([...withoutMonth(plan, override.month).overrides, override]) }
}

export function withoutMonth(plan: Plan, month: string): Plan {
  return { ...plan, overrides: plan.overrides.filter((one) => one.month !== month) }
}

/** The last date of `2026-02`. */
export function lastOf(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}

const sorted = (overrides: Override[]): Override[] =>
  overrides.sort((one, other) => one.month.localeCompare(other.month))

type Parts<T> = Record<string, T>
const byMonth = (plan: Plan): Parts<Override> => Object.fromEntries(plan.overrides.map((one) => [one.month, one]))

function changedOf<T>(base: Parts<T>, mine: Parts<T>, theirs: Parts<T>): Parts<T> {
  const names = new Set([...Object.keys(mine), ...Object.keys(theirs)])
  const parts = [...names].map((name) => [name, isSame(mine[name], base[name]) ? theirs[name] : mine[name]])
  return Object.fromEntries(parts.filter(([, value]) => value !== undefined))
}
