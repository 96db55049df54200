import { expect, test } from 'vitest'
import { Problem } from '../../api'
import type { LeavePlan } from '../../types'
import { dayBefore, leavePlan, over, partsChanged, recusalPlan, standingOf, whole } from './absences'

test('what another changed of a leave comes into the form, and what was typed here stays', () => {
  const base: LeavePlan = { first: '2026-12-10', last: '2026-12-11', reason: null }
  const refused = new Problem(409, 'absence_changed', '', null, {
    changed: [{ what: 'reason', was: null, now: '年休假' }],
  })
  const changes = partsChanged<LeavePlan>(refused)
  expect(over(base, { ...base, last: '2026-12-14' }, changes ?? [])).toEqual({
    first: '2026-12-10',
    last: '2026-12-14',
    reason: '年休假',
  })
  expect(partsChanged(new Problem(404, 'not_found', ''))).toBeNull()
})

test('a recusal is sent with the part of its kind alone', () => {
  const typed = { ...recusalPlan(null), employer: '某厂', region: '430102', reason: '亲属' }
  expect(whole({ ...typed, kind: 'employer' })).toMatchObject({ employer: '某厂', region: null })
  expect(whole({ ...typed, kind: 'place' })).toMatchObject({ employer: null, region: '430102' })
})

test('leave that runs ends the day before, leave to come is taken back', () => {
  expect(standingOf({ first: '2026-12-10', last: '2026-12-12' }, '2026-12-10')).toBe('coming')
  expect(standingOf({ first: '2026-12-10', last: '2026-12-12' }, '2026-12-12')).toBe('running')
  expect(standingOf({ first: '2026-12-10', last: '2026-12-12' }, '2026-12-13')).toBe('over')
  expect(dayBefore('2026-03-01')).toBe('2026-02-28')
  expect(leavePlan(null).reason).toBeNull()
})
