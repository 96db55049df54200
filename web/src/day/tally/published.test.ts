import { expect, test } from 'vitest'
import { aBoard, counts } from '../../testing/board'
import type { Tally } from '../../types'
import { figureShown, shown } from './published'

const live = aBoard().tally
const said: Tally = {
  ...live,
  totals: counts(5, { resolved_on_site: 2, amount_fen: 700 }),
  by_category: { wage_arrears_migrant: counts(1), other: counts(4) },
  published: {
    at: '2023-11-10T09:00:00.000000Z',
    version: 7,
    sites: { expected: 2, opened: 2, closed: 2 },
    totals: counts(3, { resolved_on_site: 2, amount_fen: 900 }),
    by_category: { wage_arrears_migrant: counts(2), other: counts(1) },
    by_outcome: {},
    by_city: {},
  },
}

test('a day that is not published shows its figures as they stand', () => {
  expect(shown(live)).toBe(live)
  expect(figureShown(live, 'matters')).toEqual({ value: 3, moved: 0 })
})

test('a published figure stands still, and what came since is beside it', () => {
  expect(figureShown(said, 'matters')).toEqual({ value: 3, moved: 2 })
  expect(figureShown(said, 'wages')).toEqual({ value: 2, moved: -1 })
  expect(figureShown(said, 'resolved')).toEqual({ value: 2, moved: 0 })
  expect(figureShown(said, 'money')).toEqual({ value: 900, moved: -200 })
})

test('what is going on now is never published', () => {
  expect(figureShown(said, 'in_session')).toBeNull()
  expect(figureShown(said, 'waiting')).toBeNull()
})
