import { expect, test } from 'vitest'
import type { SignedCounts, SignedLevel, SignOff } from '../../types'
import { movedOf, nextOf, signsWithout, stateOf } from './signOff'

const NOTHING: SignedCounts = { matters: 0, involved: 0, attendees: 0, resolved_on_site: 0, amount_fen: 0 }

function told(more: Partial<SignOff>, state: SignOff['own']['state'] = 'waiting'): SignOff {
  return { without: [], may_sign: true, may_adjust: false, ...more, own: { state } } as unknown as SignOff
}
const missing = [
  { level: { code: '430103', kind: 'county', zh: '天心区', en: 'Tianxin' }, why: 'unsigned' },
] as unknown as SignOff['without']

test.each([
  [told({}, 'ready'), 'sign'],
  [told({ without: missing }), 'below'],
  [told({}), 'finish'],
  [told({ may_sign: false }, 'signed'), 'none'],
  [told({ may_sign: false, may_adjust: true }, 'moved'), 'adjust'],
])('the filled button does the one thing that is next %#', (one, what) => {
  expect(nextOf(one).what).toBe(what)
})

test('a level signs without those below only where one is missing and one may sign', () => {
  expect(signsWithout(told({ without: missing }))).toBe(true)
  expect(signsWithout(told({ without: missing, may_sign: false }))).toBe(false)
  expect(signsWithout(told({}, 'ready'))).toBe(false)
})

test('only counts that moved are told', () => {
  expect(movedOf(null)).toEqual([])
  expect(movedOf({ ...NOTHING, involved: -1 })).toEqual([{ name: 'involved', by: -1 }])
})

test('a site waits for its own end, a region for those below', () => {
  const at = (kind: 'site' | 'county', state: 'waiting' | 'ready') =>
    stateOf({ level: { kind }, state } as unknown as SignedLevel)
  expect([at('site', 'waiting'), at('county', 'waiting'), at('site', 'ready')]).toEqual(['open', 'waiting', 'ready'])
})
