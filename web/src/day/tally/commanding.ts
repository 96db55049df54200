/** What may be commanded of a site from above, by what was commanded before and what the site itself recorded. Pure. */
import type { SiteFacts } from '../../types'

export const FROM_ABOVE = ['open', 'suspend', 'close'] as const
export type FromAbove = (typeof FROM_ABOVE)[number]

type Facts = Pick<SiteFacts, 'state' | 'commanded'>

/** As the server judges it (server/before/agenda/rules.py): its own closing stands, and a signature over everything. */
export function commandsFor({ state, commanded }: Facts): FromAbove[] {
  const before = commanded?.state ?? 'expected'
  if (state === 'closed' || before === 'signed') return []
  if (before === 'closed') return ['open']
  if (before === 'suspended') return ['open', 'close']
  const isOpen = state === 'open' || !['expected', 'ready'].includes(before)
  return isOpen ? ['suspend', 'close'] : ['open', 'suspend', 'close']
}

/** Whether a person suspended or closed the site and it has not closed by itself since. */
export function isOff({ state, commanded }: Facts): boolean {
  return state !== 'closed' && (commanded?.state === 'suspended' || commanded?.state === 'closed')
}
