/** A leader's day as a list: receptions done and going on, people to be taken over, people who wait. Pure. */
import type { Meeting, Turn } from '../../day/meeting/told'

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
  /** People who are held. */
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

/** The answer of another place that was asked to take a person over. */
export interface HandOverAnswer {
  turn: Turn
  /** The place that was asked. */
  by: string
  answer: 'taken' | 'refused'
}

/** The answers since the list before: the turn is the others' now, or it is mine and no place is asked any more. */
export function answersSince(before: LeaderDay, after: LeaderDay): HandOverAnswer[] {
  const mine = new Map([...after.current, ...after.done].map((one) => [one.matter, one.turn]))
  const back = new Set([...after.waiting, ...after.held].map((turn) => turn.matter))
  return before.current.flatMap(({ turn }) => {
    const now = mine.get(turn.matter)
    if (!turn.handed_to || now?.handed_to || now?.state === 'done' || back.has(turn.matter)) return []
    return [{ turn: now ?? turn, by: turn.handed_to, answer: now ? ('refused' as const) : ('taken' as const) }]
  })
}

/** The person shown when none was chosen: the one called, else one to be taken over, else the next one. */
export function firstShown(day: LeaderDay): string | null {
  const next = nextOf(day) ?? day.waiting[0]
  return day.current[0]?.matter ?? day.asked[0]?.matter ?? next?.matter ?? null
}

/** The next person that this leader can call. */
export function nextOf(day: LeaderDay): Turn | null {
  return day.waiting.find((turn) => turn.callable) ?? null
}
