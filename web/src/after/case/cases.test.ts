import { describe, expect, it } from 'vitest'
import type { CaseDetail, CaseRow } from '../../types'
import { barOf, commandsOf, daysBetween, headingOf, spanOf } from './cases'

const row = (more: Partial<CaseRow> = {}): CaseRow =>
  ({ opened_on: '2023-11-09', due_on: '2023-11-13', urgency: 'soon', ...more }) as CaseRow
const found = (more: Partial<CaseDetail> = {}): CaseDetail =>
  ({ state: 'open', outcome_changed: false, offers: [], lead: null, ...more }) as unknown as CaseDetail

describe('the dates of cases', () => {
  it('counts whole days over the end of a month and of a leap year', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
    expect(daysBetween('2024-03-01', '2024-02-28')).toBe(-2)
  })
  it('spans a fortnight around today at least, and a quarter at most', () => {
    const near = spanOf([], '2023-11-09')
    expect(near.last - near.first).toBe(28)
    const far = spanOf([row({ opened_on: '2020-01-01', due_on: '2030-01-01' })], '2023-11-09')
    expect(far.last - far.first).toBe(180)
  })
  it('draws no bar outside of what is shown, and a late one up to today', () => {
    const late = row({ opened_on: '2020-01-01', due_on: '2020-02-01' })
    const bar = barOf(late, '2023-11-09', spanOf([late], '2023-11-09'))
    expect(bar).toMatchObject({ from: 0, due: 0, late: true })
    expect(bar?.today).toBeGreaterThan(0)
    expect(barOf(row({ due_on: null }), '2023-11-09', spanOf([], '2023-11-09'))).toBeNull()
  })
  it('puts a case that has no urgency any more among those that ended', () => {
    expect(headingOf(row({ urgency: null }))).toBe('ended')
    expect(headingOf(row({ urgency: 'overdue' }))).toBe('overdue')
  })
})

describe('what may be done with a case', () => {
  it('follows its state', () => {
    expect(commandsOf(found())).toEqual(['answer', 'finish', 'change_route', 'offer'])
    expect(commandsOf(found({ state: 'done' }))).toEqual(['verify', 'reopen'])
    expect(commandsOf(found({ state: 'void' }))).toEqual([])
  })
  it('is closed under a leader in charge by another person alone', () => {
    const lead = (more: object): CaseDetail['lead'] => ({ closing_asked: true, may_decide: false, ...more }) as never
    expect(commandsOf(found({ lead: lead({ closing_asked: false }) }))).toContain('ask_closing')
    expect(commandsOf(found({ lead: lead({}) }))).toEqual(['answer', 'change_route', 'offer'])
    expect(commandsOf(found({ lead: lead({ may_decide: true }) }))).toContain('approve_closing')
  })
  it('asks for a change of the outcome first, and hands over nothing that is handed over already', () => {
    const offered = [{ state: 'offered' }] as unknown as CaseDetail['offers']
    expect(commandsOf(found({ outcome_changed: true, offers: offered }))).toEqual([
      'see_change',
      'answer',
      'finish',
      'change_route',
    ])
  })
})
