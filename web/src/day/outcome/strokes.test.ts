import { expect, test } from 'vitest'
import { isSigned, joined, pathOf, type Stroke } from './strokes'

test('a pen that hardly moves adds nothing, and one beyond the field draws at its edge', () => {
  const begun = joined([[]], 10.4, 20)
  expect(begun).toEqual([[10, 20]])
  expect(joined(begun, 12, 21)).toEqual([[10, 20]])
  expect(joined(begun, -5, 900)).toEqual([[10, 20, 0, 400]])
})

test('a dot is no signature, a line of some length is', () => {
  expect(isSigned([])).toBe(false)
  expect(isSigned([[5, 5, 9, 9, 5, 5, 9, 9, 5, 5, 9, 9, 5, 5, 9, 9]])).toBe(false)
  const line = Array.from({ length: 10 }, (_, n) => n).reduce<Stroke[]>((some, n) => joined(some, n * 20, 50), [[]])
  expect(isSigned(line)).toBe(true)
})

test('a signature never grows beyond what the server takes', () => {
  let drawn: Stroke[] = [[]]
  for (let n = 0; n < 4200; n++) drawn = joined(drawn, (n * 7) % 1000, (n * 5) % 400)
  expect(drawn[0]?.length).toBeLessThanOrEqual(8000)
})

test('a single point is drawn as a dot', () => {
  expect(pathOf([1, 2])).toBe('M1 2l0.1 0')
  expect(pathOf([1, 2, 3, 4])).toBe('M1 2L3 4')
})
