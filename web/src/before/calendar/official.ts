/** A year's notice of holidays as it is typed: rows of dates, made of the days of the table and back. Pure. */
import type { OfficialDays } from '../../types'

type Day = OfficialDays['days'][number]

/** Days in a row of one kind and name, as a notice tells them. */
export interface Period {
  from: string
  to: string
  kind: Day['kind']
  name_zh: string
  name_en: string
}

/** The holidays of the State Council's notices (国务院令第795号), with the names that the calendar shows. */
export const HOLIDAYS: ReadonlyArray<{ name_zh: string; name_en: string }> = [
  { name_zh: '元旦', name_en: "New Year's Day" },
  { name_zh: '春节', name_en: 'Spring Festival' },
  { name_zh: '清明节', name_en: 'Tomb-sweeping Day' },
  { name_zh: '劳动节', name_en: 'Labour Day' },
  { name_zh: '端午节', name_en: 'Dragon Boat Festival' },
  { name_zh: '中秋节', name_en: 'Mid-autumn Festival' },
  { name_zh: '国庆节', name_en: 'National Day' },
]
/** What the service takes of one year. */
export const MOST_DAYS = 120

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`)
const text = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const ONE = 24 * 3600 * 1000

/** The rows that days make: one for each run of days of the same kind and name. */
export function periodsOf(days: readonly Day[]): Period[] {
  const sorted = [...days].sort((a, b) => a.date.localeCompare(b.date))
  const periods: Period[] = []
  for (const { date, ...rest } of sorted) {
    const last = periods.at(-1)
    const goesOn = last && day(last.to) + ONE === day(date) && last.kind === rest.kind && last.name_zh === rest.name_zh
    if (goesOn) last.to = date
    else
      periods.push({ from: date, to: date, kind: rest.kind, name_zh: rest.name_zh ?? '', name_en: rest.name_en ?? '' })
  }
  return periods
}

/** Every day of the rows; a row that ends before it begins has none. */
export function daysOf(periods: readonly Period[]): Day[] {
  return periods.flatMap(({ from, to, ...rest }) => {
    const length = from && to ? Math.floor((day(to) - day(from)) / ONE) + 1 : 0
    return Array.from({ length: Math.max(0, Math.min(length, MOST_DAYS + 1)) }, (_, at) => ({
      date: text(day(from) + at * ONE),
      ...rest,
    }))
  })
}

export type Wrong = 'missing' | 'reversed' | 'other_year' | 'twice' | 'name'

/** What is wrong with each row of a year, null where nothing is; the row that repeats a day is the later one. */
export function faultsOf(periods: readonly Period[], year: number): (Wrong | null)[] {
  const seen = new Set<string>()
  return periods.map((period) => {
    const { from, to, name_zh } = period
    if (!from || !to) return 'missing'
    if (to < from) return 'reversed'
    if ([from, to].some((one) => !one.startsWith(`${year}-`))) return 'other_year'
    if (!name_zh.trim()) return 'name'
    const dates = daysOf([period]).map((one) => one.date)
    const isTwice = dates.some((date) => seen.has(date))
    for (const date of dates) seen.add(date)
    return isTwice ? 'twice' : null
  })
}

/** What differs between two tables, by date: what the one says and what the other. */
export function differencesOf(
  mine: readonly Day[],
  theirs: readonly Day[],
): { date: string; mine?: Day; theirs?: Day }[] {
  const by = (days: readonly Day[]) => new Map(days.map((one) => [one.date, one]))
  const [own, other] = [by(mine), by(theirs)]
  const dates = [...new Set([...own.keys(), ...other.keys()])].sort()
  const isSame = (a?: Day, b?: Day) => a?.kind === b?.kind && a?.name_zh === b?.name_zh
  return dates.flatMap((date) => {
    const [a, b] = [own.get(date), other.get(date)]
    return isSame(a, b) ? [] : [{ date, ...(a && { mine: a }), ...(b && { theirs: b }) }]
  })
}
