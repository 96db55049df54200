import { expect, test } from 'vitest'
import { outboxOf } from '../../outbox'
import { made, SITE } from '../../outbox.support'
import { greatestId, notBefore } from './moment'

const NINE = Date.parse('2023-11-09T09:00:00+08:00')
const minute = 60_000
const heldAt = (ms: number) => ({ ...made(1), entry: { ...made(1).entry, at: new Date(ms).toISOString() } })

test('an entry is of now, whatever was made before', () => {
  expect(notBefore([], NINE)).toBe(NINE)
  expect(notBefore([heldAt(NINE - minute)], NINE)).toBe(NINE)
})

test('a step back of the told clock does not put it before the one made just now', () => {
  expect(notBefore([heldAt(NINE + minute)], NINE)).toBe(NINE + minute)
})

test('a clock that was an hour wrong and is put right is right from now on', () => {
  expect(notBefore([heldAt(NINE + 60 * minute)], NINE)).toBe(NINE)
})

test('the next id goes on from the greatest on this machine', () => {
  expect([greatestId(null), greatestId(outboxOf(SITE, [made(2), made(3), made(1)]))]).toEqual(['', 'e3'])
})
