import { describe, expect, test } from 'vitest'
import type { Entry } from './entries'
import { type Answer, answered, departed, keep, LARGEST_BATCH, type Outbox, outboxOf, type Step, step } from './outbox'
import { exchange, ids, made, problem, results, SITE, several, standings } from './outbox.support'

describe('whatever the request gets, everything is kept', () => {
  const STATUSES = [
    302, 400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 418, 422, 429, 451, 500, 501, 502, 503, 504, 599,
  ]

  test.each(STATUSES)('%i keeps all three and goes on later', (status) => {
    const outbox = exchange(outboxOf(SITE, several(3)), problem(status))
    expect(standings(outbox)).toEqual(['kept', 'kept', 'kept'])
    const later = exchange(outbox, (next) => results('accepted', ...ids(next)), 3_600_000)
    expect(standings(later)).toContain('counted')
  })

  test.each(STATUSES)('%i to a single entry keeps it and lets another through', (status) => {
    let outbox: Outbox = { ...outboxOf(SITE, several(2)), batch: 1 }
    let now = 0
    for (let tries = 0; tries < 40 && standings(outbox).includes('kept'); tries += 1) {
      const next = step(outbox, now)
      if (next.do === 'rest') now = next.until ?? now
      else if (ids(next).includes('e1') && now < 200_000) outbox = exchange(outbox, problem(status), now)
      else outbox = exchange(outbox, results('accepted', ...ids(next)), now)
    }
    expect(standings(outbox)).toEqual(['counted', 'counted'])
  })
})

describe('a bad day, seeded', () => {
  const FAULTS = [
    'lost',
    'answer_lost',
    'portal',
    'partly',
    'shuffled',
    '400',
    '401',
    '404',
    '409',
    '413',
    '429',
    '500',
    '503',
  ]

  function random(seed: number): () => number {
    let state = seed + 1
    return () => {
      state = (state * 16807) % 2147483647
      return state / 2147483647
    }
  }

  /** A server that loses, cuts and refuses requests for ten minutes, then behaves; every third outcome waits for a while. */
  function fakeServer(next: () => number) {
    const seen = new Map<string, number>()
    const judge = (entry: Entry) => {
      const times = (seen.get(entry.id) ?? 0) + 1
      seen.set(entry.id, times)
      if (entry.kind === 'outcome_recorded' && times < 3) return { id: entry.id, status: 'waiting' }
      return { id: entry.id, status: times > 1 ? 'duplicate' : 'accepted' }
    }
    const answer = (sent: Step, entries: Entry[], now: number): Answer => {
      const fault = now < 600_000 && next() < 0.7 ? (FAULTS[Math.floor(next() * FAULTS.length)] ?? 'lost') : 'none'
      if (fault === 'lost') return { kind: 'silence' }
      if (Number(fault)) return problem(Number(fault), next() < 0.5 ? 7_000 : null)
      const judged = entries.map(judge)
      if (fault === 'answer_lost' || fault === 'portal') return { kind: 'silence' }
      if (fault === 'partly') return { kind: 'judged', results: judged.filter(() => next() < 0.5) }
      if (fault === 'shuffled') judged.reverse()
      return { kind: 'judged', results: sent.do === 'ask' ? judged.slice(0, 1) : judged }
    }
    return { seen, answer }
  }

  test.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'seed %i: every entry ends counted, none is lost',
    (seed) => {
      const next = random(seed)
      const server = fakeServer(next)
      let outbox = outboxOf(SITE)
      let now = 0
      for (let made_ = 0; now < 3_600_000; ) {
        if (made_ < 120 && next() < 0.5) {
          made_ += 1
          outbox = keep(outbox, [made(made_, { outcome: made_ % 3 === 0 })])
        }
        const todo = step(outbox, now)
        if (todo.do === 'rest') {
          now = made_ < 120 ? now + 500 : (todo.until ?? 3_600_000)
          continue
        }
        const entries =
          todo.do === 'send' ? todo.entries : [outbox.held.get(todo.id)?.entry].filter((e) => e !== undefined)
        expect(entries.length).toBeLessThanOrEqual(LARGEST_BATCH)
        outbox = answered(departed(outbox), todo, server.answer(todo, entries, now), { now, jitter: next() })
        now += 20
      }
      expect(outbox.held.size).toBe(120)
      expect(new Set(standings(outbox))).toEqual(new Set(['counted']))
      expect(server.seen.size).toBe(120)
    },
  )
})
