import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dateOf, dayCode, holderOf, isDayCode, placeOn, reaches } from './dayCode'

const TABLE = readFileSync('../schedules/reference/day_codes.csv', 'utf8')
const ROWS = TABLE.replace(/\r/g, '')
  .split('\n')
  .slice(1, -1)
  .map((line) => line.split(',') as [string, string, string])

test('the table holds what is a day code and what is none', () => {
  expect(ROWS.filter(([, date]) => date).length).toBeGreaterThan(4)
  expect(ROWS.filter(([, date]) => !date).length).toBeGreaterThan(30)
})

test.each(ROWS)('“%s” is of the date “%s” and held by “%s”', (text, date, holder) => {
  expect(isDayCode(text)).toBe(date !== '')
  if (date) expect([dateOf(text), holderOf(text)]).toEqual([date, holder || null])
})

test.each([
  ['430000', '430000', true],
  ['430000', '430102', true],
  ['430100', '430100', true],
  ['430100', '430102', true],
  ['430100', '430000', false],
  ['430100', '430200', false],
  ['430102', '430102', true],
  ['430102', '430100', false],
  ['430102', '430103', false],
  ['430102001', '430102', false],
  ['440000', '430000', false],
])('from %s one reaches over %s: %s', (place, region, does) => {
  expect(reaches(place, region)).toBe(does)
})

test('of a day that a region holds alone those above it are shown that region', () => {
  const own = ['430000', '430100', '430102', '430102001'].map((place) => placeOn('2023-11-09.430100', place))
  expect(own).toEqual(['430100', '430100', '430102', '430102001'])
  expect(placeOn('2023-11-09', '430000')).toBe('430000')
})

test('a date and its holder make the code that names both', () => {
  expect([dayCode('2026-12-10', '430000'), dayCode('2026-12-10', '430100')]).toEqual([
    '2026-12-10',
    '2026-12-10.430100',
  ])
})
