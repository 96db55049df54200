import { expect, test } from 'vitest'
import { aboutOf, NO_FILTER, queryOf } from './audit'

test('a filter asks for whole days of this machine, and for nothing that is not chosen', () => {
  expect(Object.entries(queryOf(NO_FILTER)).filter(([, value]) => value)).toEqual([['descending', 'true']])
  const { since, until } = queryOf({ ...NO_FILTER, from: '2023-11-09', to: '2023-11-09' })
  expect(Date.parse(until ?? '') - Date.parse(since ?? '')).toBe(24 * 3600 * 1000)
})

test.each([
  ['account:018bb165-9350-7564-b3e0-bbbbf419c5e6', { kind: 'account', rest: '19c5e6' }],
  ['matter:2023-11-09/HN-D-430102/018bb165', { kind: 'matter', rest: '2023-11-09 HN-D-430102' }],
  ['day:2023-11-09.430100', { kind: 'day', rest: '2023-11-09.430100' }],
  ['erasure:430100/2023-11', { kind: 'erasure', rest: '430100 2023-11' }],
])('what a line is about is said shortly: %s', (about, said) => {
  expect(aboutOf(about)).toEqual(said)
})
