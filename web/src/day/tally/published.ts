/** What a wall shows of a published day: the figures as they were published, and how far they have moved since. Pure. */
import type { Tally } from '../../types'
import { WAGES } from './records'

/** The figures to show: those published, where the day is. */
export function shown(tally: Tally): Pick<Tally, 'totals' | 'by_category' | 'sites'> {
  return tally.published ?? tally
}

/** The figures that a day is published with, by their names on the wall. */
const FIGURES: Record<string, (of: Pick<Tally, 'totals' | 'by_category'>) => number> = {
  matters: ({ totals }) => totals.matters,
  wages: ({ by_category }) => by_category[WAGES]?.matters ?? 0,
  resolved: ({ totals }) => totals.resolved_on_site,
  money: ({ totals }) => totals.amount_fen,
}

/** One figure as it is shown; `moved` is what came since it was published. Null for what is no figure of a tally. */
export function figureShown(tally: Tally, id: string): { value: number; moved: number } | null {
  const read = FIGURES[id]
  return read ? { value: read(shown(tally)), moved: read(tally) - read(shown(tally)) } : null
}
