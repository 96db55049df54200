import { describe, expect, test } from 'vitest'
import { type Answer, answered, dealtWith, departed, enrolled, keep, LARGEST_BATCH, outboxOf, step } from './outbox'
import {
  COUNTED,
  DAY,
  exchange,
  exchanges,
  ids,
  made,
  problem,
  RECEIVED,
  results,
  SITE,
  several,
  standings,
  until,
} from './outbox.support'

describe('what goes out', () => {
  test('nothing, when nothing is kept', () => expect(step(outboxOf(SITE), 0)).toEqual({ do: 'rest', until: null }))

  test('nothing without an enrolment', () => expect(until(step(outboxOf(null, several(3)), 0))).toBeNull())

  test('nothing while a sending is under way', () =>
    expect(until(step(departed(outboxOf(SITE, several(3))), 0))).toBeNull())

  test('entries go in order of making, whatever order they were read in', () =>
    expect(ids(step(outboxOf(SITE, several(4).reverse()), 0))).toEqual(['e1', 'e2', 'e3', 'e4']))

  test.each([1, 49, 50, 51, 120])('of %i entries at most fifty go at once', (count) =>
    expect(ids(step(outboxOf(SITE, several(count)), 0))).toHaveLength(Math.min(count, LARGEST_BATCH)),
  )

  test("another site's entries stay here", () => {
    const outbox = outboxOf(SITE, [made(1, { site: 'HN-D-430182' }), made(2)])
    expect(ids(step(outbox, 0))).toEqual(['e2'])
  })

  test('enrolled again for their site, they are sent', () => {
    const outbox = enrolled(outboxOf(SITE, [made(1, { site: 'HN-D-430182' }), made(2)]), 'HN-D-430182')
    expect(ids(step(outbox, 0))).toEqual(['e1'])
  })

  test('a sending is of one day', () => {
    const outbox = outboxOf(SITE, [made(1), made(2, { day: '2023-12-09' }), made(3)])
    expect(ids(step(outbox, 0))).toEqual(['e1', 'e3'])
  })

  test.each([RECEIVED, COUNTED, { state: 'refused', code: 'c', message: 'm' } as const])(
    'what is $state is not sent again',
    (standing) => expect(ids(step(outboxOf(SITE, [made(1, { standing }), made(2)]), 0))).toEqual(['e2']),
  )

  test('an entry kept twice is kept once and stays as it stands', () => {
    const outbox = keep(outboxOf(SITE, [made(1, { standing: COUNTED })]), [made(1)])
    expect(standings(outbox)).toEqual(['counted'])
  })
})

describe('what an answer makes of an entry', () => {
  test.each([
    ['accepted', 'counted'],
    ['duplicate', 'counted'],
    ['waiting', 'received'],
    ['refused', 'refused'],
    ['postponed', 'kept'],
    ['', 'kept'],
  ])('%s makes it %s', (status, state) =>
    expect(standings(exchange(outboxOf(SITE, several(1)), results(status, 'e1')))).toEqual([state]),
  )

  test('a refusal keeps its code and its sentence', () => {
    const answer: Answer = {
      kind: 'judged',
      results: [{ id: 'e1', status: 'refused', code: 'clock_wrong', message: '时间不对' }],
    }
    const standing = exchange(outboxOf(SITE, several(1)), answer).held.get('e1')?.standing
    expect(standing).toEqual({ state: 'refused', code: 'clock_wrong', message: '时间不对' })
  })

  test('results are matched by id, not by place', () => {
    const answer: Answer = {
      kind: 'judged',
      results: [
        { id: 'e2', status: 'refused', code: 'wrong_type', message: '' },
        { id: 'e1', status: 'accepted' },
      ],
    }
    expect(standings(exchange(outboxOf(SITE, several(2)), answer))).toEqual(['counted', 'refused'])
  })

  test('an entry without a result stays and is sent again', () => {
    const outbox = exchange(outboxOf(SITE, several(3)), results('accepted', 'e1', 'e3'))
    expect(standings(outbox)).toEqual(['counted', 'kept', 'counted'])
    expect(ids(step(outbox, 0))).toEqual(['e2'])
  })

  test('a result for something that was not sent changes nothing', () => {
    const outbox = outboxOf(SITE, [made(1), made(2, { day: '2023-12-09' })])
    expect(standings(exchange(outbox, results('accepted', 'e2', 'e1')))).toEqual(['counted', 'kept'])
  })

  test.each([
    { kind: 'judged', results: [] },
    { kind: 'judged', results: [{ id: null, status: 'accepted' }] },
    results('accepted', 'someone-else'),
    { kind: 'silence' },
  ] satisfies Answer[])('an answer about nothing that was sent is no answer, and the next attempt waits', (answer) => {
    const outbox = exchange(outboxOf(SITE, several(1)), answer)
    expect(standings(outbox)).toEqual(['kept'])
    expect(until(step(outbox, 0))).toBe(1_000)
  })

  test.each(['waiting', 'refused'])('what was counted never goes back to %s', (status) => {
    const outbox = outboxOf(SITE, several(1))
    const next = step(outbox, 0)
    const counted = exchange(outbox, results('accepted', 'e1'))
    if (next.do === 'rest') throw new Error('nothing goes out')
    const late = answered(departed(counted), next, results(status, 'e1'), { now: 0, jitter: 1 })
    expect(standings(late)).toEqual(['counted'])
  })

  test('a refusal dealt with stays in the outbox and says so', () => {
    const outbox = dealtWith(exchange(outboxOf(SITE, several(1)), results('refused', 'e1')), ['e1', 'nobody'])
    expect(outbox.held.get('e1')).toMatchObject({ dealt: true, standing: { state: 'refused' } })
  })
})

