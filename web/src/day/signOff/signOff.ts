/** What a level's sign-off shows, and what is next there. Pure. */
import type { SignedCounts, SignedLevel, SignOff } from '../../types'

export const COUNTS = ['matters', 'involved', 'attendees', 'resolved_on_site', 'amount_fen'] as const
export type CountName = (typeof COUNTS)[number]

/** What is next: sign, sign although something below is missing, look at what is missing, sign an adjustment, nothing. */
export type Next =
  | { what: 'sign' }
  | { what: 'below'; code: string }
  | { what: 'without' }
  | { what: 'adjust' }
  | { what: 'finish' }
  | { what: 'none' }

/** The one thing that the filled button does. */
export function nextOf(told: SignOff): Next {
  if (told.may_adjust) return { what: 'adjust' }
  if (!told.may_sign) return { what: 'none' }
  if (told.own.state === 'ready') return { what: 'sign' }
  const [first] = told.without
  if (!first) return { what: 'finish' }
  return { what: 'below', code: first.level.code }
}

/** Whether a level may be signed although levels below are missing: with a reason. */
export const signsWithout = (told: SignOff): boolean => told.may_sign && told.without.length > 0

/** The counts that moved, none where nothing did. */
export function movedOf(moved: SignedCounts | null): { name: CountName; by: number }[] {
  if (!moved) return []
  return COUNTS.flatMap((name) => (moved[name] ? [{ name, by: moved[name] }] : []))
}

export const KIND_OF_STATE = {
  waiting: 'plain',
  ready: 'wait',
  signed: 'ready',
  moved: 'alert',
} as const satisfies Record<SignedLevel['state'], string>

/** The word for where a level stands: a site has none below it, so what it waits for is its own end. */
export const stateOf = ({ level, state }: Pick<SignedLevel, 'level' | 'state'>): SignedLevel['state'] | 'open' =>
  level.kind === 'site' && state === 'waiting' ? 'open' : state

/** The name of a level in a language. */
export const levelName = (level: { zh: string; en: string }, language: string): string =>
  language === 'en' ? level.en : level.zh

/** A number with its sign, as a difference is told. */
export const signed = (n: number, said: string): string => (n > 0 ? `+${said}` : said)
