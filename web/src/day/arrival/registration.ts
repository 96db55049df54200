/** What is typed when somebody comes, and what it becomes. Pure. */
import { type Changes, type Channel, type Need, type Registration, wellFormed } from '../../entries'
import { exactWan, fenOf } from '../../money'
import { type RepresentativesWrong, wrongIn as wrongRepresentatives } from '../ticket/representatives'

export interface RegistrationForm {
  name: string
  phone: string
  category: string
  attendees: string
  involved: string
  amount: string
  summary: string
  needs: Need[]
  channel: Channel
  is_repeat: boolean
  /** Who speaks for a group, as typed: one a line. */
  representatives: string
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
export interface Wrong {
  field: RegistrationField
  why:
    | 'missing'
    | 'not_a_count'
    | 'too_many'
    | 'not_a_phone'
    | 'not_a_number'
    | 'too_fine'
    | 'too_large'
    | RepresentativesWrong
}

/** Bounds of docs/protocol.md, "Types". */
const MOST_PEOPLE = 100_000
export const LONGEST = { name: 100, summary: 2_000 } as const

export function emptyRegistration(): RegistrationForm {
  return {
    name: '',
    phone: '',
    category: '',
    attendees: '',
    involved: '',
    amount: '',
    summary: '',
    needs: [],
    channel: 'site',
    is_repeat: false,
    representatives: '',
  }
}

export function isBegun({ matter: _, ...form }: RegistrationForm): boolean {
  return JSON.stringify(form) !== JSON.stringify(emptyRegistration())
}

/** A count as typed, also in full-width digits; null if it is none. */
function countOf(typed: string): number | null {
  const text = typed.normalize('NFKC').trim()
  return /^\d{1,9}$/.test(text) ? Number(text) : null
}

/** What is wrong, in the order of the form. An empty 涉及几人 means: those who came. */
export function wrongIn(form: RegistrationForm): Wrong[] {
  const found: Wrong[] = []
  if (!form.name.trim()) found.push({ field: 'name', why: 'missing' })
  if (form.phone.trim() && !isPhone(form.phone)) found.push({ field: 'phone', why: 'not_a_phone' })
  if (!form.category) found.push({ field: 'category', why: 'missing' })
  const attendees = countOf(form.attendees)
  const involved = countOf(form.involved)
  if (!form.attendees.trim()) found.push({ field: 'attendees', why: 'missing' })
  else if (!attendees) found.push({ field: 'attendees', why: 'not_a_count' })
  else if (attendees > MOST_PEOPLE) found.push({ field: 'attendees', why: 'too_many' })
  if (form.involved.trim() && !involved) found.push({ field: 'involved', why: 'not_a_count' })
  else if (involved && involved > MOST_PEOPLE && form.involved.trim())
    found.push({ field: 'involved', why: 'too_many' })
  const representatives = wrongRepresentatives(form.representatives)
  if (representatives) found.push({ field: 'representatives', why: representatives })
  const amount = form.amount.trim() ? fenOf(form.amount) : null
  if (amount && 'wrong' in amount) found.push({ field: 'amount', why: amount.wrong })
  if (!form.summary.trim()) found.push({ field: 'summary', why: 'missing' })
  return found
}

/** From so many on a group speaks through its representatives (信访工作条例: five at most). */
const GROUP = 5

export function isGroup(form: RegistrationForm): boolean {
  return (countOf(form.attendees) ?? 0) >= GROUP || form.representatives.trim() !== ''
}

/** Fewer concerned than came: odd, but it happens (relatives who come along), so it is said and stops nobody. */
export function isOdd(form: RegistrationForm): boolean {
  const [attendees, involved] = [countOf(form.attendees), countOf(form.involved)]
  return attendees !== null && involved !== null && involved > 0 && involved < attendees
}

/** Mobile numbers have eleven digits; anything else is taken as a land line, with or without its area code. */
export function isPhone(typed: string): boolean {
  return isMobile(typed) || /^(?!1)\+?\d{5,16}$/.test(digitsOf(typed))
}

/** Whether a number is whole at its last digit; a land line is only once its box is left. */
export function isMobile(typed: string): boolean {
  return /^(\+86)?1\d{10}$/.test(digitsOf(typed))
}

function digitsOf(typed: string): string {
  return typed.normalize('NFKC').replaceAll(/[\s()-]/g, '')
}

/** The registration as it is said, from a form with nothing wrong. */
export function registrationOf(form: RegistrationForm, matter: string): Registration {
  const attendees = countOf(form.attendees) ?? 0
  const amount = form.amount.trim() ? fenOf(form.amount) : null
  const phone = form.phone.normalize('NFKC').trim()
  return {
    matter,
    category: form.category,
    involved_count: countOf(form.involved) ?? attendees,
    attendee_count: attendees,
    is_repeat: form.is_repeat,
    channel: form.channel,
    summary: wellFormed(form.summary.trim()),
    needs: form.needs,
    petitioner: { name: wellFormed(form.name.trim()), ...(phone && { phone }) },
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
    summary: said.summary,
    needs: said.needs,
    channel: said.channel,
    is_repeat: said.is_repeat,
  }
}

/** What differs, as an amendment says it. Nothing is ever made null, so an amount taken out of its box stays. */
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
