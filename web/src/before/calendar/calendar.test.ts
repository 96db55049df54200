import { expect, test } from 'vitest'
import {
  choiceOf,
  lastOf,
  marksIn,
  merged,
  type Plan,
  ruleOf,
  squares,
  withMonth,
  withoutMonth,
  type Year,
} from './calendar'

test.each(['FREQ=MONTHLY;BYMONTHDAY=15', 'FREQ=MONTHLY;BYMONTHDAY=-1', 'FREQ=MONTHLY;BYDAY=2TH', 'WORKING_DAY=3'])(
  'the rule %s is chosen in the form and comes out of it as it was',
  (rule) => {
    expect(choiceOf(rule).way).not.toBe('other')
    expect(ruleOf(choiceOf(rule), '')).toBe(rule)
  },
)

test('a rule that the form cannot say stays as it was written', () => {
  const rule = 'FREQ=MONTHLY;INTERVAL=2;BYDAY=2TH'
  expect(ruleOf(choiceOf(rule), rule)).toBe(rule)
})

test('a month begins at its weekday, and marks where a day is held, was moved from, and is off', () => {
  const months = [{ month: '2026-03', date: '2026-03-16', original: '2026-03-15', provisional: false }]
  const official = [{ date: '2026-03-02', kind: 'holiday' }]
  const month = squares({ year: 2026, months, official } as unknown as Year, 3)
  expect(month.findIndex((square) => square?.day === 1)).toBe(6)
  const marks = month.filter((square) => square?.mark).map((square) => `${square?.day} ${square?.mark}`)
  expect(marks).toEqual(['2 off', '15 original', '16 held'])
})

const PLAN: Plan = {
  rule: 'FREQ=MONTHLY;BYMONTHDAY=15',
  shift: 'next',
  first_month: '2026-01',
  takes_makeup: false,
  gap: 0,
  notice: [],
  overrides: [],
}
const byHand = (month: string, reason = 'a reason') => ({ month, date: null, reason })

test('of two changes of one plan each keeps its parts, and where both changed one mine stays in the form', () => {
  const mine = { ...PLAN, shift: 'previous', gap: 1 }
  const theirs = { ...PLAN, shift: 'skip', takes_makeup: true }
  expect(merged(PLAN, mine, theirs)).toEqual({ ...PLAN, shift: 'previous', gap: 1, takes_makeup: true })
})

test('a month that another set by hand is not lost beside the one that I set, and one that both took back is gone', () => {
  const base = { ...PLAN, overrides: [byHand('2026-02')] }
  const mine = { ...PLAN, overrides: [byHand('2026-05')] }
  const theirs = { ...PLAN, overrides: [byHand('2026-02'), byHand('2026-03')] }
  expect(merged(base, mine, theirs).overrides).toEqual([byHand('2026-03'), byHand('2026-05')])
})

test('the dates of a notice go with their rule', () => {
  const theirs = { ...PLAN, rule: 'NOTICE', notice: ['2026-01-15'] }
  expect(merged(PLAN, { ...PLAN, gap: 1 }, theirs)).toEqual({ ...theirs, gap: 1 })
  expect(merged(PLAN, { ...PLAN, rule: 'WORKING_DAY=3' }, theirs)).toEqual({ ...PLAN, rule: 'WORKING_DAY=3' })
})

test('only the marks that a year has are explained', () => {
  const months = [{ month: '2026-03', date: '2026-03-16', original: '2026-03-15', provisional: false }]
  expect(marksIn({ year: 2026, months: [...Array(2).fill({}), ...months], official: [] } as unknown as Year)).toEqual([
    'held',
    'original',
  ])
})

test('a month is set by hand once, in the order of months, and taken back again', () => {
  const twice = withMonth(
    withMonth(withMonth(PLAN, byHand('2026-05')), byHand('2026-02')),
    byHand('2026-05', 'another'),
  )
  expect(twice.overrides).toEqual([byHand('2026-02'), byHand('2026-05', 'another')])
  expect(withoutMonth(twice, '2026-02').overrides).toEqual([byHand('2026-05', 'another')])
  expect([lastOf('2026-02'), lastOf('2028-02'), lastOf('2026-12')]).toEqual(['2026-02-28', '2028-02-29', '2026-12-31'])
})
