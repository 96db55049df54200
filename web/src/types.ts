/** What the server says, by shorter names. The shapes are generated from its routes (`./dev wire`). */
import type { Language } from './api'
import type { components } from './schema'

type Said = components['schemas']

export type Counts = Said['Counts']
export type Tally = Said['TallyAnswer']
export type Figures = Said['MomentFigures']
export type SiteFacts = Said['SiteFacts']
export type Attention = Said['AttentionItem']
export type CurveSlot = Said['CurveSlot']
export type Board = Said['BoardAnswer']
export type MatterRow = Said['MatterRow']
export type MattersPage = Said['MattersPage']
export type Me = Said['MeAnswer']
export type Reference = Said['ReferenceAnswer']
export type Day = Said['DayAnswer']
export type Days = Said['DaysAnswer']
export type Invitation = Said['InvitedAnswer']
export type Account = Said['AccountAnswer']
export type Accounts = Said['AccountsAnswer']
export type Link = Said['LinkAnswer']
export type Device = Said['DeviceAnswer']
export type Devices = Said['DevicesAnswer']
export type Enrolment = Said['EnrolmentAnswer']
export type BrowserSession = Said['SessionAnswer']
export type BrowserSessions = Said['SessionsAnswer']

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
