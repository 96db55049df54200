/** What a person has filled in so far, kept on the phone, and the booking that becomes of it. Pure but for the store. */
import type { Language } from '../../api'
import { wellFormed } from '../../entries'
import type { Store } from '../../storage'
import { phoneOf, plain } from '../../typed'
import type { BookingBody, OwnBooking } from '../../types'

export interface WorkerRow {
  name: string
  /** Yuan, as typed. */
  yuan: string
}

export interface Draft {
  /** The id of the booking, made with the draft: what is sent twice is there once. */
  id: string
  /** The booking that this corrects, as it was seen; kept with the draft, so that a reload sends no second booking. */
  corrects: { code: string; version: number } | null
  /** The site of the address that was opened, and the one that was chosen in its place. */
  site: string
  chosen: string
  city: string
  region: string
  category: string
  summary: string
  wanted: string
  respondent: string
  people: string
  attendees: string
  representatives: string[]
  workers: WorkerRow[]
  needs: string[]
  language: string
  day: string
  appointment: boolean
  name: string
  phone: string
  /** The check of the number, the number it is of, and whether its digits were right. */
  check: string
  checked: string
  proved: boolean
}

/** The day of a draft whose person has not decided on one; an empty day was not asked about yet. */
export const UNDECIDED = '-'
export const MOST_REPRESENTATIVES = 5
const KEPT_AS = 'reception.booking'

export function emptyDraft(site: string, id: string): Draft {
  return {
    ...{
      id,
      corrects: null,
      site,
      chosen: '',
      city: '',
      region: '',
      category: '',
      summary: '',
      wanted: '',
      respondent: '',
    },
    ...{ people: '1', attendees: '1', representatives: [], workers: [], needs: [], language: '', day: '' },
    ...{ appointment: false, name: '', phone: '', check: '', checked: '', proved: false },
  }
}

/** The draft of this phone; a new one where there is none, or where it cannot be read. */
export function keptDraft(store: Store, site: string, newId: () => string): Draft {
  const fresh = emptyDraft(site, newId())
  try {
    const kept = JSON.parse(store.getItem(KEPT_AS) ?? 'null') as Partial<Draft> | null
    return kept && kept.site === site && typeof kept.id === 'string' ? { ...fresh, ...kept } : fresh
  } catch {
    return fresh
  }
}

export function keepDraft(store: Store, draft: Draft): void {
  store.setItem(KEPT_AS, JSON.stringify(draft))
}

export function dropDraft(store: Store): void {
  store.removeItem(KEPT_AS)
}

/** Whole fen of yuan as typed, 1,234.5 or １２３４; null for what is no sum. */
export function fenOfYuan(typed: string): number | null {
  const written = typed.normalize('NFKC').replaceAll(/[,\s元¥]/g, '')
  const found = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(written)
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : null
}

export function rowsOf(draft: Draft): WorkerRow[] {
  return draft.workers.filter((row) => row.name.trim() || row.yuan.trim())
}

/** The sum of the rows, in fen; those that cannot be read count nothing. */
export function totalOf(draft: Draft): number {
  return rowsOf(draft).reduce((sum, row) => sum + (fenOfYuan(row.yuan) ?? 0), 0)
}

function countOf(typed: string): number {
  const written = typed.normalize('NFKC').trim()
  return /^\d{1,6}$/.test(written) ? Number(written) : 0
}

export type Step = 'what' | 'where' | 'about' | 'people' | 'list' | 'wish' | 'needs' | 'who' | 'check'
export const STEPS: readonly Step[] = ['what', 'where', 'about', 'people', 'list', 'wish', 'needs', 'who', 'check']

export type Why = 'missing' | 'not_a_phone' | 'not_a_count' | 'too_many_attend' | 'row' | 'too_many_rows' | 'unproved'

/** What keeps a step from being done; null where nothing does. */
export function wrongIn(draft: Draft, step: Step, proves: boolean): Why | null {
  switch (step) {
    case 'what':
      return draft.summary.trim() ? null : 'missing'
    case 'where':
      return draft.region ? null : 'missing'
    case 'about':
      return draft.category ? null : 'missing'
    case 'people':
      return wrongPeople(draft)
    case 'list':
      if (rowsOf(draft).some((row) => !row.name.trim() || fenOfYuan(row.yuan) === null)) return 'row'
      return rowsOf(draft).length > countOf(draft.people) ? 'too_many_rows' : null
    case 'wish':
    case 'needs':
    case 'check':
      return null
    case 'who':
      if (!draft.name.trim()) return 'missing'
      if (!phoneOf(draft.phone)) return 'not_a_phone'
      return proves && !(draft.proved && draft.checked === plain(draft.phone)) ? 'unproved' : null
  }
}

function wrongPeople(draft: Draft): Why | null {
  const [people, attendees] = [countOf(draft.people), countOf(draft.attendees)]
  if (people < 1 || attendees < 1) return 'not_a_count'
  return attendees > Math.min(people, MOST_REPRESENTATIVES) ? 'too_many_attend' : null
}

/** The first step with something wrong, so that nothing is sent before all is there. */
export function firstWrong(draft: Draft, proves: boolean): Step | null {
  return STEPS.find((step) => wrongIn(draft, step, proves)) ?? null
}

/** The booking as it is sent, from a draft with nothing wrong. */
export function bodyOf(draft: Draft, language: Language): BookingBody {
  const rows = rowsOf(draft)
  const representatives = draft.representatives.map((name) => name.trim()).filter(Boolean)
  return {
    site: draft.chosen || draft.site,
    day: draft.day === UNDECIDED ? null : draft.day || null,
    kind: draft.appointment ? 'appointment' : 'walk_in',
    arose_in: draft.region,
    category: draft.category,
    name: sound(draft.name),
    phone: plain(draft.phone),
    phone_check: draft.proved ? draft.check : null,
    summary: sound(draft.summary),
    wanted: sound(draft.wanted),
    respondent: sound(draft.respondent) || null,
    people_count: countOf(draft.people),
    attendee_count: countOf(draft.attendees),
    representatives: representatives.map((name) => ({ name: sound(name), phone: null })),
    needs: draft.needs as BookingBody['needs'],
    language: (draft.language || null) as BookingBody['language'],
    reads: language === 'en' ? 'en' : 'zh',
    claimed_fen: totalOf(draft),
    workers: rows.map((row) => ({ name: sound(row.name), fen: fenOfYuan(row.yuan) ?? 0 })),
  } as BookingBody
}

/** Trimmed, and without halves of characters, which no server takes. */
function sound(typed: string): string {
  return wellFormed(typed.trim())
}

/** A booking as a draft, to be corrected. */
export function draftOf(own: OwnBooking, fresh: Draft): Draft {
  return {
    ...fresh,
    id: own.id,
    corrects: { code: own.code, version: own.version },
    chosen: own.site === fresh.site ? '' : own.site,
    region: own.arose_in,
    city: `${own.arose_in.slice(0, 4)}00`,
    category: own.category,
    summary: own.summary ?? '',
    wanted: own.wanted ?? '',
    respondent: own.respondent ?? '',
    people: String(own.people_count),
    attendees: String(own.attendee_count),
    representatives: own.representatives.map((one) => one.name),
    workers: own.workers.map((one) => ({ name: one.name, yuan: (one.fen / 100).toFixed(2).replace(/\.00$/, '') })),
    needs: own.needs,
    language: own.language ?? '',
    day: own.day ?? UNDECIDED,
    appointment: own.kind === 'appointment',
    name: own.name ?? '',
    phone: own.phone ?? '',
    checked: plain(own.phone ?? ''),
    proved: own.phone_checked,
  }
}
