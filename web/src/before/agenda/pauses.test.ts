import { expect, test } from 'vitest'
import { afterLastTicket, breakUntil } from './pauses'

const day = {
  break_from: '2023-11-09T12:00:00+08:00',
  break_until: '2023-11-09T13:30:00+08:00',
  last_ticket_at: '2023-11-09T16:30:00+08:00',
}
const at = (hour: string): number => Date.parse(`2023-11-09T${hour}:00+08:00`)

test.each([
  ['11:59', null],
  ['12:00', day.break_until],
  ['13:29', day.break_until],
  ['13:30', null],
])('at %s the break lasts until %s', (hour, until) => {
  expect(breakUntil(day, at(hour))).toBe(until)
})

test.each([
  ['16:30', null],
  ['16:31', day.last_ticket_at],
])('at %s the last ticket was given at %s', (hour, given) => {
  expect(afterLastTicket(day, at(hour))).toBe(given)
})

test('a day without a break or a last ticket has neither, nor has one that was told before they were', () => {
  const none = { break_from: null, break_until: null, last_ticket_at: null }
  for (const one of [none, {}]) {
    expect([breakUntil(one, at('12:30')), afterLastTicket(one, at('17:00'))]).toEqual([null, null])
  }
})
