import { expect, test } from 'vitest'
import type { PlannedDay } from '../../types'
import { hourOf, hourSaid, leadersAt, merged, NEW_WORDS, nextLacking, steps, touched } from './plan'

const site = (code: string, place: number, leader: string | null = null) => ({ site: code, place, plan: { leader } })
const planned = (parts: object = {}) =>
  ({
    day: { state: 'draft', moved_to: null },
    leads: true,
    sites: [site('A', 430102001, 'l1'), site('B', 430103001, 'l1'), site('C', 430202001)],
    leaders: [
      { id: 'l1', name: '张某', lo: 430100000, hi: 430199999 },
      { id: 'l2', name: '李某', lo: 430000000, hi: 439999999 },
    ],
    missing: [
      { what: 'no_leader', site: 'A' },
      { what: 'no_leader', site: 'C' },
      { what: 'no_telephone', site: 'C' },
    ],
    ...parts,
  }) as unknown as PlannedDay

test('of two changes of one plan each keeps its parts, and what both changed stays mine in the form', () => {
  const mine = { ...NEW_WORDS, theme_zh: '我的', opens_at: '09:00:00' }
  const conflict = {
    version: 2,
    changed: [
      { what: 'theme_zh', was: null, now: '对方的' },
      { what: 'closes_at', was: '17:30:00', now: '16:00:00' },
      { what: 'sites', was: [], now: ['A'] },
    ],
  }
  expect(merged(NEW_WORDS, mine, conflict)).toEqual({ ...mine, closes_at: '16:00:00' })
})

test('at a site those leaders are offered whose places hold it', () => {
  expect(leadersAt(planned(), { place: 430202001 }).map((one) => one.id)).toEqual(['l2'])
  expect(leadersAt(planned(), { place: 430102001 }).map((one) => one.id)).toEqual(['l1', 'l2'])
})

test('after one site that lacked something comes the next, and after the last none', () => {
  expect([nextLacking(planned(), 'A'), nextLacking(planned(), 'C')]).toEqual(['C', 'A'])
  expect(nextLacking(planned({ missing: [] }), 'A')).toBeNull()
})

test('a leader of two sites is one person', () => {
  expect(touched(planned())).toEqual({ sites: 3, leaders: 1 })
})

test.each([
  ['draft', null, ['announce', 'cancel']],
  ['announced', null, ['postpone', 'cancel']],
  ['postponed', null, ['announce', 'cancel']],
  ['postponed', '2026-12-17', []],
  ['live', null, []],
] as const)('of a day that is %s and moved to %s these are done: %j', (state, moved_to, done) => {
  expect(steps(planned({ day: { state, moved_to } }))).toEqual(done)
  expect(steps(planned({ day: { state, moved_to }, leads: false }))).toEqual([])
})

test('an hour goes into a box and comes out of it as it was', () => {
  expect([hourOf('08:30:00'), hourSaid('08:30'), hourOf(null), hourSaid('')]).toEqual(['08:30', '08:30:00', '', null])
})
