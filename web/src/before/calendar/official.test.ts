import { expect, test } from 'vitest'
import { daysOf, differencesOf, faultsOf, MOST_DAYS, type Period, periodsOf } from './official'

const NEW_YEAR: Period = {
  from: '2027-01-01',
  to: '2027-01-03',
  kind: 'holiday',
  name_zh: '元旦',
  name_en: "New Year's Day",
}
const MADE_UP: Period = { ...NEW_YEAR, from: '2027-01-04', to: '2027-01-04', kind: 'makeup_workday' }

test('rows become their days, over the end of a month too, and days become the same rows in any order', () => {
  const labour = { ...NEW_YEAR, from: '2027-04-30', to: '2027-05-02', name_zh: '劳动节', name_en: 'Labour Day' }
  const days = daysOf([NEW_YEAR, MADE_UP, labour])
  expect(days.map((one) => one.date)).toEqual([
    '2027-01-01',
    '2027-01-02',
    '2027-01-03',
    '2027-01-04',
    '2027-04-30',
    '2027-05-01',
    '2027-05-02',
  ])
  expect(periodsOf([...days].reverse())).toEqual([NEW_YEAR, MADE_UP, labour])
})

test.each([
  [{ from: '' }, 'missing'],
  [{ to: '' }, 'missing'],
  [{ from: '2027-01-04' }, 'reversed'],
  [{ from: '2026-12-31' }, 'other_year'],
  [{ to: '2028-01-01' }, 'other_year'],
  [{ name_zh: ' ' }, 'name'],
  [{}, null],
])('a row with %j is %s', (change, wrong) => {
  expect(faultsOf([{ ...NEW_YEAR, ...change }], 2027)).toEqual([wrong])
})

test('a day that two rows name is wrong at the later one', () => {
  expect(faultsOf([NEW_YEAR, { ...MADE_UP, from: '2027-01-03' }], 2027)).toEqual([null, 'twice'])
})

test('a row of ten thousand years makes no more days than the service takes', () => {
  expect(daysOf([{ ...NEW_YEAR, to: '9999-12-31' }])).toHaveLength(MOST_DAYS + 1)
})

test('what another entered is told by date, where it differs', () => {
  const mine = daysOf([NEW_YEAR])
  const theirs = daysOf([{ ...NEW_YEAR, from: '2027-01-02', to: '2027-01-04' }])
  expect(differencesOf(mine, theirs).map((one) => [one.date, one.mine?.kind, one.theirs?.kind])).toEqual([
    ['2027-01-01', 'holiday', undefined],
    ['2027-01-04', undefined, 'holiday'],
  ])
  expect(differencesOf(mine, mine)).toEqual([])
})
