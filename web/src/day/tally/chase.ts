/** The chase of a silent site, as the server judges it (server/day/tally/chase.py). Pure. */
import type { Attention } from '../../types'

export type Rung = 'message' | 'reached' | 'not_reached' | 'above'
export type Step = Attention['chase'][number]

const CHASED = ['silent', 'late_to_open', 'offline']

export const isChased = (item: Pick<Attention, 'kind'>): boolean => CHASED.includes(item.kind)

/** Whether a call to the site was made: before it the level above is not asked. */
export const isCalled = (item: Pick<Attention, 'chase'>): boolean =>
  item.chase.some((step) => step.said === 'reached' || step.said === 'not_reached')

/** What was done last about it; null where nothing was. */
export const lastStep = (item: Pick<Attention, 'chase'>): Step | null => item.chase.at(-1) ?? null
