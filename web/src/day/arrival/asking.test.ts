import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Ticket } from '../../types'
import { type Asking, askTicket, type Heard, pauseAfter } from './asking'

const WAITS = { state: 'waiting', ahead: 9, ticket: 'A12' } as Ticket
const heardOf = (ticket: Partial<Ticket> | null, over: Partial<Heard> = {}): Heard => ({
  ticket: ticket && { ...WAITS, ...ticket },
  at: null,
  unknown: false,
  cut: false,
  asking: false,
  ...over,
})

let answers: (() => Promise<Response>)[] = []
let asked: { path: string; init: RequestInit }[] = []
let heard: Heard[] = []
let asking: Asking | null = null

function start(...planned: (() => Promise<Response>)[]): void {
  answers = planned
  asking = askTicket({
    code: 'k7m29q4x0abc',
    language: () => 'en',
    onChange: (next) => heard.push(next),
    random: () => 0.5,
    fetch: (path, init) => {
      asked.push({ path: String(path), init: init ?? {} })
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      return answer?.() ?? Promise.reject(new TypeError('no plan'))
    },
  })
}
const says = (ticket: Partial<Ticket>) => async () => new Response(JSON.stringify({ ...WAITS, ...ticket }))
const refuses =
  (status: number, headers: Record<string, string> = {}) =>
  async () =>
    new Response('{"code": "some_code", "detail": ""}', { status, headers })
const cut = () => Promise.reject(new TypeError('cut'))
const last = () => heard.at(-1)

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  heard = []
})
afterEach(() => {
  asking?.close()
  asking = null
  vi.useRealTimers()
})

test.each([
  [{}, 10_000],
  [{ ahead: 2 }, 5_000],
  [{ ahead: null }, 10_000],
  [{ state: 'called', ahead: null }, 5_000],
  [{ state: 'done' }, 60_000],
  [{ state: 'withdrawn' }, 60_000],
] as const)('%j is asked for again after %i ms', (ticket, pause) => {
  expect(pauseAfter(heardOf(ticket))).toBe(pause)
})

test('a cut is tried again within 15 s, an unknown code seldom', () => {
  expect(pauseAfter(heardOf(null, { cut: true }))).toBe(15_000)
  expect(pauseAfter(heardOf(null, { unknown: true }))).toBe(60_000)
})

test('it asks by the code alone, in the language of the page, and lets the browser keep the ETag', async () => {
  start(says({}))
  await vi.advanceTimersByTimeAsync(0)
  expect(asked[0]).toMatchObject({
    path: '/api/tickets/k7m29q4x0abc',
    init: { cache: 'no-cache', credentials: 'omit', headers: { 'Accept-Language': 'en' } },
  })
  expect(last()).toMatchObject({ ticket: { ticket: 'A12' }, asking: false })
})

test('it asks again by itself, and what changed is heard', async () => {
  start(says({}), says({ state: 'called' }))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(last()?.ticket?.state).toBe('called')
})

test('what was heard stays when the line is cut, and the cut is over with the next answer', async () => {
  start(says({}), cut, says({ ahead: 1 }))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(last()).toMatchObject({ ticket: { ahead: 9 }, cut: true })
  await vi.advanceTimersByTimeAsync(15_000)
  expect(last()).toMatchObject({ ticket: { ahead: 1 }, cut: false })
})

test("what is answered from the browser's own copy is as fresh as the question", async () => {
  const nine = '2023-11-09T09:00:00+08:00'
  start(says({ now: nine, speed: 60 }))
  await vi.advanceTimersByTimeAsync(0)
  expect(last()?.at).toBe(Date.parse(nine))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(last()?.at).toBe(Date.parse(nine) + 600_000)
})

test('an unknown code is said; it may become known', async () => {
  start(refuses(404), says({}))
  await vi.advanceTimersByTimeAsync(0)
  expect(last()).toMatchObject({ ticket: null, unknown: true })
  await asking?.again()
  expect(last()).toMatchObject({ ticket: { ticket: 'A12' }, unknown: false })
})

test('a server that asks for patience gets it', async () => {
  start(refuses(429, { 'Retry-After': '40' }), says({}))
  await vi.advanceTimersByTimeAsync(39_000)
  expect(asked).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(asked).toHaveLength(2)
})

test('a question without an answer is given up after ten seconds', async () => {
  start(() => new Promise(() => undefined))
  answers = [
    () =>
      new Promise((_, reject) => {
        asked.at(-1)?.init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
      }),
  ]
  asking?.again()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(last()).toMatchObject({ cut: true, asking: false })
})

test('the line is back: it asks at once', async () => {
  start(cut, says({}))
  await vi.advanceTimersByTimeAsync(0)
  dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(0)
  expect(last()).toMatchObject({ ticket: { ticket: 'A12' }, cut: false })
})

test('a closed page asks no more', async () => {
  start(says({}))
  await vi.advanceTimersByTimeAsync(0)
  asking?.close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toHaveLength(1)
})
