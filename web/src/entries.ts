/** What a site says (docs/protocol.md, "Entries"): one shape per kind, made on the device with an id of its own. */

export const NEEDS = [
  'elderly',
  'ill',
  'disabled',
  'pregnant',
  'with_child',
  'hardship',
  'from_far',
  'interpreter',
] as const
export type Need = (typeof NEEDS)[number]

export const CHANNELS = ['site', 'qr_code', 'video', 'phone'] as const
export type Channel = (typeof CHANNELS)[number]

export const EXPLANATIONS = ['policy', 'responsibility', 'route'] as const
export type Explanation = (typeof EXPLANATIONS)[number]
/** Each of the three explanations was given, or there is a reason why not. */
export type Explained = Record<Explanation, true | { reason: string }>

export type Mode = 'in_person' | 'video' | 'phone'

export interface Petitioner {
  name: string
  phone?: string
  address?: string
  language?: string
}

export interface Registration {
  matter: string
  category: string
  involved_count: number
  attendee_count: number
  is_repeat: boolean
  channel: Channel
  summary: string
  needs: Need[]
  petitioner?: Petitioner
  respondent?: string
  problem_region?: string
  /** Integer fen, as every amount. */
  claimed_fen?: number
}

export interface Outcome {
  matter: string
  outcome: string
  amount_fen: number
  explained: Explained
  owner_unit?: string
  /** The code of the unit where it was chosen from the list; in an amendment empty: named in free words again. */
  owner_unit_code?: string
  /** A date, YYYY-MM-DD. */
  due_on?: string
  note?: string
}

export const MOST_REPRESENTATIVES = 5
/** One of up to so many who speak for a group. */
export interface Representative {
  name: string
  phone?: string
}

export interface Ticket {
  matter: string
  /** One letter A–Z, so that two desks of a site never print the same number. */
  desk: string
  number: number
  /** SHA-256 of the query code, 64 lower-case hex digits. */
  code: string
  representatives?: Representative[]
}

export const BECAUSE = ['no_show', 'given_back', 'held'] as const
export type Because = (typeof BECAUSE)[number]

export type Changes = Partial<Omit<Registration, 'matter'> & Omit<Outcome, 'matter'>>

export type Said =
  | { kind: 'site_opened'; data: { rooms: number } }
  | { kind: 'matter_registered'; data: Registration }
  | { kind: 'reception_started'; data: { matter: string; mode: Mode; leader?: string } }
  | { kind: 'outcome_recorded'; data: Outcome }
  | { kind: 'ticket_issued'; data: Ticket }
  | { kind: 'turn_called'; data: { matter: string; room: number } }
  | { kind: 'turn_held'; data: { matter: string; reason?: string } }
  | { kind: 'turn_returned'; data: { matter: string; because: Because } }
  | { kind: 'entry_amended'; data: { entry: string; changes: Changes; reason: string } }
  | { kind: 'entry_withdrawn'; data: { entry: string; reason: string } }
  | { kind: 'zero_reported'; data: Record<string, never> }
  | { kind: 'site_closed'; data: Record<string, never> }

export type Kind = Said['kind']

/** An entry: `at` is RFC 3339 with offset by the day's clock, `by` the account that recorded it when there is one. */
export type Entry = Said & { id: string; day: string; site: string; at: string; by?: string }

export type EntryOf<K extends Kind> = Extract<Entry, { kind: K }>

export function isOf<K extends Kind>(entry: Entry, kind: K): entry is EntryOf<K> {
  return entry.kind === kind
}

/** Half of a surrogate pair (cut by a paste or an input method) is no character and would be refused. */
export function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD')
}
