import { expect, test } from 'vitest'
import type { OwnQuestionFull } from '../../types'
import { bodyOf, chipOf, fenIn, firstTyped } from './asking'

test('a sum is yuan with two decimals at most', () => {
  expect(['', '30,000', '１２.5', '0.05', 'x', '1.234', '-1'].map(fenIn)).toEqual([
    ...[null, 3_000_000, 1_250, 5],
    ...[undefined, undefined, undefined],
  ])
})

test('a draft is gone on with, else the answer, and what is sent has the version that was seen', () => {
  const answer = { facts: '属实', owed_fen: 1_000, offer: '', documents: '', will_attend: true, attendee: '李某' }
  const full = { draft: null, question: { answer, version: 4 } } as unknown as OwnQuestionFull
  expect(firstTyped(full)).toMatchObject({ facts: '属实', owed: '10' })
  expect(bodyOf(firstTyped(full), 4)).toEqual({ ...answer, version: 4 })
  expect(bodyOf({ ...firstTyped(full), will_attend: false }, 4)).toMatchObject({ attendee: null })
})

test('a late answer is marked until it comes', () => {
  expect(chipOf({ answered_at: null, is_late: true })).toBe('alert')
  expect(chipOf({ answered_at: null, is_late: false })).toBe('wait')
  expect(chipOf({ answered_at: 'x', is_late: true })).toBe('ready')
})
