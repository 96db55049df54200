/** What is hot: the rows of a line, and the records behind a row. Pure. */
import type { Hot } from '../../types'
import type { Asked } from './records'

export const PARTS = ['counties', 'categories'] as const
export type Part = (typeof PARTS)[number]
type Row = Hot['counties'][number]

/** The two counties and the category that rose most; small numbers are left to the list. */
export function hottest(hot: Hot): { part: Part; row: Row }[] {
  const first = (part: Part, n: number) =>
    hot[part]
      .filter((row) => !row.is_small)
      .slice(0, n)
      .map((row) => ({ part, row }))
  return [...first('counties', 2), ...first('categories', 1)]
}

/** A county's code as `place`; a city's own sites are a place of their own, without what lies below it. */
const placeOf = (county: string): string => (county.endsWith('00') ? `${county}000` : county)

/** The records of a row: those of its hour. */
export function askedOfHot(hot: Hot, part: Part, row: Row, title: string, place: string | null): Asked {
  const { since, until } = hot.hour
  const where = part === 'counties' ? { place: placeOf(row.key) } : { category: row.key, ...(place ? { place } : {}) }
  return { title, unit: 'matters', query: { ...where, since, until }, figure: () => row.matters }
}
