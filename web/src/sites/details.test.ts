import { expect, test } from 'vitest'
import { degrees, gridAround, millionths, saidOf } from './details'

test.each([
  ['28.196', 28_196_000],
  [' 112.98 ', 112_980_000],
  ['28.2°N', 28_200_000],
  ['北纬28.2', 28_200_000],
  ['', null],
  ['28,2', 'wrong'],
  ['north', 'wrong'],
  ['-3', 'wrong'],
])('degrees typed as %j are %j millionths', (typed, read) => {
  expect(millionths(typed)).toBe(read)
})

test('degrees are shown as they were typed', () => {
  expect(degrees(28_196_000)).toBe('28.196000')
  expect(millionths(degrees(112_980_123))).toBe(112_980_123)
  expect(degrees(null)).toBe('')
})

test('the lines of the grid stand at whole tenths of a degree, the position in the middle', () => {
  const lines = gridAround(28_250_000)
  expect(lines.map((one) => one.said)).toEqual(['28.1°', '28.2°', '28.3°', '28.4°'])
  expect(lines.map((one) => Math.round(one.at * 10) / 10)).toEqual([12.5, 37.5, 62.5, 87.5])
})

test('a part is said in words, and what is not known too', () => {
  const t = (key: string): string => key
  expect(saidOf('step_free', true, t)).toBe('sites.yes')
  expect(saidOf('languages', ['xiang', 'miao'], t)).toBe('sites.spoken.xiangsites.commasites.spoken.miao')
  expect(saidOf('opens_at', '08:30:00', t)).toBe('08:30')
  expect(saidOf('latitude_e6', 28_200_000, t)).toBe('28.200000°')
  expect(saidOf('address', null, t)).toBe('sites.none')
  expect(saidOf('languages', [], t)).toBe('sites.none')
})
