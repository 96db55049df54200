import { expect, test } from 'vitest'
import type { ShownTicket } from '../../types'
import { callsOn, newlyCalled } from './screen'

const called = (ticket: string, minute: number, over: Partial<ShownTicket> = {}): ShownTicket => ({
  ticket,
  room: 2,
  mode: 'in_person',
  at: `2023-11-09T10:${String(minute).padStart(2, '0')}:00+08:00`,
  calls: 1,
  ...over,
})

test('the latest call stands first, and no more than four are shown', () => {
  const facts = { called: [1, 3, 2, 5, 4].map((minute) => called(`A${minute}`, minute)) }
  expect(callsOn(facts).map((call) => call.ticket)).toEqual(['A5', 'A4', 'A3', 'A2'])
})

test('who is called by telephone is not shown', () => {
  expect(callsOn({ called: [called('A1', 1, { mode: 'phone' }), called('A2', 2, { mode: 'phone' })] })).toEqual([])
})

test('a call shows number, room and how often, and nothing else', () => {
  expect(Object.keys(callsOn({ called: [called('A1', 1)] })[0] ?? {})).toEqual(['ticket', 'room', 'at', 'calls'])
})

test('a new call is heard, one called again is heard again, one that stays is not', () => {
  const before = callsOn({ called: [called('A1', 1), called('A2', 2)] })
  const now = callsOn({ called: [called('A1', 4, { calls: 2 }), called('A2', 2), called('A3', 5)] })
  expect(newlyCalled(before, now).map((call) => call.ticket)).toEqual(['A3', 'A1'])
  expect(newlyCalled(now, now)).toEqual([])
})

test('another room for the same person is heard', () => {
  const before = callsOn({ called: [called('A1', 1)] })
  const now = callsOn({ called: [called('A1', 1, { room: 3 })] })
  expect(newlyCalled(before, now)).toHaveLength(1)
})
