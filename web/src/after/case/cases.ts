/** How cases are shown: groups, the bar of dates, what may be done from which state. Pure. */
import type { CaseDetail, CaseRow } from '../../types'

export const GROUPS = [
  'overdue',
  'soon',
  'on_time',
  'unpaid',
  'changed',
  'ended',
  'organiser',
  'supervised',
  'visit',
] as const
export type Group = (typeof GROUPS)[number]
/** The groups that divide the list; the others cut across. */
export type Heading = 'overdue' | 'soon' | 'on_time' | 'ended'

export const headingOf = (row: CaseRow): Heading => row.urgency ?? 'ended'

const DAY = 86_400_000
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY

/** Whole days from one date to another. */
export const daysBetween = (from: string, to: string): number => dayOf(to) - dayOf(from)

export interface Bar {
  /** Where the case began, is due and today is, in percent of the width that is shown. */
  from: number
  due: number
  today: number
  late: boolean
}

/** The dates that a list of bars spans: a fortnight around today and all of the cases between, at most a quarter back and on. */
export function spanOf(rows: readonly CaseRow[], today: string): { first: number; last: number } {
  const now = dayOf(today)
  const begun = rows.map((row) => dayOf(row.opened_on))
  const due = rows.flatMap((row) => (row.due_on ? [dayOf(row.due_on)] : []))
  const first = Math.max(now - 90, Math.min(now - 14, ...begun))
  const last = Math.min(now + 90, Math.max(now + 14, ...due))
  return { first, last }
}

export function barOf(row: CaseRow, today: string, span: { first: number; last: number }): Bar | null {
  if (!row.due_on) return null
  const at = (day: number): number =>
    Math.round(((Math.min(span.last, Math.max(span.first, day)) - span.first) / (span.last - span.first)) * 1000) / 10
  const due = dayOf(row.due_on)
  return { from: at(dayOf(row.opened_on)), due: at(due), today: at(dayOf(today)), late: due < dayOf(today) }
}

/** How much of what was agreed is paid, in percent; never more than all of it. */
export const shareOf = (row: Pick<CaseRow, 'paid_fen' | 'agreed_fen'>): number =>
  row.agreed_fen ? Math.min(100, Math.round((row.paid_fen / row.agreed_fen) * 100)) : 100

export type CaseCommand =
  | 'answer'
  | 'finish'
  | 'verify'
  | 'reopen'
  | 'change_route'
  | 'extend'
  | 'see_change'
  | 'offer'
  | 'accept'
  | 'refuse'
  | 'merge'
  | 'split'
  | 'take_charge'
  | 'visit'
  | 'ask_closing'
  | 'approve_closing'
  | 'refuse_closing'
  | 'supervise'
  | 'reply'
  | 'lift'
  | 'name_person'

/** What is asked before a command beside its reason. */
export type Asks = 'route' | 'unit' | 'leader' | 'on' | 'where' | 'adds_money'
export const ASKS: Partial<Record<CaseCommand | 'strike', readonly Asks[]>> = {
  change_route: ['route'],
  offer: ['unit'],
  refuse: ['unit'],
  take_charge: ['leader'],
  visit: ['on', 'where'],
  supervise: ['on'],
  merge: ['adds_money'],
}

const RUNNING = new Set(['open', 'answered'])

/** How a case is closed: at once, or under a leader in charge by another person's approval. */
function closing(found: CaseDetail): CaseCommand[] {
  if (!found.lead) return ['finish']
  if (!found.lead.closing_asked) return ['ask_closing']
  return found.lead.may_decide ? ['approve_closing', 'refuse_closing'] : []
}

/** What may be done with a case as a whole; clocks and hand-overs have their own buttons. */
export function commandsOf(found: CaseDetail): CaseCommand[] {
  const running = RUNNING.has(found.state)
  const offered = found.offers.some((one) => one.state === 'offered')
  return [
    ...(found.outcome_changed ? (['see_change'] as const) : []),
    ...(found.state === 'open' ? (['answer'] as const) : []),
    ...(running ? [closing(found), 'change_route' as const].flat() : []),
    ...(running && !offered ? (['offer'] as const) : []),
    ...(found.state === 'done' ? (['verify'] as const) : []),
    ...(found.state === 'answered' || found.state === 'done' || found.state === 'verified'
      ? (['reopen'] as const)
      : []),
  ]
}

/** 三个讲清, then 三到位一处理: what is checked before a case is closed. */
export const CHECKS = ['policy', 'responsibility', 'route', 'solved', 'persuaded', 'helped', 'lawful'] as const
export type Check = (typeof CHECKS)[number]
export const isClosing = (command: string | null): boolean => command === 'finish' || command === 'ask_closing'

/** What the unit that answers for a case may do with it; what lies above a unit is decided by those who follow cases. */
export function commandsOfUnit(found: CaseDetail): CaseCommand[] {
  const [running, offered] = [RUNNING.has(found.state), found.offers.some((one) => one.state === 'offered')]
  return [
    ...(found.reply_due_on && !found.replied_on && running ? (['reply'] as const) : []),
    ...(found.state === 'open' ? (['answer'] as const) : []),
    ...(running && !found.lead ? (['finish'] as const) : []),
    ...(running && !offered ? (['offer'] as const) : []),
  ]
}
/** What a unit may enter of money: what is claimed and what has arrived are the petitioner's to say. */
export const MONEY_OF_UNIT: readonly MoneyKind[] = ['paid', 'agreed', 'confirmed']

export const MONEY = ['claimed', 'confirmed', 'agreed', 'paid', 'received'] as const
export type MoneyKind = (typeof MONEY)[number]
/** The kinds that a list of payees says. */
export const KINDS_LISTED = ['claimed', 'confirmed', 'agreed', 'paid'] as const
export const needsProof = (kind: MoneyKind): boolean => kind === 'paid' || kind === 'received'
