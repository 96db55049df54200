import { describe, expect, test } from 'vitest'
import type { Entry } from './entries'
import { keep, outboxOf, step, wake } from './outbox'
import { exchange, ids, made, problem, RECEIVED, results, SITE, several, standings, until } from './outbox.support'

describe('pauses', () => {
  test('they double up to a minute', () => {
    let outbox = outboxOf(SITE, several(1))
    const pauses: number[] = []
    for (let i = 0, now = 0; i < 9; i += 1) {
      outbox = exchange(outbox, { kind: 'silence' }, now)
      pauses.push(outbox.pause.until - now)
      now = outbox.pause.until
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
  })

  test('a hundred desks do not come back together', () => {
    const pauses = [0, 0.25, 0.5, 0.999].map(
      (jitter) => exchange(outboxOf(SITE, several(1)), { kind: 'silence' }, 0, jitter).pause.until,
    )
    expect(pauses).toEqual([500, 625, 750, 999.5])
  })

  test.each([429, 503, 500])('Retry-After of a %i is honoured', (status) => {
    const outbox = exchange(outboxOf(SITE, several(2)), problem(status, 120_000))
    expect(until(step(outbox, 0))).toBe(120_000)
  })

  test('a Retry-After of a day is taken as a quarter of an hour', () => {
    const outbox = exchange(outboxOf(SITE, several(2)), problem(503, 86_400_000))
    expect(until(step(outbox, 0))).toBe(900_000)
  })

  test('the line coming back ends a pause', () => {
    const outbox = exchange(outboxOf(SITE, several(2)), { kind: 'silence' })
    expect(ids(step(wake(outbox), 0))).toEqual(['e1', 'e2'])
  })

  test('but not one that the server asked for', () => {
    const outbox = exchange(outboxOf(SITE, several(2)), problem(503, 120_000))
    expect(until(step(wake(outbox), 0))).toBe(120_000)
  })

  test.each([401, 404, 409])('nor is a %i waited out when a person says: send now', (status) => {
    const outbox = exchange(outboxOf(SITE, several(2)), problem(status))
    expect(ids(step(wake(outbox), 0))).toEqual(['e1', 'e2'])
  })

  test('a success ends the counting of failures', () => {
    const failed = exchange(exchange(outboxOf(SITE, several(2)), { kind: 'silence' }), { kind: 'silence' }, 9_000)
    expect(exchange(failed, results('accepted', 'e1'), 99_000)).toMatchObject({ failures: 0, pause: { until: 0 } })
  })
})

describe('what was received is asked after until it is judged', () => {
  const received = () => exchange(outboxOf(SITE, [made(7, { outcome: true })]), results('waiting', 'e7'))

  test('first after three seconds, then less and less often, at least once a minute', () => {
    let outbox = received()
    const pauses: number[] = []
    for (let i = 0, now = 0; i < 7; i += 1) {
      const due = Number(until(step(outbox, now)))
      pauses.push(due - now)
      now = due
      outbox = exchange(outbox, results('waiting', 'e7'), now)
    }
    expect(pauses).toEqual([3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000])
  })

  test.each([
    ['accepted', 'counted'],
    ['refused', 'refused'],
    ['waiting', 'received'],
  ])('told %s, it is %s', (status, state) =>
    expect(standings(exchange(received(), results(status, 'e7'), 3_000))).toEqual([state]),
  )

  test('as soon as its ground is counted it is asked after', () => {
    const ground = { ...made(8), entry: { ...made(8).entry, data: { matter: 'm7' } } as Entry }
    const outbox = exchange(keep(received(), [ground]), results('accepted', 'e8'), 100)
    expect(step(outbox, 100)).toMatchObject({ do: 'ask', id: 'e7' })
  })

  test('what has nothing to do with it does not hurry it', () => {
    const outbox = exchange(keep(received(), [made(8)]), results('accepted', 'e8'), 100)
    expect(until(step(outbox, 100))).toBe(3_000)
  })

  test('after a reload it is asked after at once', () =>
    expect(step(outboxOf(SITE, [made(7, { standing: RECEIVED })]), 0)).toMatchObject({ do: 'ask', id: 'e7' }))

  test('entries that are kept go before questions', () =>
    expect(ids(step(outboxOf(SITE, [made(7, { standing: RECEIVED }), made(8)]), 0))).toEqual(['e8']))

  test('a server that knows it no longer gets it again', () => {
    const outbox = exchange(received(), problem(404), 3_000)
    expect(standings(outbox)).toEqual(['kept'])
    expect(ids(step(outbox, 3_000))).toEqual(['e7'])
  })

  test.each([400, 409, 429, 500, 503])('%i to the question leaves it received', (status) => {
    const outbox = exchange(received(), problem(status), 3_000)
    expect(standings(outbox)).toEqual(['received'])
    expect(Number(until(step(outbox, 3_000)))).toBeGreaterThan(3_000)
  })

  test.each([401, 403])('%i to the question stops the device', (status) =>
    expect(exchange(received(), problem(status), 3_000).device).toMatchObject({ status }),
  )

  test("another site's are not asked after", () =>
    expect(until(step(outboxOf(SITE, [made(7, { standing: RECEIVED, site: 'HN-D-430182' })]), 0))).toBeNull())
})
