import { expect, test } from 'vitest'
import { aMeeting, aSeat, aTurn } from '../../testing/turns'
import type { FromServer } from '../../types'
import { comesSoon, invitedAfter, isRinging } from './invited'
import type { Meeting } from './told'

const INVITED = aMeeting(aTurn('m'), {
  id: 'm-1',
  you: 'official1',
  seats: [aSeat('leader'), aSeat('site'), aSeat('official1', { state: 'invited' })],
})
const told = (meeting: Meeting) => ({ type: 'meeting', meeting }) as unknown as FromServer
const after = (...frames: FromServer[]) => frames.reduce(invitedAfter, [] as Meeting[]).map(({ id }) => id)

test('one is asked to what one has an official’s seat at, until it is over', () => {
  expect(after(told(INVITED), told(INVITED))).toEqual(['m-1'])
  expect(after(told({ ...INVITED, you: 'leader' }))).toEqual([])
  expect(after(told(INVITED), told({ ...INVITED, state: 'ended' }))).toEqual([])
})

test('an official who is no longer wanted is asked no longer, and a new line tells all anew', () => {
  expect(after(told(INVITED), { type: 'refused', code: 'not_at_table', meeting: 'm-1' })).toEqual([])
  expect(after(told(INVITED), { type: 'refused', code: 'not_at_table', meeting: 'm-2' })).toEqual(['m-1'])
  expect(after(told(INVITED), { type: 'welcome', epoch: 'e', server_time: '' })).toEqual([])
})

test('it rings until one has been in', () => {
  expect(isRinging(INVITED)).toBe(true)
  expect(isRinging({ ...INVITED, seats: [aSeat('official1', { state: 'left' })] })).toBe(false)
})

test('who said that they cannot come is asked no more until they are invited again, and who comes soon is not rung for', () => {
  const answering = (state: 'invited' | 'left', answer: 'soon' | 'not_now' | null) => ({
    ...INVITED,
    seats: [aSeat('official1', { state, answer })],
  })
  expect(after(told(INVITED), told(answering('left', 'not_now')))).toEqual([])
  expect(after(told(answering('left', 'not_now')), told(answering('invited', null)))).toEqual(['m-1'])
  const soon = answering('invited', 'soon')
  expect([after(told(soon)), isRinging(soon), comesSoon(soon)]).toEqual([['m-1'], false, true])
  expect(comesSoon(INVITED)).toBe(false)
})
