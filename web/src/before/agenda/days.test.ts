import { expect, test } from 'vitest'
import { aReference } from '../../testing/turns'
import type { Day } from '../../types'
import { dayAt, daysUntil, holderName, nextStep, sameDate, todayBy, unclosed } from './days'

const TODAY = '2026-02-06'
const clock = { now: `${TODAY}T09:00:00+08:00`, speed: 1, ends_at: null, real: `${TODAY}T00:30:00+08:00` }
const aDay = (day: string, state: string, more: Partial<Day> = {}) =>
  ({ day, state, is_rehearsal: false, clock, ...more }) as Day
const chosen = (...days: Day[]) => dayAt(days, TODAY)?.day

test.each(['announced', 'line_check', 'live', 'closing', 'reconciled', 'published'])(
  "today's day is meant although it is only %s and an older one was left live",
  (state) => {
    expect(chosen(aDay('2026-01-08', 'live'), aDay(TODAY, state), aDay('2026-02-07', 'live'))).toBe(TODAY)
  },
)

test('only a rehearsal that plays now beats today’s date', () => {
  const played = { is_rehearsal: true }
  expect(chosen(aDay(TODAY, 'live'), aDay('2023-11-09', 'live', played))).toBe('2023-11-09')
  expect(chosen(aDay(TODAY, 'live'), aDay('2023-11-09', 'closing', played))).toBe(TODAY)
})

test('without a day today it is the nearest, the coming one of two as near', () => {
  expect(chosen(aDay('2026-02-05', 'live'), aDay('2026-03-12', 'announced'))).toBe('2026-02-05')
  expect(chosen(aDay('2026-01-08', 'live'), aDay('2026-02-12', 'announced'))).toBe('2026-02-12')
  expect(chosen(aDay('2026-02-04', 'closing'), aDay('2026-02-08', 'announced'))).toBe('2026-02-08')
})

test('a day that is no day is never meant, an archived one only where there is no other', () => {
  for (const state of ['draft', 'cancelled', 'postponed']) expect(chosen(aDay(TODAY, state))).toBeUndefined()
  expect(chosen(aDay(TODAY, 'archived'), aDay('2026-12-10', 'announced'))).toBe('2026-12-10')
  expect(chosen(aDay('2026-01-08', 'archived'))).toBe('2026-01-08')
})

test('today is what the server’s clock says, not this machine’s', () => {
  expect(todayBy([aDay('2026-03-12', 'announced')], Date.parse('2031-01-01T00:00:00Z'))).toBe(TODAY)
  expect(todayBy([], Date.parse('2031-01-01T00:00:00Z'))).toBe('2031-01-01')
})

test('a day that was never closed is a task, the oldest first; a rehearsal is none', () => {
  const days = [
    aDay('2026-02-05', 'closing'),
    aDay('2025-12-11', 'announced'),
    aDay('2026-01-08', 'live'),
    aDay('2026-01-09', 'live', { is_rehearsal: true }),
    aDay('2026-01-02', 'reconciled'),
    aDay(TODAY, 'live'),
  ]
  expect(unclosed(days, TODAY).map((day) => [day.day, nextStep(day)])).toEqual([
    ['2025-12-11', 'line_check'],
    ['2026-01-08', 'close'],
    ['2026-02-05', 'reconcile'],
  ])
})

test('how far a day is goes by dates in its zone', () => {
  const late = Date.parse('2026-02-06T23:59:00+08:00')
  expect(daysUntil(aDay('2026-02-07', 'announced'), late)).toBe(1)
  expect(daysUntil(aDay(TODAY, 'live'), late)).toBe(0)
  expect(daysUntil(aDay('2026-01-08', 'live'), late)).toBe(-29)
  expect(daysUntil(aDay('2023-11-09', 'live', { is_rehearsal: true }), late)).toBe(0)
})

test('a day that a region holds alone is of its date', () => {
  const own = aDay(`${TODAY}.430100`, 'live')
  expect(chosen(aDay('2026-02-05', 'live'), own)).toBe(own.day)
  expect(daysUntil(own, Date.parse('2026-02-06T09:00:00+08:00'))).toBe(0)
  expect(unclosed([own, aDay('2026-02-05.430102', 'live')], TODAY).map(({ day }) => day)).toEqual(['2026-02-05.430102'])
})

test('of several days on one date the joint day is meant, and the others are named beside it', () => {
  const [joint, city, county] = ['', '.430100', '.430102'].map((holder) => aDay(TODAY + holder, 'live'))
  const days = [county, city, joint] as Day[]
  expect(chosen(...days)).toBe(TODAY)
  expect(chosen(aDay(TODAY, 'cancelled'), county as Day, city as Day)).toBe(city?.day)
  const gone = aDay(`${TODAY}.430200`, 'cancelled')
  expect(sameDate([...days, gone, aDay('2026-02-07.430100', 'live')], city as Day)).toEqual([joint, county])
})

test('a day is named after the region that holds it', () => {
  const regions = [
    { code: '430000', name_zh: '湖南省', name_en: 'Hunan Province', level: 'province', parent: null },
    { code: '430100', name_zh: '长沙市', name_en: 'Changsha City', level: 'city', parent: '430000' },
  ]
  const reference = aReference({ regions })
  expect(holderName(aDay(TODAY, 'live', { holder: '430000' }), reference, 'zh-CN')).toBe('湖南省')
  expect(holderName(aDay(`${TODAY}.430100`, 'live', { holder: '430100' }), reference, 'en')).toBe('Changsha City')
  expect(holderName(aDay(`${TODAY}.430200`, 'live', { holder: '430200' }), reference, 'en')).toBe('430200')
})
