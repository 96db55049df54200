import { expect, test } from 'vitest'
import type { Told } from '../../day/arrival/told'
import { aDay } from '../../testing/turns'
import { keptClock, resumedClock } from './deskClock'
import { dayClock } from './moment'

const HOUR = 3_600_000
const NINE = Date.parse('2023-11-09T09:00:00+08:00')
const told = (at: number): Told => ({
  site: 'HN-D-1',
  day: { ...aDay(), is_rehearsal: false },
  clock: { now: NINE, at, speed: 1 },
  facts: null,
  matters: [],
  turns: { turns: [], heard: at },
  heard: at,
  numbers: null,
  printed: null,
  rooms: null,
})

test('a clock that is put right while the line is cut shifts no entry, neither at once nor after a reload', () => {
  const PAGE = 1_000_000
  for (const by of [-30 * HOUR, -3 * HOUR, 0, 8 * HOUR, 400 * HOUR]) {
    const before = told(PAGE)
    // An hour later the clock on the wall is set; the page's own goes on.
    expect(dayClock(before, PAGE + HOUR)).toBe(NINE + HOUR)
    const kept = keptClock(before, PAGE + HOUR, PAGE + HOUR + by)
    const [real, wall] = [PAGE + 2 * HOUR + by, PAGE + 2 * HOUR + by] // a page opened another hour later
    const clock = resumedClock(before, kept, real, wall)
    expect(dayClock({ ...before, clock }, real)).toBe(NINE + 2 * HOUR)
  }
})

test('a clock that was set back while no page was open lets the day go on where it was', () => {
  const before = told(1_000_000)
  const kept = keptClock(before, 1_000_000 + HOUR, 1_000_000 + HOUR)
  const clock = resumedClock(before, kept, 5_000, 5_000)
  expect(dayClock({ ...before, clock }, 5_000)).toBe(NINE + HOUR)
  expect(dayClock({ ...before, clock }, 5_000 + HOUR)).toBe(NINE + 2 * HOUR)
})

test('the clock of another day says nothing of this one', () => {
  const before = told(1_000_000)
  const other = { ...keptClock(before, 1_000_000, 1_000_000), day: '2023-11-08', now: 0 }
  const clock = resumedClock(before, other, 1_000_000 + HOUR, 1_000_000 + HOUR)
  expect(dayClock({ ...before, clock }, 1_000_000 + HOUR)).toBe(NINE + HOUR)
})
