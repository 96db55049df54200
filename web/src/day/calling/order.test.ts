import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Need } from '../../entries'
import { expectedAt, inOrder, type Waits, whyOf } from './order'

const NINE = Date.parse('2023-11-09T09:00:00+08:00')
const MOVED = new Date(NINE).toISOString()
const minutes = (n: number) => n * 60_000
const waits = (matter: string, since: number, over: Partial<Waits> = {}): Waits => ({
  matter,
  needs: [],
  involved: 1,
  registered_at: new Date(NINE + minutes(since)).toISOString(),
  moved: null,
  appointed: null,
  ...over,
})
const orderAt = (minute: number, ...waiting: Waits[]) =>
  inOrder(waiting, NINE + minutes(minute)).map(({ matter }) => matter)

test('need goes before number, number before arrival', () => {
  const order = orderAt(
    5,
    waits('came first', 0),
    waits('many', 1, { involved: 30 }),
    waits('ill', 2, { needs: ['ill'] }),
    waits('poor', 3, { needs: ['hardship', 'elderly'] }),
    waits('moved', 4, { moved: { tier: 1, at: MOVED } }),
  )
  expect(order).toEqual(['moved', 'poor', 'ill', 'many', 'came first'])
})

test('half an hour of waiting lifts by one tier, so that new arrivals do not pass the longest waiting for ever', () => {
  const [old, ill] = [waits('old', 0), waits('ill', 58, { needs: ['ill'] })]
  expect(orderAt(59, old, ill)).toEqual(['ill', 'old'])
  expect(orderAt(60, old, ill)).toEqual(['old', 'ill'])
  expect(orderAt(90, old, waits('poor', 89, { needs: ['hardship'] }))).toEqual(['old', 'poor'])
})

test('waiting alone never goes before danger', () => {
  expect(orderAt(600, waits('old', 0), waits('danger', 599, { moved: { tier: 1, at: MOVED } }))).toEqual([
    'danger',
    'old',
  ])
})

test('who was moved down stays down until waiting lifts them', () => {
  const [down, other] = [
    waits('down', 0, { moved: { tier: 5, at: MOVED }, needs: ['hardship'] }),
    waits('other', 10, { needs: ['ill'] }),
  ]
  expect(orderAt(20, down, other)).toEqual(['other', 'down'])
})

test('who came at the same instant stands in the order of the ids', () => {
  expect(orderAt(1, waits('b', 0), waits('a', 0))).toEqual(['a', 'b'])
})

test.each([
  [waits('m', 0), { code: 'arrival' }],
  [waits('m', 0, { involved: 46 }), { code: 'many', involved: 46 }],
  [waits('m', 0, { needs: ['from_far', 'elderly'] }), { code: 'need', need: 'elderly' }],
  [waits('m', 0, { needs: ['hardship'] }), { code: 'hardship' }],
  [waits('m', -31), { code: 'waited', minutes: 36 }],
  [waits('m', 0, { moved: { tier: 3, at: MOVED } }), { code: 'moved', tier: 3 }],
])('why %j stands where they stand: %j', (one, why) => {
  expect(whyOf(one, NINE + minutes(5))).toEqual(why)
})

test('the time is by the middle of the lengths so far, over the rooms, to five minutes', () => {
  const lengths = [10, 30, 32, 60].map(minutes)
  expect(expectedAt(3, lengths, 2, NINE)).toBe(NINE + minutes(30))
  expect(expectedAt(1, lengths, 2, NINE + 1)).toBe(NINE + minutes(5))
  expect(expectedAt(1, [minutes(90)], 1, NINE)).toBe(NINE + minutes(20))
  expect(expectedAt(1, [], 0, NINE)).toBe(NINE + minutes(20))
})

interface Case {
  case: string
  /** Minutes since the day's beginning, here and below. */
  now: number
  waiting: {
    matter: string
    place: number
    since: number
    needs: Need[]
    involved: number
    moved: { tier: number; at: number } | null
    appointed?: number
  }[]
  order: string[]
  why: Record<string, { code: string; tier: number }>
}
const CASES: Case[] = JSON.parse(readFileSync('../schedules/reference/order_cases.json', 'utf8'))
const instant = (minute: number) => new Date(minutes(minute)).toISOString()

test.each(CASES)('the desk orders the shared cases as the server does: $case', ({ now, waiting, order, why }) => {
  // a desk knows its own site alone
  const own = waiting.filter(({ place }) => place === waiting[0]?.place)
  const all = own.map(({ since, moved, appointed, ...one }) => ({
    ...one,
    registered_at: instant(since),
    moved: moved && { tier: moved.tier, at: instant(moved.at) },
    appointed: appointed === undefined ? null : instant(appointed),
  }))
  const here = new Set(own.map(({ matter }) => matter))
  expect(inOrder(all, minutes(now)).map(({ matter }) => matter)).toEqual(order.filter((matter) => here.has(matter)))
  for (const one of all) if (why[one.matter]) expect(whyOf(one, minutes(now)).code).toBe(why[one.matter]?.code)
})
