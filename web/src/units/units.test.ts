import { expect, test } from 'vitest'
import { Problem } from '../api'
import { changesOf, merged, NEW_UNIT, spanOf, type Told, toldOf, withTheirs } from './units'

const BASE: Told = { ...NEW_UNIT, name_zh: '芙蓉区人社局', categories: ['wage_arrears'], telephone: '12333' }

test('two changes meet: what I changed stays mine, all else is theirs', () => {
  const theirs = withTheirs(BASE, [
    { what: 'telephone', was: '12333', now: '0731-1' },
    { what: 'categories', was: ['wage_arrears'], now: [] },
  ])
  const mine: Told = { ...BASE, name_zh: '芙蓉局', categories: ['wage_arrears', 'work_injury'] }
  expect(merged(BASE, mine, theirs)).toEqual({ ...mine, telephone: '0731-1' })
})

test('only another change of the unit is a conflict', () => {
  const changed = [{ what: 'telephone', was: null, now: '12333' }]
  expect(changesOf(new Problem(409, 'unit_changed', '', null, { changed }))).toEqual(changed)
  expect(changesOf(new Problem(409, 'changed_meanwhile', ''))).toBeNull()
})

test('code and region are no part of what is told', () => {
  expect(toldOf({ ...BASE, code: 'A', region: '430102' })).toEqual(BASE)
})

test.each([
  ['2026-12-10', '2026-12-10', '2026-12-11T00:00:00+08:00'],
  ['2026-12-31', '2026-12-31', '2027-01-01T00:00:00+08:00'],
  ['2026-12-10', '', null],
])('a post lasts to the end of its last day: %s to %s', (first, last, until) => {
  expect(spanOf(first, last)).toEqual({ since: `${first}T00:00:00+08:00`, until })
})
