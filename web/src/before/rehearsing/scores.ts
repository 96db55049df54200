import type { DayRehearsal, SiteScore } from '../../types'
import type { MarkKind } from '../../ui/marks'

/** How a grade is coloured. */
export const MARKS: Record<SiteScore['grade'], MarkKind> = { green: 'ready', amber: 'wait', red: 'alert' }
/** The steps of a site, in their order. */
export const STEPS = ['reached', 'enrolled', 'checked', 'opened', 'entered'] as const

/** The sites that are shown: the weakest first, then in the order of places. */
export function shownScores(told: DayRehearsal, onlyWeak: boolean): SiteScore[] {
  const weight = { red: 0, amber: 1, green: 2 }
  const wanted = told.scores.filter((one) => !onlyWeak || one.grade !== 'green')
  return [...wanted].sort((one, other) => weight[one.grade] - weight[other.grade])
}

/** Minutes and seconds of a step, `3:05`; null where it was not done. */
export function spent(seconds: number | null): string | null {
  if (seconds === null) return null
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** The link of a site, while the rehearsal is served. */
export function linkOf(told: DayRehearsal, site: string): string | null {
  return told.links.find((one) => one.kind === 'site' && one.site === site)?.url ?? null
}
