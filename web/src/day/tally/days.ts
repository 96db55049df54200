/** Which of the days a person means who asks for no day in particular. Pure. */
import type { Day } from '../../types'

const NEAREST_FIRST = ['live', 'closing', 'line_check', 'announced', 'reconciled', 'published', 'archived', 'draft']

/** The one that is going on, else the one that comes next, else the last that was. */
export function dayMeant(days: Day[]): Day | null {
  const rank = (day: Day) => {
    const place = NEAREST_FIRST.indexOf(day.state)
    return place < 0 ? NEAREST_FIRST.length : place
  }
  const coming = (day: Day) => day.state === 'announced' || day.state === 'line_check'
  const order = (a: Day, b: Day) =>
    rank(a) - rank(b) || (coming(a) ? a.day.localeCompare(b.day) : b.day.localeCompare(a.day))
  return [...days].sort(order)[0] ?? null
}
