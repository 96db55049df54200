import { expect, test } from 'vitest'
import { aBoard } from '../../testing/board'
import type { Hot } from '../../types'
import { askedOfHot, hottest } from './hot'

const row = (key: string, matters: number) => ({ key, matters, before: [], average: null, is_small: matters < 5 })
const HOUR = { day: '2023-11-09', since: '2023-11-09T09:00:00+08:00', until: '2023-11-09T10:00:00+08:00', matters: 30 }
const HOT: Hot = {
  hour: HOUR,
  base: [],
  counties: [row('430121', 9), row('430122', 4), row('430100', 8), row('430111', 7)],
  categories: [row('work_injury', 12), row('other', 6)],
}

test('the line names the two counties and the category that rose most, no small numbers', () => {
  expect(hottest(HOT).map((one) => one.row.key)).toEqual(['430121', '430100', 'work_injury'])
  expect(hottest({ ...HOT, counties: [], categories: [row('other', 4)] })).toEqual([])
})

test('a row opens the records of its hour: of a county, of a city itself, of a category within the place', () => {
  const hour = { since: HOUR.since, until: HOUR.until }
  const county = askedOfHot(HOT, 'counties', row('430121', 9), 'x', '430100')
  expect([county.query, county.figure(aBoard())]).toEqual([{ place: '430121', ...hour }, 9])
  expect(askedOfHot(HOT, 'counties', row('430100', 8), 'x', null).query).toEqual({ place: '430100000', ...hour })
  const kind = askedOfHot(HOT, 'categories', row('other', 6), 'x', '430100')
  expect(kind.query).toEqual({ category: 'other', place: '430100', ...hour })
  expect(askedOfHot(HOT, 'categories', row('other', 6), 'x', null).query).toEqual({ category: 'other', ...hour })
})
