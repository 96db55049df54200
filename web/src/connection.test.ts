import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { feedUrl, openFeed, waitBefore } from './connection'
import type { Watching } from './state'
import { aBoard } from './testing/board'
import type { FromServer } from './types'

/** A line whose other end is this test. */
class Line {
  static all: Line[] = []
  sent: unknown[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: (() => void) | null = null
  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }
  close(): void {
    this.onclose?.()
  }
  hear(frame: FromServer): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
}

const states: Watching[] = []
const cuts: number[] = []
const last = <T>(list: T[]): T => list[list.length - 1] as T

function watch(): Line {
  openFeed({
    url: 'ws://here/api/live',
    day: '2023-11-09',
    place: null,
    language: 'zh-CN',
    onChange: (state) => states.push(state),
    onCut: () => cuts.push(1),
    open: () => {
      const line = new Line()
      Line.all.push(line)
      return line as unknown as WebSocket
    },
    now: () => Date.now(),
    random: () => 1,
  })
  return last(Line.all)
}

const welcome: FromServer = { type: 'welcome', epoch: 'e1', server_time: '2023-11-09T01:00:00Z' }
const snapshot: FromServer = {
  type: 'snapshot',
  day: '2023-11-09',
  place: '430000',
  epoch: 'e1',
  version: 7,
  board: aBoard(),
}

beforeEach(() => {
  vi.useFakeTimers()
  Line.all = []
  states.length = 0
  cuts.length = 0
})
afterEach(() => vi.useRealTimers())

test('says hello when the line is open and watches when welcomed', () => {
  const line = watch()
  line.onopen?.()
  line.hear(welcome)
  expect(line.sent).toEqual([
    { type: 'hello', language: 'zh-CN' },
    { type: 'watch', day: '2023-11-09' },
  ])
})

test('after a cut it comes back by itself and asks only for what it missed', () => {
  const line = watch()
  line.onopen?.()
  line.hear(welcome)
  line.hear(snapshot)
  line.close()
  expect(last(states).phase).toBe('lost')
  vi.advanceTimersByTime(1_000)
  const second = last(Line.all)
  second.onopen?.()
  second.hear(welcome)
  expect(last(second.sent)).toEqual({ type: 'watch', day: '2023-11-09', epoch: 'e1', version: 7 })
  expect(cuts).toHaveLength(1)
})

test('a gap in the numbers fetches a snapshot', () => {
  const line = watch()
  line.onopen?.()
  line.hear(snapshot)
  line.hear({ type: 'changes', day: '2023-11-09', place: '430000', epoch: 'e1', from: 9, to: 10, set: {} })
  expect(last(line.sent)).toEqual({ type: 'watch', day: '2023-11-09' })
})

test('a line that says nothing for 30 s is taken for dead', () => {
  const line = watch()
  line.onopen?.()
  line.hear(snapshot)
  vi.advanceTimersByTime(31_500)
  expect(Line.all).toHaveLength(2)
})

test('a desk that the server has ended stays away', () => {
  const line = watch()
  line.hear(snapshot)
  line.hear({ type: 'ended', code: 'signed_out' })
  line.close()
  vi.advanceTimersByTime(60_000)
  expect(Line.all).toHaveLength(1)
  expect(last(states)).toMatchObject({ phase: 'ended', code: 'signed_out' })
})

test('each try waits longer, up to 15 s, and no two desks wait alike', () => {
  expect([0, 1, 2, 3, 4, 9].map((tries) => waitBefore(tries, 1))).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
  expect(waitBefore(3, 0)).toBe(4_000)
})

test('the feed is on the page’s own host, sealed where the page is', () => {
  expect(feedUrl({ protocol: 'https:', host: 'day.example' })).toBe('wss://day.example/api/live')
  expect(feedUrl({ protocol: 'http:', host: 'localhost:8080' })).toBe('ws://localhost:8080/api/live')
})
