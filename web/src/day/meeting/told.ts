/** What the server tells of turns and meetings, by shorter names. */
import type { components } from '../../schema'

export type { MediaOffer, MediaSlot } from '../../wire'

type Said = components['schemas']

export type Turn = Said['TurnAnswer']
export type WaitingPage = Said['WaitingPage']
export type CalledAnswer = Said['CallAnswer']
export type Brief = Said['BriefAnswer']
/** An appointment with the viewer for which nobody has checked in yet, and what is told of it. */
export type Coming = Said['ComingAnswer']
export type ComingBrief = Said['ComingBrief']
/** What stands beside the facts, for the one who called. */
export type Background = Said['Background']
export type Meeting = Said['MeetingAnswer']
export type Meetings = Said['MeetingsPage']
export type Seat = Said['SeatAnswer']
export type Participant = Seat['participant']
export type Official = Said['OfficialAnswer']
