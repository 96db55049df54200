import { describe, expect, it } from 'vitest'
import type { FirstSteps } from '../../types'
import { nextStep, openSteps } from './steps'

const steps = (...states: string[]): FirstSteps['items'] =>
  ['sites', 'rule', 'day', 'invite', 'rehearse'].map((step, at) => ({
    step: step as FirstSteps['items'][number]['step'],
    state: (states[at] ?? 'open') as FirstSteps['items'][number]['state'],
    count: 0,
    of: 0,
  }))

describe('the first steps', () => {
  it.each([
    [[], 'sites', 5],
    [['done'], 'rule', 4],
    [['ticked', 'open', 'done'], 'rule', 3],
    [['done', 'done', 'done', 'done', 'ticked'], undefined, 0],
  ])('%j: the first that is neither done nor ticked is next', (states, next, left) => {
    expect(nextStep(steps(...states))).toBe(next)
    expect(openSteps(steps(...states))).toHaveLength(left)
  })
})