describe('too much at once', () => {
  test.each([400, 413, 415, 422, 429, 500])('%i halves the batch down to one', (status) => {
    const { sizes } = exchanges(outboxOf(SITE, several(50)), 6, 100_000, () => problem(status))
    expect(sizes).toEqual([50, 25, 12, 6, 3, 1])
  })

  test.each([400, 413, 422])('a single entry that gets %i is set aside and the next ones go at once', (status) => {
    const outbox = exchange({ ...outboxOf(SITE, several(3)), batch: 1 }, problem(status))
    expect(outbox.aside.get('e1')).toMatchObject({ status, code: `code_${status}` })
    expect(ids(step(outbox, 0))).toEqual(['e2'])
  })

  test('what was set aside goes alone when its time has come', () => {
    const outbox = { ...exchange({ ...outboxOf(SITE, several(3)), batch: 1 }, problem(413)), batch: 50 }
    expect(ids(step(outbox, 29_999))).toEqual(['e2', 'e3'])
    expect(ids(step(outbox, 30_000))).toEqual(['e1'])
  })

  test('what was set aside never rides in the batch of others', () => {
    const aside = exchange({ ...outboxOf(SITE, [made(2)]), batch: 1 }, problem(413))
    const outbox = { ...keep(aside, [made(1), made(3)]), batch: 50 }
    expect(ids(step(outbox, 60_000))).toEqual(['e1', 'e3'])
  })

  test('after a success the batch doubles up to fifty', () => {
    const outbox = { ...outboxOf(SITE, several(200)), batch: 1 }
    const { sizes } = exchanges(outbox, 8, 0, (next) => results('accepted', ...ids(next)))
    expect(sizes).toEqual([1, 2, 4, 8, 16, 32, 50, 50])
  })

  test('a single entry counted after all is no longer aside', () => {
    const outbox = exchange({ ...outboxOf(SITE, several(1)), batch: 1 }, problem(429))
    expect(exchange(outbox, results('accepted', 'e1'), 100_000).aside.size).toBe(0)
  })
})

describe('what stands in the way', () => {
  test.each([401, 403])('%i stops the device and its entries stay', (status) => {
    const outbox = exchange(outboxOf(SITE, several(2)), problem(status))
    expect(outbox.device).toMatchObject({ status, code: `code_${status}` })
    expect(until(step(outbox, 0))).toBe(60_000)
  })

  test('enrolled again, the device sends at once', () => {
    const outbox = enrolled(exchange(outboxOf(SITE, several(2)), problem(401)), SITE)
    expect(outbox.device).toBeNull()
    expect(ids(step(outbox, 0))).toEqual(['e1', 'e2'])
  })

  test('a device let in again by itself is no longer stopped', () => {
    const outbox = exchange(outboxOf(SITE, several(2)), problem(403))
    expect(exchange(outbox, results('accepted', 'e1', 'e2'), 60_000).device).toBeNull()
  })

  test.each([404, 409])('%i holds up that day and no other', (status) => {
    const outbox = exchange(outboxOf(SITE, [made(1), made(2, { day: '2023-12-09' })]), problem(status))
    expect(outbox.days.get(DAY)).toMatchObject({ status })
    expect(ids(step(outbox, 0))).toEqual(['e2'])
    expect(ids(step(outbox, 30_000))).toEqual(['e1'])
  })

  test('a day that takes entries again is no longer held up', () => {
    const outbox = exchange(outboxOf(SITE, several(1)), problem(409))
    expect(exchange(outbox, results('accepted', 'e1'), 30_000).days.size).toBe(0)
  })
})
