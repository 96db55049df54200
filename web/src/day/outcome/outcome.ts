/** What each disposition needs before a reception may close at the desk, and the words that are read back. Pure. */
import { type Changes, EXPLANATIONS, type Explanation, type Outcome, wellFormed } from '../../entries'
import { type AmountWrong, type Doubt, doubtOf, exactWan, fenOf } from '../../money'
import type { UnitChoice } from '../../types'
import { DISPOSITIONS } from '../../wire'
import { codeOf } from './units'

/** The four on keys; the others are under 更多. */
export const KEYED = ['resolved_on_site', 'assigned', 'guided_to_legal_route', 'policy_explained'] as const

type Asked = 'none' | 'may' | 'must'
interface Needs {
  amount: Asked
  unit: Asked
  due: Asked
  /** The petitioner is not there for an explanation. */
  absent?: true
}

/** What a form may say beside what an outcome requires; the requirements themselves are the server's (wire.ts). */
const MAY: Record<string, readonly ('amount' | 'unit' | 'due')[]> = {
  resolved_on_site: ['amount'],
  forwarded: ['due'],
  guided_to_legal_route: ['unit'],
}
const NAMES = { amount: 'amount_fen', unit: 'owner_unit', due: 'due_on' } as const

function isKnown(outcome: string): outcome is keyof typeof DISPOSITIONS {
  return Object.hasOwn(DISPOSITIONS, outcome)
}

export function needsOf(outcome: string): Needs {
  const { requires, explained } = isKnown(outcome) ? DISPOSITIONS[outcome] : { requires: [], explained: EXPLANATIONS }
  const must: ReadonlySet<string> = new Set(requires)
  const asked = (name: keyof typeof NAMES): Asked => {
    if (must.has(NAMES[name])) return 'must'
    return MAY[outcome]?.includes(name) ? 'may' : 'none'
  }
  const needs: Needs = { amount: asked('amount'), unit: asked('unit'), due: asked('due') }
  return explained.length ? needs : { ...needs, absent: true }
}

/** What is typed; an explanation is ticked, or it has a reason, or neither yet. */
export interface OutcomeForm {
  outcome: string
  amount: string
  /** The amount, as it was typed, that was confirmed when it was asked back. */
  sure: string
  explained: Record<Explanation, { ticked: boolean; reason: string }>
  owner_unit: string
  due_on: string
  note: string
}

export type OutcomeField = 'outcome' | 'amount' | Explanation | 'owner_unit' | 'due_on'
export interface Missing {
  field: OutcomeField
  why: 'missing' | AmountWrong | Doubt | 'past' | 'far'
}

/** What is known of the matter: an amount is held against it before it is taken. */
export interface Facts {
  people: number
  claimed: number | null
}
const NO_FACTS: Facts = { people: 0, claimed: null }
/** No promise is for so many years later: the year is mistyped. */
const FAR_YEARS = 10

export function emptyOutcome(): OutcomeForm {
  const open = () => ({ ticked: false, reason: '' })
  return {
    outcome: '',
    amount: '',
    sure: '',
    explained: { policy: open(), responsibility: open(), route: open() },
    owner_unit: '',
    due_on: '',
    note: '',
  }
}

/** What stands between this form and closing, in the order of the panel. `today` is the day's date. */
export function missing(form: OutcomeForm, today: string, facts = NO_FACTS): Missing[] {
  const needs = needsOf(form.outcome)
  const found: Missing[] = []
  if (!form.outcome) found.push({ field: 'outcome', why: 'missing' })
  const amount = form.amount.trim() ? fenOf(form.amount) : null
  if (needs.amount !== 'none' && amount && 'wrong' in amount) found.push({ field: 'amount', why: amount.wrong })
  const doubt = amount && 'fen' in amount && form.sure !== form.amount ? doubtOf(amount.fen, facts) : null
  if (needs.amount !== 'none' && doubt) found.push({ field: 'amount', why: doubt })
  if (needs.amount === 'must' && (!amount || ('fen' in amount && amount.fen === 0))) {
    found.push({ field: 'amount', why: 'missing' })
  }
  if (needs.unit === 'must' && !form.owner_unit.trim()) found.push({ field: 'owner_unit', why: 'missing' })
  if (needs.due === 'must' && !form.due_on) found.push({ field: 'due_on', why: 'missing' })
  if (needs.due !== 'none' && form.due_on && form.due_on < today) found.push({ field: 'due_on', why: 'past' })
  if (needs.due !== 'none' && Number(form.due_on.slice(0, -6)) > Number(today.slice(0, 4)) + FAR_YEARS) {
    found.push({ field: 'due_on', why: 'far' })
  }
  for (const name of needs.absent ? [] : EXPLANATIONS) {
    const { ticked, reason } = form.explained[name]
    if (!ticked && !reason.trim()) found.push({ field: name, why: 'missing' })
  }
  return found
}

