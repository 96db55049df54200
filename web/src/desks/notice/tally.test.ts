import { expect, test, vi } from 'vitest'
import type { PublicTallyRow } from '../../types'
import { askTally, shownRows, tallyIn } from './tally'

const row = (code: string, matters: number | null, resolved_on_site: number | null = null): PublicTallyRow => ({
  code,
  zh: code,
  en: code,
  matters,
  resolved_on_site,
})

test('the day stands in the address of its figures alone', () => {
  expect(tallyIn('/notice/tally/2023-11-09')).toBe('2023-11-09')
  expect(tallyIn('/notice/2023-11-09')).toBeNull()
})

test('rows without a number stand below the table', () => {
  const told = shownRows([row('a', 9, 5), row('b', null), row('c', null, 7)])
  expect(told.rows.map((one) => one.code)).toEqual(['a', 'c'])
  expect(told.away.map((one) => one.code)).toEqual(['b'])
  expect(told.resolved).toBe(true)
  expect(shownRows([row('a', 9)]).resolved).toBe(false)
})

test.each([
  [404, 'unknown'],
  [503, 'cut'],
])('an answer of %i is told as %s', async (status, heard) => {
  expect(
    await askTally(
      '2023-11-09',
      vi.fn(async () => new Response(null, { status })),
    ),
  ).toBe(heard)
})
