import { expect, test } from 'vitest'
import { choiceOf, ruleOf, squares, type Year } from './calendar'

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
