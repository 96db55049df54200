import { expect, test } from 'vitest'
import { applyChanges, NOTHING_YET, question, received, type Watching } from './state'
import { aBoard, counts, siteFacts } from './testing/board'
import type { BoardChanges, FromServer } from './types'

const snapshot = (version = 7, epoch = 'e1'): FromServer => ({
  type: 'snapshot',
  day: '2023-11-09',
  place: '430000',
  epoch,
  version,
  board: aBoard({ version }),
})
const changes = (from: number, to: number, set: BoardChanges = {}, epoch = 'e1'): FromServer => ({
  type: 'changes',
  day: '2023-11-09',
  place: '430000',
  epoch,
  from,
  to,
  set,
})
const watching = (): Watching => received(NOTHING_YET, snapshot(), 1_000).state

test('a snapshot brings the board, its version and the clock of the day', () => {
  const state = watching()
  expect(state).toMatchObject({ phase: 'live', epoch: 'e1', version: 7, heardAt: 1_000 })
  expect(state.clock).toEqual({ now: Date.parse('2023-11-09T09:00:00+08:00'), at: 1_000, speed: 60 })
})

test('changes that follow on our version are applied', () => {
  const totals = counts(4)
  const { state, ask } = received(watching(), changes(7, 9, { tally: { totals } }), 2_000)
  expect(ask).toBeNull()
  expect(state.version).toBe(9)
  expect(state.board?.tally.totals).toEqual(totals)
})

test('a missing frame is noticed by its number, changes nothing and asks for a snapshot', () => {
  const before = watching()
  const { state, ask } = received(before, changes(8, 9, { tally: { totals: counts(99) } }), 2_000)
  expect(ask).toBe('snapshot')
  expect(state.board).toBe(before.board)
})

test('changes of another epoch ask for a snapshot', () => {
  expect(received(watching(), changes(7, 8, {}, 'e2'), 2_000).ask).toBe('snapshot')
})

test('a frame that came twice is heard and changes nothing', () => {
  const before = watching()
  const { state, ask } = received(before, changes(5, 7, { tally: { totals: counts(99) } }), 2_000)
  expect([ask, state.board, state.heardAt]).toEqual([null, before.board, 2_000])
})

test('a change between entries (a site fell silent) keeps the version and is applied', () => {
  const set = {
    attention: [{ kind: 'silent', site: 'HN-A', since: null, count: 0, minutes: 12, severity: 2 }],
  } as BoardChanges
  const { state } = received(watching(), changes(7, 7, set), 2_000)
  expect(state.board?.attention).toHaveLength(1)
})

test('a tick is a word from the server and sets the clock', () => {
  const { state } = received(watching(), { type: 'tick', now: '2023-11-09T09:10:00+08:00', speed: 1 }, 12_000)
  expect(state).toMatchObject({ heardAt: 12_000, clock: { at: 12_000, speed: 1 } })
})

test('a desk that comes back asks from its last version; a new one asks for all', () => {
  expect(question(watching(), '2023-11-09', '430100', false)).toEqual({
    type: 'watch',
    day: '2023-11-09',
    place: '430100',
    epoch: 'e1',
    version: 7,
  })
  expect(question(NOTHING_YET, '2023-11-09', null, false)).toEqual({ type: 'watch', day: '2023-11-09' })
})

test('a place that is not ours to watch is refused, and the line stays', () => {
  expect(received(NOTHING_YET, { type: 'refused', code: 'not_found' }, 1)).toMatchObject({
    state: { phase: 'refused', code: 'not_found' },
    ask: null,
  })
})

test('the server ends a desk for good, with a code', () => {
  const { state } = received(watching(), { type: 'ended', code: 'signed_out' }, 2_000)
  expect(state).toMatchObject({ phase: 'ended', code: 'signed_out' })
})

test('null takes a cell, a site and a slot away; what is not named stays', () => {
  const board = aBoard()
  const next = applyChanges(board, {
    tally: { by_category: { other: null }, by_city: { '430300': counts(5) } },
    sites: { 'HN-B': null, 'HN-C': siteFacts('HN-C') },
    curve: { '08:15': { matters: 1, resolved_on_site: 0 } },
    now: '2023-11-09T09:01:00+08:00',
  })
  expect(Object.keys(next.tally.by_category)).toEqual(['wage_arrears_migrant'])
  expect(Object.keys(next.tally.by_city)).toEqual(['430100', '430200', '430300'])
  expect(Object.keys(next.sites)).toEqual(['HN-A', 'HN-C'])
  expect(Object.keys(next.curve).sort()).toEqual(['08:15', '08:30'])
  expect(next.now).toBe('2023-11-09T09:01:00+08:00')
  expect(next.tally.by_outcome).toBe(board.tally.by_outcome)
  expect(Object.keys(board.sites)).toHaveLength(2)
})
