/** A leader's day as a list: what was done, what is going on, who is asked to be taken over, who waits. Pure. */
import type { Meeting, Turn } from './told'

export interface Own {
  matter: string
  turn: Turn
  meeting: Meeting | null
  state: 'asked' | 'called' | 'held' | 'in_session' | 'done'
  /** When it was registered, on the day's clock: the same from the call to the end. */
  at: string
}

export interface LeaderDay {
  /** Others ask this leader to take these over. */
  asked: Turn[]
  done: Own[]
  current: Own[]
  /** All who wait, in the order of the queue. */
  waiting: Turn[]
  /** Who stepped aside for a while. */
  held: Turn[]
}

/**
 * @param meetings those that this leader leads
 * @param place the code of the leader's own place
 */
export function leaderDay(turns: Turn[], meetings: Meeting[], place: string): LeaderDay {
  const byMatter = new Map(meetings.map((one) => [one.matter, one]))
  const isOwn = (turn: Turn) => turn.called?.mine ?? false
  const own = (turn: Turn): Own => {
    const meeting = byMatter.get(turn.matter) ?? null
    const state = turn.state === 'waiting' ? 'called' : turn.state
    return { matter: turn.matter, turn, meeting, state, at: turn.registered_at }
  }
  const live = turns.filter((turn) => isOwn(turn) && (turn.state === 'called' || turn.state === 'in_session'))
  const done = meetings.flatMap(({ state, turn }) => (state === 'ended' && turn?.state === 'done' ? [own(turn)] : []))
  const asked = turns.filter((turn) => turn.handed_to === place && !isOwn(turn))
  return {
    asked,
    done: done.sort((a, b) => a.at.localeCompare(b.at)),
    current: live.map(own).sort((a, b) => a.at.localeCompare(b.at)),
    waiting: turns.filter((turn) => turn.state === 'waiting').sort((a, b) => a.position - b.position),
    held: turns.filter((turn) => turn.state === 'held'),
  }
}

/** What came of asking another place to take somebody over. */
export interface HandOverAnswer {
  turn: Turn
  /** The place that was asked. */
  by: string
  answer: 'taken' | 'refused'
}

/** Who has answered since the list was told before: the turn is theirs now, or it is mine and nobody is asked any more. */
export function answersSince(before: LeaderDay, after: LeaderDay): HandOverAnswer[] {
  const mine = new Map([...after.current, ...after.done].map((one) => [one.matter, one.turn]))
  const back = new Set([...after.waiting, ...after.held].map((turn) => turn.matter))
  return before.current.flatMap(({ turn }) => {
    const now = mine.get(turn.matter)
    if (!turn.handed_to || now?.handed_to || now?.state === 'done' || back.has(turn.matter)) return []
    return [{ turn: now ?? turn, by: turn.handed_to, answer: now ? ('refused' as const) : ('taken' as const) }]
  })
}

/** Whom the page shows when nobody was chosen: who was called, else who asks to be taken over, else the next one. */
export function firstShown(day: LeaderDay): string | null {
  const next = nextOf(day) ?? day.waiting[0]
  return day.current[0]?.matter ?? day.asked[0]?.matter ?? next?.matter ?? null
}

/** The next whom this leader can call. */
export function nextOf(day: LeaderDay): Turn | null {
  return day.waiting.find((turn) => turn.callable) ?? null
}

export type Command =
  | 'recall'
  | 'hold'
  | 'release'
  | 'no_show'
  | 'give_back'
  | 'move'
  | 'hand_over'
  | 'accept_hand_over'
  | 'refuse_hand_over'
  | 'take_back'

/** What a leader may do with a turn beside the one filled button. */
export function commandsFor(turn: Turn, isOwn: boolean, isAsked: boolean): Command[] {
  if (isAsked) return ['refuse_hand_over']
  if (turn.state === 'waiting') return ['move']
  if (turn.state === 'held') return ['release']
  if (!isOwn) return []
  const over: Command = turn.handed_to ? 'take_back' : 'hand_over'
  if (turn.state === 'called') return ['recall', 'hold', 'no_show', 'give_back', over]
  return turn.state === 'in_session' ? [over] : []
}

/** The places whose leaders may take a site's matter over: the province, its city, its county, the site itself. */
export function placesOver(place: number): string[] {
  const code = String(place)
  return [...new Set([`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code.slice(0, 6), code])]
}

/** What somebody told, a sentence a line. */
export function sentencesOf(summary: string): string[] {
  return summary
    .split(/(?<=[。！？；!?;\n])/u)
    .map((one) => one.trim())
    .filter(Boolean)
}

const LINES = 3
const LETTERS = 60

/** The first three of what was told, each cut to about a line. */
export function shortened(sentences: string[]): string[] {
  const cut = (one: string) => ([...one].length > LETTERS ? `${[...one].slice(0, LETTERS - 1).join('')}…` : one)
  return sentences.slice(0, LINES).map(cut)
}
