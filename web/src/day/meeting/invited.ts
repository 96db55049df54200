/** Receptions to which this person is asked as an official: a department's, an interpreter, another leader. Pure. */
import type { FromServer } from '../../types'
import { seatOf } from './seats'
import type { Meeting } from './told'

/** The list after one more word of the live line; what is over, or where one is no longer wanted, is not in it. */
export function invitedAfter(meetings: Meeting[], frame: FromServer): Meeting[] {
  switch (frame.type) {
    case 'welcome':
      return [] // all that is on is told anew
    case 'meeting': {
      const told = frame.meeting as unknown as Meeting // as GET /api/meetings/{id} answers
      const others = meetings.filter(({ id }) => id !== told.id)
      return isInvited(told) ? [...others, told] : others
    }
    case 'refused':
      return frame.code === 'not_at_table' ? meetings.filter(({ id }) => id !== frame.meeting) : meetings
    default:
      return meetings
  }
}

/** A person who said that they cannot come is not asked any more, until they are invited again. */
function isInvited(meeting: Meeting): boolean {
  const isOfficial = meeting.you?.startsWith('official') ?? false
  return meeting.state !== 'ended' && isOfficial && seatOf(meeting, meeting.you)?.answer !== 'not_now'
}

/** Whether it still rings: they have neither been in yet nor answered. */
export function isRinging(meeting: Meeting): boolean {
  const seat = seatOf(meeting, meeting.you)
  return seat?.state === 'invited' && seat.answer === null
}

/** Whether they said that they come in a few minutes. */
export function comesSoon(meeting: Meeting): boolean {
  const seat = seatOf(meeting, meeting.you)
  return seat?.state === 'invited' && seat.answer === 'soon'
}
