/** The form of a registration, and the entry it becomes. Pure. */
import { dateOf } from '../../dayCode'
import { type Changes, type Channel, type Need, type Registration, wellFormed } from '../../entries'
import { type AmountWrong, type Doubt, doubtOf, exactWan, fenOf } from '../../money'
import { countOf, personalIn, phoneOf, plain } from '../../typed'
import { type RepresentativesWrong, wrongIn as wrongRepresentatives } from './representatives'

export interface RegistrationForm {
  name: string
  phone: string
  category: string
  attendees: string
  involved: string
  amount: string
  /** The amount, as it was typed, that was confirmed when it was asked back. */
  sure: string
  summary: string
  needs: Need[]
  channel: Channel
  is_repeat: boolean
  /** The representatives of a group, as typed: one a line. */
  representatives: string
  /** The unit that the matter is about. */
  respondent: string
  /** The region of the problem as it was typed; empty where the code was not typed here. */
  region: string
  /** Its code, once what was typed names one region. */
  problem_region: string
  address: string
  /** Of the interpreter. */
  language: string
  /** Its id, from the first letter on: a draft found again is known to be registered or not. */
  matter?: string
  /** Registered again after a refusal: the same matter, so that what hangs on it finds its ground. */
  again?: { matter: string; entry: string }
}

export type RegistrationField =
  | 'name'
  | 'phone'
  | 'category'
  | 'attendees'
  | 'involved'
  | 'representatives'
  | 'amount'
  | 'summary'
  | 'language'
  | 'respondent'
  | 'region'
  | 'address'
export interface Wrong {
  field: RegistrationField
  why:
    | 'missing'
    | 'several'
    | 'not_a_count'
    | 'separator'
    | 'too_many'
    | 'not_a_phone'
    | 'too_long'
    | 'resident_id'
    | 'not_a_region'
    | 'mobile'
    | AmountWrong
    | Doubt
    | RepresentativesWrong
}

/** Bounds of docs/protocol.md, "Types". */
const MOST_PEOPLE = 100_000
export const LONGEST = { name: 100, summary: 2_000 } as const
/** One sentence, and one that a leader reads at a glance. */
const LONGEST_SENTENCE = 200
const LONGEST_NAME = 50
const LONGEST_FURTHER = { respondent: 200, address: 200, language: 50 } as const

export function emptyRegistration(): RegistrationForm {
  return {
    name: '',
    phone: '',
    category: '',
    attendees: '',
    involved: '',
    amount: '',
    sure: '',
    summary: '',
    needs: [],
    channel: 'site',
    is_repeat: false,
    representatives: '',
    respondent: '',
    region: '',
    problem_region: '',
    address: '',
    language: '',
  }
}

export function isBegun({ matter: _, ...form }: RegistrationForm): boolean {
  return JSON.stringify(form) !== JSON.stringify(emptyRegistration())
}

/** A count as typed; null if it is none. */
function numberOf(typed: string): number | null {
  const found = countOf(typed)
  return 'count' in found ? found.count : null
}

function wrongCount(typed: string): Wrong['why'] | null {
  const found = countOf(typed)
  if ('wrong' in found) return found.wrong
  return found.count > MOST_PEOPLE ? 'too_many' : null
}

function wrongName(typed: string): Wrong['why'] | null {
  if (!typed.trim()) return 'missing'
  if (typed.split(SEVERAL).filter((one) => one.trim()).length > 1) return 'several'
  return [...typed.trim()].length > LONGEST_NAME ? 'too_long' : null
}
const SEVERAL = /[、，,;；/\n]/

function wrongSummary(typed: string): Wrong['why'] | null {
  if (!typed.trim()) return 'missing'
  return [...typed.trim()].length > LONGEST_SENTENCE ? 'too_long' : personalIn(typed)
}

function wrongLength(typed: string, longest: number): Wrong['why'] | null {
  return [...typed.trim()].length > longest ? 'too_long' : null
}

/** How many boxes of the fold hold something. */
export function furtherIn({ respondent, region, problem_region, address }: RegistrationForm): number {
  return [respondent, region || problem_region, address].filter((typed) => typed.trim()).length
}

/** How many the matter concerns: those who came, where nothing else is typed. */
export function involvedIn(form: RegistrationForm): number {
  return numberOf(form.involved) ?? numberOf(form.attendees) ?? 0
}

/** Why an amount is asked back; null where it is not, or was confirmed. */
function wrongAmount(form: RegistrationForm): Wrong['why'] | null {
  if (!form.amount.trim()) return null
  const amount = fenOf(form.amount)
  if ('wrong' in amount) return amount.wrong
  return form.sure === form.amount ? null : doubtOf(amount.fen, { people: involvedIn(form) })
}

