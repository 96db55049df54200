import { expect, test } from 'vitest'
import type { DayRehearsal } from '../../types'
import { linkOf, shownScores, spent } from './scores'

const told = {
  links: [
    { kind: 'wall', site: null, url: 'http://wall' },
    { kind: 'site', site: 'B', url: 'http://b' },
  ],
  scores: [
    { site: 'A', grade: 'green' },
    { site: 'B', grade: 'amber' },
    { site: 'C', grade: 'red' },
  ],
} as unknown as DayRehearsal

test('the weakest sites come first, and the others may be left out', () => {
  expect(shownScores(told, false).map((one) => one.site)).toEqual(['C', 'B', 'A'])
  expect(shownScores(told, true).map((one) => one.site)).toEqual(['C', 'B'])
})

test('a step is said in minutes and seconds', () => {
  expect([spent(0), spent(185), spent(null)]).toEqual(['0:00', '3:05', null])
})

test('a site has its link while the rehearsal is served', () => {
  expect([linkOf(told, 'B'), linkOf(told, 'A')]).toEqual(['http://b', null])
})
