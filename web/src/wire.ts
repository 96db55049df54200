// Written by `./dev wire` from server/wire.py. Do not edit.

export interface AttentionItem {
  kind: string
  site: string
  severity: number
  since: string | null
  minutes: number | null
  count: number | null
}

/** All that a wall shows of a scope; the snapshot of the live feed. */
export interface BoardAnswer {
  day: string
  version: number
  now: string
  speed: number
  tally: TallyAnswer
  figures: MomentFigures
  sites: Record<string, SiteFacts>
  attention: (AttentionItem)[]
  curve: Record<string, CurveSlot>
}

export interface Changes {
  type: 'changes'
  day: string
  place: string
  epoch: string
  from: number
  to: number
  set: BoardChanges
}

export interface Counts {
  matters: number
  involved: number
  attendees: number
  resolved_on_site: number
  amount_fen: number
}

export interface CurveSlot {
  matters: number
  resolved_on_site: number
}

/** The line ends for a reason that coming back does not cure. */
export interface Ended {
  type: 'ended'
  code: string
}

export interface EntriesCount {
  accepted: number
}

/** The first word: who is there. Without a token it is the session of the cookie. */
export interface Hello {
  type: 'hello'
  token?: string | null
  language?: string | null
}

export interface MomentFigures {
  waiting_matters: number
  waiting_attendees: number
  in_session: number
  in_session_video: number
  longest_wait_from: string | null
}

export interface Ping {
  type: 'ping'
}

export interface Pong {
  type: 'pong'
}

/** What was just asked is refused; the line stays. */
export interface Refusal {
  type: 'refused'
  code: string
}

export interface SiteFacts {
  site: string
  place: number
  city: string
  county: string
  state: 'expected' | 'open' | 'closed'
  mark: 'none' | 'ready' | 'wait' | 'live' | 'alert' | 'off' | 'closed'
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
  callable: boolean
}

export interface SitesCount {
  expected: number
  opened: number
  closed: number
}

/** All of it, as of a version. Later changes name this epoch. */
export interface Snapshot {
  type: 'snapshot'
  day: string
  place: string
  epoch: string
  version: number
  board: BoardAnswer
}

/** The tally of a scope; amounts in fen; what is all zero is absent. */
export interface TallyAnswer {
  day: string
  version: number
  sites: SitesCount
  totals: Counts
  by_category: Record<string, Counts>
  by_outcome: Record<string, number>
  by_city: Record<string, Counts>
  entries: EntriesCount
  by_county?: Record<string, Counts> | null
  by_site?: Record<string, Counts> | null
}

/** The day's clock: what it says, and how many times as fast as ours it runs. */
export interface Tick {
  type: 'tick'
  now: string
  speed: number
}

/** The lists of those who wait at these places may have changed: ask again. Only to who asked to be told so. */
export interface Turns {
  type: 'turns'
  day: string
  place: string
}

export interface Unwatch {
  type: 'unwatch'
}

/** Tell me of this day: of all my places, or of one (its code: place.py). With epoch and version, those of the last frame heard, only what was missed since is told, if it is still known. */
export interface WatchDay {
  type: 'watch'
  day: string
  place?: string | null
  epoch?: string | null
  version?: number | null
  turns?: boolean
}

/** You may watch. The epoch is this server's; a snapshot brings its own. */
export interface Welcome {
  type: 'welcome'
  epoch: string
  server_time: string
}

export type BoardChanges = { day?: string; version?: number; now?: string; speed?: number; tally?: { day?: string; version?: number; sites?: SitesCount; totals?: Counts; by_category?: Record<string, Counts | null>; by_outcome?: Record<string, number | null>; by_city?: Record<string, Counts | null>; entries?: EntriesCount; by_county?: Record<string, Counts | null>; by_site?: Record<string, Counts | null> }; figures?: MomentFigures; sites?: Record<string, SiteFacts | null>; attention?: (AttentionItem)[]; curve?: Record<string, CurveSlot | null> }

export type FromServer = Welcome | Snapshot | Changes | Tick | Turns | Refusal | Ended | Pong

export type ToServer = Hello | WatchDay | Unwatch | Ping