/**
 * The outcome as it is said, from a form that misses nothing. What the disposition has no use for is not sent;
 * where the petitioner was absent, `absence` is the reason why nothing was explained.
 */
export function outcomeOf(
  form: OutcomeForm,
  matter: string,
  absence: string,
  units: readonly UnitChoice[] = [],
): Outcome {
  const needs = needsOf(form.outcome)
  const amount = needs.amount === 'none' || !form.amount.trim() ? { fen: 0 } : fenOf(form.amount)
  const told = (name: Explanation): true | { reason: string } => {
    const { ticked, reason } = form.explained[name]
    return ticked ? true : { reason: wellFormed(reason.trim()) || absence }
  }
  const unit = needs.unit === 'none' ? '' : wellFormed(form.owner_unit.trim())
  const code = codeOf(units, unit)
  const due = needs.due === 'none' ? '' : form.due_on
  const note = wellFormed(form.note.trim())
  return {
    matter,
    outcome: form.outcome,
    amount_fen: 'fen' in amount ? amount.fen : 0,
    explained: { policy: told('policy'), responsibility: told('responsibility'), route: told('route') },
    ...(unit && { owner_unit: unit }),
    ...(code && { owner_unit_code: code }),
    ...(due && { due_on: due }),
    ...(note && { note }),
  }
}

export function isBegun(form: OutcomeForm): boolean {
  return JSON.stringify(form) !== JSON.stringify(emptyOutcome())
}

/** The sentence that tells each outcome, and what the sentence names; of several the first whose parts are all given. */
const SENTENCES = [
  { sentence: 'resolved_paid', outcome: 'resolved_on_site', names: ['fen'] },
  { sentence: 'resolved', outcome: 'resolved_on_site', names: [] },
  { sentence: 'paid_by', outcome: 'agreed_to_pay', names: ['fen', 'unit', 'due'] },
  { sentence: 'explained', outcome: 'policy_explained', names: [] },
  { sentence: 'accepted', outcome: 'accepted', names: ['unit', 'due'] },
  { sentence: 'assigned', outcome: 'assigned', names: ['unit', 'due'] },
  { sentence: 'forwarded_by', outcome: 'forwarded', names: ['unit', 'due'] },
  { sentence: 'forwarded', outcome: 'forwarded', names: ['unit'] },
  { sentence: 'guided_to', outcome: 'guided_to_legal_route', names: ['unit'] },
  { sentence: 'guided', outcome: 'guided_to_legal_route', names: [] },
  { sentence: 'to_bureau', outcome: 'to_petition_bureau', names: [] },
  { sentence: 'hearing', outcome: 'hearing', names: ['unit', 'due'] },
  { sentence: 'not_accepted', outcome: 'not_accepted', names: [] },
] as const

/** What is read back to the petitioner: which sentence, and the figures in it. The words are the desk's. */
export interface ReadBack {
  sentence: (typeof SENTENCES)[number]['sentence'] | 'plain'
  fen: number
  unit: string
  due: string
}

/** As much of an outcome as is read out. */
export type Told = Pick<Outcome, 'outcome' | 'amount_fen' | 'owner_unit' | 'due_on'>

export function readBackOf(outcome: Told): ReadBack {
  const said = { fen: outcome.amount_fen, unit: outcome.owner_unit ?? '', due: outcome.due_on ?? '' }
  const found = SENTENCES.find((one) => one.outcome === outcome.outcome && one.names.every((name) => said[name]))
  return { sentence: found?.sentence ?? 'plain', ...said }
}

/** A recorded outcome as it would have been typed, to be corrected. */
export function formOf(outcome: Outcome): OutcomeForm {
  const told = (name: Explanation) => {
    const given = outcome.explained[name]
    return given === true ? { ticked: true, reason: '' } : { ticked: false, reason: given.reason }
  }
  return {
    outcome: outcome.outcome,
    amount: outcome.amount_fen ? exactWan(outcome.amount_fen) : '',
    sure: outcome.amount_fen ? exactWan(outcome.amount_fen) : '',
    explained: { policy: told('policy'), responsibility: told('responsibility'), route: told('route') },
    owner_unit: outcome.owner_unit ?? '',
    due_on: outcome.due_on ?? '',
    note: outcome.note ?? '',
  }
}

/** What differs, as an amendment says it: nothing is ever made null, so what is gone stays in its field. */
export function changed(before: Outcome, after: Outcome): Changes {
  const keys = ['outcome', 'amount_fen', 'explained', 'owner_unit', 'owner_unit_code', 'due_on', 'note'] as const
  const differing = keys.filter(
    (key) => after[key] !== undefined && JSON.stringify(after[key]) !== JSON.stringify(before[key]),
  )
  const said: Changes = Object.fromEntries(differing.map((key) => [key, after[key]]))
  // another unit in free words: the code of the former one goes with it
  const isFree = said.owner_unit !== undefined && !after.owner_unit_code && before.owner_unit_code
  return isFree ? { ...said, owner_unit_code: '' } : said
}
