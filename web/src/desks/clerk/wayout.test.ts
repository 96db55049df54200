import { expect, test } from 'vitest'
import { type HoldUp, type Outbox, outboxOf, type Standing } from '../../outbox'
import { DAY, made, RECEIVED, SITE, several } from '../../outbox.support'
import { open, refusals, toSend, wayOut } from './wayout'

const hold: HoldUp = { status: 409, code: 'c', message: '这一天还没开', until: 0 }
const refused = (code: string, message = 'm'): Standing => ({ state: 'refused', code, message })
const way = (over: Partial<Outbox>, lineUp = true) => {
  const outbox = { ...outboxOf(SITE, several(1)), ...over }
  return wayOut(outbox, made(1), lineUp)
}

test.each([
  ['without a line it waits for it', {}, false, 'line', ['none']],
  ['with a line it is being sent', {}, true, 'soon', ['none']],
  ['a device not let in is enrolled again', { device: hold }, true, 'device', ['enrol']],
  ['also while the line is cut', { device: hold }, false, 'device', ['enrol']],
  ['a day that takes none may be tried again', { days: new Map([[DAY, hold]]) }, true, 'day', ['send_now']],
  ['one set aside may be tried again', { aside: new Map([['e1', hold]]) }, true, 'aside', ['send_now']],
  ["another site's needs that site's code", { site: 'HN-D-430182' }, true, 'other_site', ['enrol']],
])('%s', (_, over, lineUp, expected, deeds) => {
  expect(way(over, lineUp)).toMatchObject({ way: expected, deeds })
})

test("the server's own sentence is told", () => {
  expect(way({ days: new Map([[DAY, hold]]) }).sentence).toBe('这一天还没开')
  expect(way({ aside: new Map([['e1', { ...hold, message: '' }]]) }).sentence).toBe('409')
})

test('what the server keeps waiting needs no person', () => {
  const held = made(1, { standing: RECEIVED })
  expect(wayOut(outboxOf(SITE, [held]), held, true)).toMatchObject({ way: 'received', deeds: ['none'] })
})

test.each([
  ['wrong_type', false, ['correct', 'dealt']],
  ['clock_wrong', false, ['again', 'dealt']],
  ['id_reused', true, ['again', 'dealt']],
  ['not_amendable', true, ['dealt']],
])('refused as %s', (code, outcome, deeds) => {
  const held = made(1, { standing: refused(code), outcome })
  expect(wayOut(outboxOf(SITE, [held]), held, true)).toMatchObject({ way: 'refused', sentence: 'm', deeds })
})

test('a refusal without a sentence shows its code', () => {
  const held = made(1, { standing: refused('wrong_type', '') })
  expect(wayOut(outboxOf(SITE, [held]), held, true).sentence).toBe('wrong_type')
})

test('what is open, still to send, or refused', () => {
  const all = [
    made(1),
    made(2, { standing: RECEIVED }),
    made(3, { standing: { state: 'counted' } }),
    made(4, { standing: refused('wrong_type') }),
    { ...made(5, { standing: refused('wrong_type') }), dealt: true },
  ]
  const outbox = outboxOf(SITE, all)
  const numbers = (held: { n: number }[]) => held.map((one) => one.n)
  expect([numbers(open(outbox)), numbers(toSend(outbox)), numbers(refusals(outbox))]).toEqual([[1, 2, 4], [1], [4]])
})
