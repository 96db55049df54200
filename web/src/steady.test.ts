import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { steady, wall, watchWall } from './steady'

const HOUR = 3_600_000
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('no clock that is set moves what is measured, and who asked is told that it was set', () => {
  const jumps: string[] = []
  const stop = watchWall(() => void jumps.push('jump'))
  const [from, onWall] = [steady(), wall()]
  vi.advanceTimersByTime(5_000)
  expect(jumps).toEqual([])
  for (const by of [8 * HOUR, -3 * HOUR, 25 * HOUR, -60_000]) {
    vi.setSystemTime(wall() + by)
    vi.advanceTimersByTime(1_000)
  }
  expect(steady() - from).toBeCloseTo(9_000, 3)
  expect(wall() - onWall).not.toBeCloseTo(9_000, 3)
  expect(jumps).toHaveLength(4)
  stop()
  vi.setSystemTime(wall() + HOUR)
  vi.advanceTimersByTime(5_000)
  expect(jumps).toHaveLength(4)
})

test('no file but this one asks the clock on the wall', () => {
  const asking = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|vue)$/.test(file) && !/\.test\.ts$|^testing|^steady\.ts$/.test(file))
    .filter((file) => /\bDate\.now\b|new Date\(\)/.test(readFileSync(join(__dirname, file), 'utf8')))
  expect(asking).toEqual([])
})