/** What is wrong, in the order of the form. An empty 涉及几人 means: those who came. */
export function wrongIn(form: RegistrationForm): Wrong[] {
  const whys: [RegistrationField, Wrong['why'] | null][] = [
    ['name', wrongName(form.name)],
    ['phone', form.phone.trim() && !isPhone(form.phone) ? 'not_a_phone' : null],
    ['category', form.category ? null : 'missing'],
    ['attendees', form.attendees.trim() ? wrongCount(form.attendees) : 'missing'],
    ['involved', form.involved.trim() ? wrongCount(form.involved) : null],
    ['representatives', wrongRepresentatives(form.representatives)],
    ['amount', wrongAmount(form)],
    ['summary', wrongSummary(form.summary)],
    ['language', wrongLength(form.language, LONGEST_FURTHER.language)],
    ['respondent', wrongLength(form.respondent, LONGEST_FURTHER.respondent)],
    ['region', form.region.trim() && !form.problem_region ? 'not_a_region' : null],
    ['address', wrongLength(form.address, LONGEST_FURTHER.address)],
  ]
  return whys.flatMap(([field, why]) => (why ? [{ field, why }] : []))
}

/** From so many on a group speaks through its representatives (信访工作条例: five at most). */
const GROUP = 5

export function isGroup(form: RegistrationForm): boolean {
  return (numberOf(form.attendees) ?? 0) >= GROUP || form.representatives.trim() !== ''
}

/** Fewer people affected than present: odd, but relatives may come along, so it is a notice and no error. */
export function isOdd(form: RegistrationForm): boolean {
  const [attendees, involved] = [numberOf(form.attendees), numberOf(form.involved)]
  return attendees !== null && involved !== null && involved > 0 && involved < attendees
}

/** Mobile numbers have eleven digits; anything else is taken as a land line, with or without its area code. */
export function isPhone(typed: string): boolean {
  return phoneOf(typed) !== null
}

/** Whether a number is whole at its last digit; a land line is only once its box is left. */
export function isMobile(typed: string): boolean {
  return phoneOf(typed)?.kind === 'mobile'
}

function trimmed(typed: string): string {
  return wellFormed(typed.trim())
}

/** The registration as it is said, from a form with nothing wrong. */
export function registrationOf(form: RegistrationForm, matter: string): Registration {
  const attendees = numberOf(form.attendees) ?? 0
  const amount = form.amount.trim() ? fenOf(form.amount) : null
  const phone = plain(form.phone)
  const [respondent, address, language] = [form.respondent, form.address, form.language].map(trimmed)
  return {
    matter,
    category: form.category,
    involved_count: numberOf(form.involved) ?? attendees,
    attendee_count: attendees,
    is_repeat: form.is_repeat,
    channel: form.channel,
    summary: trimmed(form.summary),
    needs: form.needs,
    petitioner: {
      name: trimmed(form.name),
      ...(phone && { phone }),
      ...(address && { address }),
      ...(language && { language }),
    },
    ...(respondent && { respondent }),
    ...(form.problem_region && { problem_region: form.problem_region }),
    ...(amount && 'fen' in amount && { claimed_fen: amount.fen }),
  }
}

/** A registration as it would have been typed, to be corrected or registered again. */
export function formOf(said: Registration): RegistrationForm {
  return {
    ...emptyRegistration(),
    name: said.petitioner?.name ?? '',
    phone: said.petitioner?.phone ?? '',
    category: said.category,
    attendees: String(said.attendee_count),
    involved: said.involved_count === said.attendee_count ? '' : String(said.involved_count),
    amount: said.claimed_fen === undefined ? '' : exactWan(said.claimed_fen),
    sure: said.claimed_fen === undefined ? '' : exactWan(said.claimed_fen),
    summary: said.summary,
    needs: said.needs,
    channel: said.channel,
    is_repeat: said.is_repeat,
    respondent: said.respondent ?? '',
    problem_region: said.problem_region ?? '',
    address: said.petitioner?.address ?? '',
    language: said.petitioner?.language ?? '',
  }
}

/** What differs, as an amendment says it. Nothing is ever made null, so an amount, employer or region taken out of its box stays. */
export function changedIn(before: Registration, form: RegistrationForm): Changes {
  const { matter: _, ...after } = registrationOf(form, before.matter)
  const keys = Object.keys(after) as (keyof typeof after)[]
  const differing = keys.filter((key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]))
  return Object.fromEntries(differing.map((key) => [key, after[key]]))
}

/** 张*: one letter and no more. Marks over letters, signs without a look and signs that turn the text are none. */
export function masked(name: string): string {
  const letters = name.normalize('NFKC').match(/[\p{L}\p{N}]/gu)
  const first = letters?.find((letter) => letter !== '\u115f' && letter !== '\u1160')
  return name.trim() ? `${first ?? ''}*` : ''
}

/** Why no visitor is registered on a day (its code) whose date is not today's: it is over, or it has not come. */
export function barredOn(day: string, today: string): 'not_today' | 'not_yet' | null {
  if (today > dateOf(day)) return 'not_today'
  return today < dateOf(day) ? 'not_yet' : null
}
