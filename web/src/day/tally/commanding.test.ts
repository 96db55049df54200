import { expect, test } from 'vitest'
import type { SiteFacts } from '../../types'
import { commandsFor, isOff } from './commanding'

type State = NonNullable<SiteFacts['commanded']>['state']
const site = (state: SiteFacts['state'], commanded: State | null) => ({
  state,
  commanded: commanded && { state: commanded, by: '湖南组织方', at: null, reason: '停电' },
})

test.each([
  ['expected', null, ['open', 'suspend', 'close']],
  ['expected', 'ready', ['open', 'suspend', 'close']],
  ['open', null, ['suspend', 'close']],
  ['expected', 'open', ['suspend', 'close']],
  ['open', 'offline', ['suspend', 'close']],
  ['open', 'suspended', ['open', 'close']],
  ['open', 'closed', ['open']],
  ['closed', null, []],
  ['closed', 'closed', []],
  ['open', 'signed', []],
] as const)('a site that is %s and was commanded %s can be led by %j', (state, commanded, offered) => {
  expect(commandsFor(site(state, commanded))).toEqual(offered)
})

test('a site is off while a person has suspended or closed it, until it closes by itself', () => {
  expect(isOff(site('open', 'suspended'))).toBe(true)
  expect(isOff(site('expected', 'closed'))).toBe(true)
  expect(isOff(site('closed', 'closed'))).toBe(false)
  expect(isOff(site('open', 'open'))).toBe(false)
  expect(isOff(site('open', null))).toBe(false)
})
