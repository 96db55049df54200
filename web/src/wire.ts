// Written by `./dev wire` from server/wire.py. Do not edit.

/** How far the tally has moved since it was published, by what came in later; all zero while it has not. */
export interface Adjustment {
  sites: SitesCount
  totals: Counts
  entries: EntriesCount
}

/** The time that was agreed, how the leader receives, and whether that leader is the viewer. */
export interface AppointedAnswer {
  at: string
  meeting: Meeting | null
  leader: string | null
  mine: boolean
}

/** A message that the desk of a site has not answered yet. */
export interface AskedOfDesk {
  said: 'message' | 'reached' | 'not_reached' | 'above' | 'no_one' | 'busy'
  by: string
  at: string
  note: string | null
  kind: 'late_to_open' | 'silent' | 'offline'
}

export interface AttentionItem {
  kind: string
  site: string
  severity: number
  since: string | null
  minutes: number | null
  count: number | null
  task?: AttentionTaskFacts | null
  chase: (ChaseStepFacts)[]
}

/** What a person said last of something on the list, and when by the day's clock. ``back``: the cause was taken or done, and is there anew; it is to be taken again. */
export interface AttentionTaskFacts {
  state: 'take' | 'hand_back' | 'done' | 'back'
  by: string
  at: string
  note: string | null
  version: number
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

/** The caller, and how they receive; ``mine`` where it was the viewer. */
export interface CalledAnswer {
  at: string
  by: string | null
  mine: boolean
  room: number | null
  mode: 'in_person' | 'video' | 'phone'
  calls: number
}

/** The list of this topic, which is read by HTTP, may have changed: ask again. The first one answers the watch. */
export interface Changed {
  type: 'changed'
  topic: string
  day: string
  place: string
}

export interface Changes {
  type: 'changes'
  topic?: string
  day: string
  place: string
  epoch: string
  from: number
  to: number
  set: BoardChanges
}

/** A step of the chase of a silent site, or what its desk answered, and when by the day's clock. */
export interface ChaseStepFacts {
  said: 'message' | 'reached' | 'not_reached' | 'above' | 'no_one' | 'busy'
  by: string
  at: string
  note: string | null
}

export type Check = 'registered' | 'people' | 'leader' | 'room' | 'camera' | 'microphone' | 'speaker' | 'line' | 'power' | 'forms'

/** What a person last commanded of a site, beside what its entries say; no figure follows from it. */
export interface CommandedSite {
  state: SiteState
  by: string | null
  at: string | null
  reason: string | null
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

/** Seat me at this meeting, now or again. A participant token is given by the route that let one in. */
export interface Enter {
  meeting: string
  type: 'enter'
  participant_token?: string | null
}

export interface EntriesCount {
  accepted: number
}

export interface ExpectedAnswer {
  at: string
  from: string
  to: string
}

/** The first message of a client. Without a token it acts for the session of the cookie. */
export interface Hello {
  type: 'hello'
  token?: string | null
  language?: string | null
}

/** A failed check that is to be cleared: by which level now, and until when that level alone sees to it. */
export interface IncidentAnswer {
  incident: string
  site: string
  check: Check
  state: IncidentState
  level: 'county' | 'city' | 'province'
  owner: string | null
  opened_at: string
  due_at: string | null
  ended_at: string | null
}

export type IncidentState = 'open' | 'owned' | 'ended'

/** I get up; the seat stays mine. */
export interface Leave {
  meeting: string
  type: 'leave'
}

/** The browser's answer to the offer of one leg. */
export interface LineTestAnswer {
  type: 'line_test_answer'
  leg: 'there' | 'back'
  sdp: string
}

/** Test the line of this site for this day. */
export interface LineTestBegin {
  type: 'line_test'
  day: string
}

/** What the browser counted of what came back to it; all zero where nothing did. */
export interface LineTestEnd {
  type: 'line_test_end'
  received: number
  lost: number
  round_trip: number
  jitter: number
  kbps_down: number
}

/** Answer both legs and send by ``there`` what you have; after ``seconds`` the test ends by itself. */
export interface LineTestOffer {
  type: 'line_test_offer'
  test: string
  there: string
  back: string
  seconds: number
}

/** The measured line, both ends together, and what is wrong with it. A report may name the test, once. */
export interface LineTestResult {
  type: 'line_test_result'
  test: string
  udp: boolean
  packets: number
  loss_up: number
  loss_down: number
  round_trip: number
  jitter: number
  kbps_up: number
  kbps_down: number
  faults: ('no_udp' | 'too_short' | 'loss' | 'round_trip' | 'jitter' | 'bandwidth_up' | 'bandwidth_down')[]
}

/** A measured line: losses as shares, round trip and jitter in milliseconds, rates in kbit/s. */
export interface MeasuredLine {
  udp: boolean
  packets: number
  loss_up: number
  loss_down: number
  round_trip: number
  jitter: number
  kbps_up: number
  kbps_down: number
}

/** My browser's answer (RFC 8829) to the offer of this leg; the one message that may be long. */
export interface MediaAnswer {
  meeting: string
  type: 'media_answer'
  leg: string
  sdp: string
}

/** What your browser is to answer, once a leg; each slot names a participant or is empty. */
export interface MediaOffer {
  type: 'media_offer'
  meeting: string
  leg: string
  sdp: string
  slots: (string | null)[]
  you: string
}

/** One of your slots shows another participant, or is empty now; nothing is to be answered. */
export interface MediaSlot {
  type: 'media_slot'
  meeting: string
  slot: number
  participant: string | null
}

/** Whether I send sound and picture. */
export interface MediaState {
  meeting: string
  type: 'media_state'
  audio: boolean
  video: boolean
}

export type Meeting = 'in_person' | 'video'

/** A meeting as it stands. Its instants are real ones, also on a rehearsed day with a clock of its own. ``leaderless_since``: since when a room that is open, or in which the site sits, has no leader in it. ``you`` is the caller's own seat. ``lacks``: ``outcome_missing``, or ``incomplete:FIELD`` of the outcome. ``begun``, for the leader only: the entries that say the reception began; to take it back is to withdraw them all. ``token``, after ``seat`` and ``enter`` only, may be shown once at the live line within two minutes. */
export interface MeetingAnswer {
  id: string
  day: string
  site: string
  place: number
  matter: string
  mode: 'video' | 'in_person' | 'phone'
  state: MeetingState
  planned_minutes: number
  rung_at: string
  opened_at: string | null
  ended_at: string | null
  end_reason: string | null
  now: string
  seats: (SeatAnswer)[]
  turn: TurnAnswer | null
  next: TurnAnswer | null
  lacks: (string)[]
  result: ResultAnswer | null
  begun: (string)[]
  telephone: string | null
  leaderless_since: string | null
  you: 'leader' | 'site' | 'official1' | 'official2' | null
  token?: string | null
}

export type MeetingState = 'ringing' | 'open' | 'ended'

/** A meeting as it stands now, as this line's reader may see it. */
export interface MeetingTold {
  type: 'meeting'
  meeting: MeetingAnswer
}

export interface MomentFigures {
  waiting_matters: number
  waiting_attendees: number
  in_session: number
  in_session_video: number
  longest_wait_from: string | null
}

/** The tier that a person gave by hand, and when. */
export interface MovedAnswer {
  tier: number
  at: string
}

export interface Ping {
  type: 'ping'
}

export interface Pong {
  type: 'pong'
}

/** The tally as it was published at ``at``; it never moves again. */
export interface PublishedTally {
  at: string
  version: number
  sites: SitesCount
  totals: Counts
  by_category: Record<string, Counts>
  by_outcome: Record<string, number>
  by_city: Record<string, Counts>
}

/** The board of a day within one's places; the snapshot of the topic ``readiness``. */
export interface ReadinessAnswer {
  day: string
  version: number
  now: string
  speed: number
  round: Round
  opens_at: string
  due: Record<string, string>
  sites: Record<string, SiteChecks>
  incidents: Record<string, IncidentAnswer>
  called: Record<string, string>
}

/** What was just asked is refused, or a seat at a meeting is no longer this line's; the line stays. Where a watch of another topic than the board is refused, the topic is named. */
export interface Refusal {
  type: 'refused'
  code: string
  topic?: string
  meeting?: string
}

/** What came of a meeting's matter; ``owner_unit`` for its leader and its site alone. */
export interface ResultAnswer {
  outcome: string
  amount_fen: number
  owner_unit: string | null
  due_on: string | null
}

export interface Ring {
  type: 'ring'
  meeting: string
  day: string
  site: string
  from: string
  matter: string
  ticket: string | null
  mode: string
  participant: string
}

export type Round = 't7d' | 't1d' | 't60' | 't10'

/** A seat that a participant has or is asked to; ``name`` is an official's or a site's, never a petitioner's. ``away_since``: since when it is without them, gone or rung for. ``role`` and ``answer`` are an official's. */
export interface SeatAnswer {
  participant: 'leader' | 'site' | 'official1' | 'official2'
  kind: 'leader' | 'site' | 'official'
  name: string
  state: SeatState
  audio: boolean
  video: boolean
  away_since: string | null
  role: string | null
  answer: 'not_now' | 'soon' | null
}

export type SeatState = 'invited' | 'seated' | 'away' | 'left' | 'removed'

/** How a site stands. Of each check one sign a round: o passed, l late, x failed, m missing, . not due. */
export interface SiteChecks {
  site: string
  place: number
  city: string
  county: string
  name_zh: string
  name_en: string
  telephone: string | null
  rooms: number
  marks: Record<string, string>
  bars: Record<string, 'ready' | 'missing' | 'failed'>
  line: MeasuredLine | null
  asked_at: string | null
  reminded_at: string | null
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
  commanded: CommandedSite | null
  rooms_planned: number | null
  asked: AskedOfDesk | null
  no_one_at: string | null
}

export type SiteState = 'expected' | 'ready' | 'open' | 'degraded' | 'offline' | 'suspended' | 'closed' | 'signed'

export interface SitesCount {
  expected: number
  opened: number
  closed: number
}

/** All of it, as of a version. Later changes name this epoch. Without a topic it is the board. */
export interface Snapshot {
  type: 'snapshot'
  topic?: string
  day: string
  place: string
  epoch: string
  version: number
  board: BoardAnswer
}

/** The tally of a scope; amounts in fen; what is all zero is absent. ``published`` is there once it is published. */
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
  published?: PublishedTally | null
  adjustment?: Adjustment | null
}

/** The day's clock: what it says, and how many times as fast as ours it runs. */
export interface Tick {
  type: 'tick'
  now: string
  speed: number
}

/** One turn of a list, the person masked. ``position`` counts those who wait in the list that was asked for. */
export interface TurnAnswer {
  site: string
  place: number
  matter: string
  ticket: string | null
  category: string
  involved: number
  attendees: number
  needs: ('elderly' | 'ill' | 'disabled' | 'pregnant' | 'with_child' | 'hardship' | 'from_far' | 'interpreter')[]
  is_repeat: boolean
  channel: 'site' | 'qr_code' | 'video' | 'phone'
  registered_at: string
  state: 'waiting' | 'called' | 'held' | 'in_session' | 'done'
  position: number
  why: WhyAnswer
  why_text: string
  expected: ExpectedAnswer | null
  callable: boolean
  claimed_fen: number | null
  problem_region: string | null
  person: string | null
  called: CalledAnswer | null
  no_shows: number
  handed_to: string | null
  meeting: string | null
  moved: MovedAnswer | null
  appointed: AppointedAnswer | null
  version: number
}

/** The lists of those who wait at these places may have changed. Only to pages that asked so by ``turns``. */
export interface Turns {
  type: 'turns'
  day: string
  place: string
}

/** Tell me no more of this topic, or of any. */
export interface Unwatch {
  type: 'unwatch'
  topic?: string | null
}

/** Tell me of this topic and day: of all my places, or of one (its code: place.py). A line watches a topic once. With epoch and version, those of the last frame heard, only what was missed since is told, if it is still known. */
export interface WatchDay {
  type: 'watch'
  topic?: string
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

export interface WhyAnswer {
  code: 'moved' | 'hardship' | 'need' | 'many' | 'waited' | 'appointed' | 'arrival'
  params: Record<string, string | number>
}

export type BoardChanges = { day?: string; version?: number; now?: string; speed?: number; tally?: { day?: string; version?: number; sites?: SitesCount; totals?: Counts; by_category?: Record<string, Counts | null>; by_outcome?: Record<string, number | null>; by_city?: Record<string, Counts | null>; entries?: EntriesCount; by_county?: Record<string, Counts | null>; by_site?: Record<string, Counts | null>; published?: PublishedTally | null; adjustment?: Adjustment | null }; figures?: MomentFigures; sites?: Record<string, SiteFacts | null>; attention?: (AttentionItem)[]; curve?: Record<string, CurveSlot | null> }

export type ReadinessChanges = { day?: string; version?: number; now?: string; speed?: number; round?: Round; opens_at?: string; due?: Record<string, string>; sites?: Record<string, SiteChecks | null>; incidents?: Record<string, IncidentAnswer | null>; called?: Record<string, string> }

/** The parts of the board that are told row by row; every other part is told whole. */
export const BOARD_OUTLINE = { tally: { by_category: 'rows', by_outcome: 'rows', by_city: 'rows', by_county: 'rows', by_site: 'rows' }, sites: 'rows', curve: 'rows' } as const

/** The parts of the board that are told row by row; every other part is told whole. */
export const READINESS_OUTLINE = { sites: 'rows', incidents: 'rows' } as const

export type FromServer = Welcome | Snapshot | Changes | Tick | Changed | Turns | Refusal | Ended | Pong | Ring | MeetingTold | MediaOffer | MediaSlot | LineTestOffer | LineTestResult

export type ToServer = Hello | WatchDay | Unwatch | Ping | Enter | MediaAnswer | MediaState | Leave | LineTestBegin | LineTestAnswer | LineTestEnd

/** What each outcome requires before a reception may close at the desk. */
export const DISPOSITIONS = {
  resolved_on_site: { requires: [], explained: ['policy', 'responsibility', 'route'] },
  agreed_to_pay: { requires: ['amount_fen', 'owner_unit', 'due_on'], explained: ['policy', 'responsibility', 'route'] },
  policy_explained: { requires: [], explained: ['policy', 'responsibility', 'route'] },
  accepted: { requires: ['owner_unit', 'due_on'], explained: ['policy', 'responsibility', 'route'] },
  assigned: { requires: ['owner_unit', 'due_on'], explained: ['policy', 'responsibility', 'route'] },
  forwarded: { requires: ['owner_unit'], explained: ['policy', 'responsibility', 'route'] },
  guided_to_legal_route: { requires: [], explained: ['policy', 'responsibility', 'route'] },
  to_petition_bureau: { requires: [], explained: ['policy', 'responsibility', 'route'] },
  hearing: { requires: ['owner_unit', 'due_on'], explained: ['policy', 'responsibility', 'route'] },
  not_accepted: { requires: [], explained: ['policy', 'responsibility', 'route'] },
  withdrawn: { requires: [], explained: [] },
  no_show: { requires: [], explained: [] },
} as const
