/** Where the page is: the step or the booking that its address names. The back button of any browser goes a step back. */
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

/** A query code as typed, in groups of four: `K7RM-2QXT-…`. */
export function codeOf(typed: string): string {
  const letters = typed
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
    .replaceAll(/[^0-9A-Z]/g, '')
  return (letters.match(/.{1,4}/g) ?? []).join('-')
}

export function next(step: Step, people: number): Step {
  const at = STEPS.indexOf(step)
  const following = STEPS[at + 1] ?? 'check'
  return following === 'list' && people < 2 ? 'wish' : following
}
