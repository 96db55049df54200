import { expect, test } from 'vitest'
import { stopwatch } from './stopwatch'

test('time passed reads as minutes and seconds, with hours where there are some', () => {
  expect([0, 61_900, 3_599_999, 3_600_000, -5].map(stopwatch)).toEqual(['00:00', '01:01', '59:59', '1:00:00', '00:00'])
})
