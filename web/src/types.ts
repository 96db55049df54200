/** What the server says, in its own words. */
import type { Language } from './api'
import type { Mode, Need } from './entries'
import type { MarkKind } from './ui/marks'

export interface Counts {
  matters: number
  involved: number
  attendees: number
  resolved_on_site: number
  amount_fen: number
}

export interface Tally {
  day: string
  version: number
  sites: { expected: number; opened: number; closed: number }
  totals: Counts
  by_category: Record<string, Counts>
  by_outcome: Record<string, number>
  by_city: Record<string, Counts>
  by_county?: Record<string, Counts>
  by_site?: Record<string, Counts>
  entries: { accepted: number }
}

export interface Figures {
  waiting_matters: number
  waiting_attendees: number
  in_session: number
  in_session_video: number
  longest_wait_from: string | null
}

export type SiteState = 'expected' | 'open' | 'closed'

export interface SiteFacts {
  site: string
  place: number
  city: string
  county: string
  state: SiteState
  mark: MarkKind
  opened_at: string | null
  closed_at: string | null
  zero_at: string | null
  last_heard_at: string | null
  matters: number
  waiting_matters: number
  waiting_attendees: number
  in_session: number
  longest_wait_from: string | null
  waiting_entries: number
  incomplete: number
  late: number
  clock_ahead: number
}

export type AttentionKind =
  | 'late_to_open'
  | 'silent'
  | 'long_wait'
  | 'waiting_entries'
  | 'matter_after_zero'
  | 'late_entries'
  | 'clock_ahead'
  | 'inconsistent'
  | 'incomplete'

export interface Attention {
  kind: AttentionKind
  site: string
  since: string | null
  count: number | null
  minutes: number | null
  severity: number
}

export interface CurveSlot {
  matters: number
  resolved_on_site: number
}

export interface Board {
  day: string
  version: number
  now: string
  speed: number
  tally: Tally
  figures: Figures
  sites: Record<string, SiteFacts>
  attention: Attention[]
  curve: Record<string, CurveSlot>
}

export interface MatterRow {
  matter: string
  site: string
  place: number
  category: string
  outcome: string | null
  involved: number
  attendees: number
  amount_fen: number
  is_repeat: boolean
  channel: string
  state: 'waiting' | 'in_session' | 'done'
  registered_at: string
  started_at: string | null
  outcome_at: string | null
  owner_unit: string | null
  due_on: string | null
  incomplete: string[]
  late: boolean
  person: string | null
  needs: Need[]
  mode: Mode | null
}

export interface Page<T> {
  items: T[]
  next: string | null
}

/** A page of the records behind a figure; `sum` is of all of them, whatever the page. */
export interface MattersPage extends Page<MatterRow> {
  sum: Counts
}

export interface PlaceName {
  code: string
  name_zh: string
  name_en: string
  level: string
}

export interface Me {
  kind: 'account' | 'device'
  id: string
  name: string
  roles: string[]
  place: PlaceName
  site: string | null
  capabilities: string[]
  csrf: string
  language: Language | null
  rehearsal: boolean
}

export interface Region extends PlaceName {
  parent: string | null
}

export interface SiteName {
  site: string
  place: number
  name_zh: string
  name_en: string
  kind: string
  tier: string
  region: string
  city: string
  rooms: number
}

export interface Reference {
  regions: Region[]
  categories: { code: string; parent: string | null; zh: string; en: string }[]
  outcomes: { code: string; zh: string; en: string; terminal: boolean }[]
  grid: { code: string; name_zh: string; name_en: string; row: number; col: number }[]
  sites: SiteName[]
}

export interface Day {
  day: string
  name_zh: string
  name_en: string
  state: string
  zone: string
  is_rehearsal: boolean
  opens_at: string
  closes_at: string
  clock: { now: string; speed: number; ends_at: string | null; real: boolean }
}

export interface Invitation {
  name: string
  role: string
  place: PlaceName
}

export interface Account {
  id: string
  name: string
  login: string | null
  roles: string[]
  place: PlaceName
  site: string | null
  suspended: boolean
}

export interface Link {
  account: string
  link: string
  expires_at: string
}

export interface Device {
  device: string
  label: string
  enrolled_at: string
  seen_at: string | null
  revoked_at: string | null
}

/** What one frame changes of each row of a part: whole rows; `null` = gone. */
export type Rows<T> = Record<string, T | null>

/** What one frame of the feed changes: absent = as it was. Rows are merged by key, every other part is told whole. */
export type Changes = Partial<Omit<Board, 'tally' | 'sites' | 'curve'>> & {
  tally?: Partial<Omit<Tally, 'by_category' | 'by_outcome' | 'by_city' | 'by_county' | 'by_site'>> & {
    by_category?: Rows<Counts>
    by_outcome?: Rows<number>
    by_city?: Rows<Counts>
    by_county?: Rows<Counts>
    by_site?: Rows<Counts>
  }
  sites?: Rows<SiteFacts>
  curve?: Rows<CurveSlot>
}

export type FromServer =
  | { type: 'welcome'; epoch: string; server_time: string }
  | { type: 'snapshot'; day: string; place: string; epoch: string; version: number; board: Board }
  | { type: 'changes'; day: string; place: string; epoch: string; from: number; to: number; set: Changes }
  | { type: 'tick'; now: string; speed: number }
  | { type: 'refused'; code: string }
  | { type: 'ended'; code: string }
  | { type: 'pong' }

export type ToServer =
  | { type: 'hello'; token?: string; language: Language }
  | { type: 'watch'; day: string; place?: string; epoch?: string; version?: number }
  | { type: 'unwatch' }
  | { type: 'ping' }

export interface BrowserSession {
  id: string
  created_at: string
  last_seen_at: string
  current: boolean
}
