import { expect, test } from 'vitest'
import { aMeeting, aTurn } from '../../testing/turns'
import { type Happened, happenedTo } from './happened'
import type { Meeting } from './told'

const of = (more: Partial<Meeting>): Meeting => aMeeting(aTurn('m'), { state: 'open', you: 'leader', ...more })
const seated = (audio: boolean) => {
  const meeting = of({})
  return of({ seats: meeting.seats.map((seat) => ({ ...seat, audio })) })
}

test.each<[string, Meeting | null, Meeting, Happened]>([
  ['the first word', null, of({}), null],
  ['the same again', of({}), of({}), null],
  ['the end', of({}), of({ state: 'ended' }), 'over'],
  ['the end for one who has no seat any more', of({}), of({ state: 'ended', you: null }), 'over'],
  ['a seat that is gone', of({}), of({ you: null }), 'sent_away'],
  ['a meeting in which one never sat', of({ you: null }), of({ you: null }), null],
  ['a word that asks for silence', seated(true), seated(false), 'silenced'],
  ['a seat that was silent before', seated(false), seated(false), null],
])('%s', (_, before, after, happened) => {
  expect(happenedTo(before, after)).toBe(happened)
})
