/** The participants in their seats, and how they are shown. Pure. */
import type { MarkKind } from '../../ui/marks'
import type { Meeting, Participant, Seat } from './told'

/** The participant in the large picture: the petitioner, and for the petitioner the leader. */
export function largeFor(you: Participant | null): Participant {
  return you === 'site' ? 'leader' : 'site'
}

/** The strip under it: oneself first, then all others at the table. */
export function stripFor(meeting: Meeting, you: Participant | null): Seat[] {
  const large = largeFor(you)
  const there = meeting.seats.filter(
    (seat) => seat.participant !== large && (isAtTable(seat) || seat.answer === 'not_now'),
  )
  return there.sort((a, b) => Number(b.participant === you) - Number(a.participant === you))
}

export function seatOf(meeting: Meeting | null, participant: Participant | null): Seat | null {
  return meeting?.seats.find((seat) => seat.participant === participant) ?? null
}

export function isAtTable(seat: Seat): boolean {
  return seat.state !== 'left' && seat.state !== 'removed'
}

const MARKS: Record<Seat['state'], MarkKind> = {
  invited: 'wait',
  seated: 'live',
  away: 'off',
  left: 'none',
  removed: 'none',
}

export function markOf(seat: Seat | null): MarkKind {
  return seat ? MARKS[seat.state] : 'none'
}

/** After so long one who is rung for has not answered (ms). */
const UNANSWERED = 60_000

/** What is said of a seat (`now` is the server's real time, ms): for one who is rung for, what they answered or did not. */
export function wordOf(seat: Seat, now: number): 'unanswered' | 'soon' | 'not_now' | Exclude<Seat['state'], 'removed'> {
  if (seat.answer === 'not_now' || (seat.answer && seat.state === 'invited')) return seat.answer
  const waits = seat.state === 'invited' && seat.kind === 'official' && seat.away_since !== null
  if (waits && now - Date.parse(seat.away_since ?? '') >= UNANSWERED) return 'unanswered'
  return seat.state === 'removed' ? 'left' : seat.state
}

/** Two departments at most. */
export function hasRoom(meeting: Meeting): boolean {
  return meeting.seats.filter((seat) => seat.participant.startsWith('official') && isAtTable(seat)).length < 2
}

/** Whose line is gone: one's own, or the other side's; and since when (ms, the server's real time). */
export interface Lost {
  who: 'own' | Participant
  since: number
}

/** A cut shorter than this is not worth a word (ms). */
const GRACE = 2_000

export function lostIn(meeting: Meeting, you: Participant | null, cut: number | null, now: number): Lost | null {
  if (cut !== null && now - cut >= GRACE) return { who: 'own', since: cut }
  const other = seatOf(meeting, largeFor(you))
  if (meeting.state !== 'open' || other?.state !== 'away') return null
  return { who: other.participant, since: other.away_since ? Date.parse(other.away_since) : now }
}
