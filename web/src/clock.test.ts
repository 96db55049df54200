import { expect, test } from 'vitest'
import { dateIn, dayTime, endOf, inZone } from './clock'

const MORNING = Date.parse('2023-11-09T08:00:00+08:00')
const EVENING = Date.parse('2023-11-09T18:00:00+08:00')

test('a rehearsed day runs sixty times as fast as this machine', () => {
  expect(dayTime({ now: MORNING, at: 1_000, speed: 60, ends: EVENING }, 11_000)).toBe(MORNING + 600_000)
})

test('after its file has ended it goes on as fast as the world', () => {
  const clock = { now: MORNING, at: 0, speed: 60, ends: EVENING }
  expect(dayTime(clock, 600_000 + 60_000)).toBe(EVENING + 60_000)
  expect(dayTime({ ...clock, now: EVENING + 1 }, 1_000)).toBe(EVENING + 1_001)
})

test('a machine set back does not take the day back before what was told', () => {
  expect(dayTime({ now: MORNING, at: 5_000, speed: 60 }, 1_000)).toBe(MORNING)
})

test('its time is whole milliseconds, whatever was measured', () => {
  expect(dayTime({ now: MORNING, at: 0.5, speed: 1 }, 10)).toBe(MORNING + 9)
})

test('a day that stands still stands still', () => {
  expect(dayTime({ now: MORNING, at: 0, speed: 0 }, 60_000)).toBe(MORNING)
})

test('an instant is written with the offset of its zone, and its date is the date there', () => {
  expect(inZone(MORNING, 'Asia/Shanghai')).toBe('2023-11-09T08:00:00.000+08:00')
  expect(inZone(0, 'UTC')).toBe('1970-01-01T00:00:00.000+00:00')
  expect(inZone(0, 'America/New_York')).toBe('1969-12-31T19:00:00.000-05:00')
  expect(dateIn(Date.parse('2023-11-09T16:00:00Z'), 'Asia/Shanghai')).toBe('2023-11-10')
})

test('the last millisecond of a date is that of its zone', () => {
  expect(inZone(endOf('2023-11-09', 'Asia/Shanghai'), 'Asia/Shanghai')).toBe('2023-11-09T23:59:59.999+08:00')
})

test('the day that a region holds alone ends with its date', () => {
  expect(endOf('2023-11-09.430100', 'Asia/Shanghai')).toBe(endOf('2023-11-09', 'Asia/Shanghai'))
})
