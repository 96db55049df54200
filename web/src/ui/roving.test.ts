import { expect, test } from 'vitest'
import { neighbour } from './roving'

/** The tile map’s corner: three tiles, and a hole under the first. */
const SPOTS = [
  { row: 0, column: 0 },
  { row: 0, column: 1 },
  { row: 1, column: 1 },
]

test('an arrow leads to the nearest spot that way, and nowhere where there is none', () => {
  expect(neighbour(SPOTS, 0, 'ArrowRight')).toBe(1)
  expect(neighbour(SPOTS, 1, 'ArrowDown')).toBe(2)
  expect(neighbour(SPOTS, 0, 'ArrowLeft')).toBe(0)
})

test('over a hole the arrow finds what is beside it', () => {
  expect(neighbour(SPOTS, 0, 'ArrowDown')).toBe(2)
})

test('Home and End lead to the ends; other keys are not ours', () => {
  expect([neighbour(SPOTS, 1, 'Home'), neighbour(SPOTS, 1, 'End'), neighbour(SPOTS, 1, 'a')]).toEqual([0, 2, null])
})
