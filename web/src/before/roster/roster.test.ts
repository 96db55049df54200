import { expect, test } from 'vitest'
import { Problem } from '../../api'
import type { DutyPlan, Roster } from '../../types'
import { changesOf, hoursOf, lacking, merged, newDuty, withDuties, wordsOf } from './roster'

const PLAN: DutyPlan = { ...newDuty('leader', 'HN-D-430102'), account: 'a-1' }

test('what another changed comes into the form, and what was typed here stays', () => {
  const refused = new Problem(409, 'duty_changed', '', null, {
    changed: [{ what: 'substitute', was: null, now: 'a-2' }],
  })
  const changes = changesOf(refused)
  expect(changes).toHaveLength(1)
  const mine = { ...PLAN, categories: ['wage_arrears'] }
  expect(merged(PLAN, mine, changes ?? [])).toEqual({ ...PLAN, categories: ['wage_arrears'], substitute: 'a-2' })
  expect(changesOf(new Problem(409, 'roster_closed', ''))).toBeNull()
})

test('words are parted by commas of either script, each once', () => {
  expect(wordsOf('湘语、手语, English；湘语 ')).toEqual(['湘语', '手语', 'English'])
})

test('hours that end on another date say so', () => {
  expect(hoursOf({ begins: '2026-12-10T08:30:00+08:00', ends: '2026-12-10T17:30:00+08:00' })).toBe('08:30–17:30')
  expect(hoursOf({ begins: '2026-12-10T20:00:00+08:00', ends: '2026-12-11T06:00:00+08:00' })).toBe('20:00–06:00+1')
})

test('a conflict stands with its duty, and sites without a leader are listed', () => {
  const sites = [
    { site: 'A', has_leader: true },
    { site: 'B', has_leader: false },
  ]
  const roster = { sites, duties: [{ id: '1' }], conflicts: [{ duty: '1' }, { duty: '9' }] } as unknown as Roster
  expect(withDuties(roster)).toEqual([[{ duty: '1' }, { id: '1' }]])
  expect(lacking(roster).map((one) => one.site)).toEqual(['B'])
})
