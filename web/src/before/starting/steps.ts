/** The first steps as a page shows them: which is next, how far one is, and what stands below a region. */
import type { FirstSteps } from '../../types'

type Step = FirstSteps['items'][number]

/** The command that plays the shipped day (`reception rehearse --help`). */
export const REHEARSE = 'reception rehearse schedules/rehearsal/2023-11-09.jsonl --speed 60 --from 09:30'

/** Where each step is seen once something of it is there; a rehearsal lies outside this service. */
export const SEEN_AT: Readonly<Record<string, string>> = {
  sites: '/sites',
  rule: '/calendar',
  day: '/days',
  invite: '/people',
}

export const openSteps = (items: readonly Step[]): Step[] => items.filter((one) => one.state === 'open')

/** The first step that is open: its act is the page's filled button. */
export const nextStep = (items: readonly Step[]): string | undefined => openSteps(items)[0]?.step
