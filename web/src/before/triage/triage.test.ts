import { expect, test } from 'vitest'
import type { TriageFull } from '../../types'
import { asked, bodyOf, filterOf, hoursUntil, KEYS, PARTS, stepped, typedOf } from './triage'

const full = {
  version: 3,
  decisions: 2,
  attendee_count: 2,
  by_video: false,
  line: { needs: ['ill'], people_count: 4 },
} as unknown as TriageFull

test('a decision is sent with its own parts alone, and with what the page has seen', () => {
  const typed = { ...typedOf(full, ' 属实 '), route: 'litigation', where: '法院', limit: '六个月', site: 'X' }
  expect(bodyOf('take', typed, full)).toEqual({ verb: 'take', reason: '属实', decisions: 2, version: 3 })
  expect(bodyOf('send_on', typed, full)).toMatchObject({ verb: 'send_on', site: 'X' })
  expect(Object.keys(bodyOf('guide', typed, full))).toEqual([
    ...['verb', 'reason', 'decisions', 'version'],
    ...['route', 'where', 'limit'],
  ])
  expect(bodyOf('note_details', typed, full)).toMatchObject({ needs: ['ill'], people_count: 4, attendee_count: 2 })
})

test('no key means two things', () => {
  const keys = [...KEYS.map(([key]) => key), ...Object.keys(PARTS), 'j', 'k', 'd']
  expect(new Set(keys).size).toBe(keys.length)
})

test('the filter is what the address says, and the address what the filter says', () => {
  expect(filterOf({ state: 'taken', other: 'x', day: ['a'] })).toEqual({
    state: 'taken',
    day: '',
    site: '',
    category: '',
  })
  expect(asked(filterOf({ state: 'taken' }))).toEqual({ state: 'taken' })
})

test('a step stays within the list', () => {
  expect(['', 'a', 'b', 'c'].map((from) => stepped(['a', 'b', 'c'], from, 1))).toEqual(['a', 'b', 'c', 'c'])
  expect(stepped(['a', 'b'], 'a', -1)).toBe('a')
  expect(stepped([], 'a', 1)).toBe('')
})

test('hours are whole, and negative once an instant has passed', () => {
  const now = Date.parse('2026-12-07T10:00:00Z')
  expect(hoursUntil('2026-12-07T13:30:00Z', now)).toBe(3)
  expect(hoursUntil('2026-12-07T09:30:00Z', now)).toBe(-1)
})
