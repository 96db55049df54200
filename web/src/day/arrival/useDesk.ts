/** What the components of the clerk's desk share. */
import { type InjectionKey, inject, type Ref, type ShallowRef } from 'vue'
import type { Api, Problem } from '../../api'
import type { Entry, Said } from '../../entries'
import type { SiteDay } from '../../fold'
import type { Kept, Outbox } from '../../outbox'
import type { Enrolment } from '../../sites/device'
import type { Reference, Turn } from '../../types'
import type { VaultFault } from '../../vault'
import type { Running } from '../meeting/running'
import type { KeptBookings } from './booked'
import type { Draft } from './drafts'
import type { Row } from './list'
import type { Tickets } from './tickets'
import type { Told } from './told'

export interface Line {
  up: boolean
  /** This machine's clock when it became so (ms). */
  since: number
}

export type Phase = 'opening' | 'unkept' | 'unenrolled' | 'locked' | 'open'

export interface Desk {
  /** Speaks as this device. */
  api: Api
  tickets: Tickets
  siteName: Readonly<Ref<string>>
  phase: Readonly<ShallowRef<Phase>>
  fault: Readonly<ShallowRef<VaultFault | null>>
  unreadable: Readonly<ShallowRef<number>>
  enrolment: Readonly<ShallowRef<Enrolment | null>>
  outbox: Readonly<ShallowRef<Outbox | null>>
  told: Readonly<ShallowRef<Told | null>>
  /** The pre-registrations of this site for the day, as they were last told. */
  bookings: Readonly<ShallowRef<KeptBookings | null>>
  reference: Readonly<ShallowRef<Reference | null>>
  line: Readonly<ShallowRef<Line>>
  /** The server does not let this device in, in its own words. */
  barred: Readonly<ShallowRef<Problem | null>>
  /** The day's time (ms), each second. */
  now: Readonly<ShallowRef<number>>
  rows: Readonly<ShallowRef<Row[]>>
  /** This site's day as this machine's own entries make it. */
  own: Readonly<ShallowRef<SiteDay>>
  held: Readonly<ShallowRef<Kept[]>>
  /** The video receptions of this site that are on. */
  running: Readonly<ShallowRef<Running>>
  /** The server's real time (ms), each second. */
  real: Readonly<Ref<number>>
  draft: Draft
  keepDraft(draft: Draft): void
  newId(): string
  /** Makes an entry of the day and keeps it: safe on this machine when this resolves. Null if it could not be kept, and `fault` says so. */
  say(said: Said, over?: { day: string; site: string }): Promise<Entry | null>
  /** Several entries, kept together or not at all. */
  sayAll(said: Said[]): Promise<Entry[] | null>
  deal(ids: string[]): Promise<void>
  claim(code: string): Promise<void>
  signOut(): Promise<void>
  sendNow(): void
  refresh(): Promise<void>
  refreshTurns(): Promise<void>
  /** A turn as the server answered to a command. */
  takeTurn(turn: Turn): void
  close(): void
}

export const DESK: InjectionKey<Desk> = Symbol('desk')

export function useDesk(): Desk {
  const desk = inject(DESK)
  if (!desk) throw new Error('no desk above this component')
  return desk
}
