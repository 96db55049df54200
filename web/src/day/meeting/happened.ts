/** What a word of the server about a meeting means for who takes part in it. Pure. */
import type { Meeting, Seat } from './told'

export const ownSeat = (of: Meeting | null): Seat | undefined => of?.seats.find((seat) => seat.participant === of.you)

/** `sent_away`: another leads now, or one is no longer wanted; `silenced`: one was asked for silence. */
export type Happened = 'sent_away' | 'over' | 'silenced' | null

export function happenedTo(before: Meeting | null, after: Meeting): Happened {
  if (after.state === 'ended') return 'over'
  if (before?.you && !after.you) return 'sent_away'
  return ownSeat(before)?.audio && ownSeat(after)?.audio === false ? 'silenced' : null
}
