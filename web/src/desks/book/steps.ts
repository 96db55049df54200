/** Where the page is: the step or the booking that its address names. The back button of any browser goes a step back. */
import { codeOf } from '../../typed'
import { STEPS, type Step } from './draft'

export type Place = { step: Step } | { code: string }

/** The site of /b/{site}; empty where the address names none. */
export function siteIn(path: string): string {
  try {
    return decodeURIComponent(path.split('/')[2] ?? '')
  } catch {
    return ''
  }
}

/** `#q=CODE` is a booking, `#people` a step; the code stays out of what is sent for the page itself. */
export function placeIn(hash: string): Place {
  const said = hash.replace(/^#/, '')
  if (said.startsWith('q=')) return { code: codeOf(said.slice(2)) }
  return { step: STEPS.find((step) => step === said) ?? 'what' }
}

export function next(step: Step, people: number): Step {
  const at = STEPS.indexOf(step)
  const following = STEPS[at + 1] ?? 'check'
  return following === 'list' && people < 2 ? 'wish' : following
}
