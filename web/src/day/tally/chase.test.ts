import { expect, test } from 'vitest'
import { isCalled, isChased, lastStep, type Step } from './chase'

const step = (said: Step['said']): Step => ({ said, by: '王某', at: '2023-11-09T10:00:00+08:00', note: null })
const item = (...said: Step['said'][]) => ({ chase: said.map(step) })

test('sites are chased for what a word of theirs would end', () => {
  const kinds = ['silent', 'late_to_open', 'offline', 'long_wait', 'incomplete']
  expect(kinds.filter((kind) => isChased({ kind }))).toEqual(['silent', 'late_to_open', 'offline'])
})

test('the level above is asked after a call, answered or not', () => {
  expect([item(), item('message'), item('message', 'not_reached'), item('reached')].map(isCalled)).toEqual([
    false,
    false,
    true,
    true,
  ])
})

test('a row tells the last step', () => {
  expect(lastStep(item())).toBeNull()
  expect(lastStep(item('message', 'busy'))?.said).toBe('busy')
})
