import { expect, test } from 'vitest'
import type { Entry, Said } from '../../entries'
import type { Kept } from '../../outbox'
import type { Turn } from '../../types'
import { rowsOf } from '../arrival/list'
import { nextOf, type Queued, type QueueFacts, queueOf } from './queue'
import { freeRooms, nextRoom, roomsOf } from './rooms'

const HEARD = 1_000
const at = (minute: number) => `2023-11-09T09:${String(minute).padStart(2, '0')}:00.000+08:00`
const NOW = Date.parse(at(40))

let n = 0
function held(minute: number, said: Said, state: 'kept' | 'counted' = 'kept'): Kept {
  n += 1
  const entry = { id: `e${String(n).padStart(3, '0')}`, day: '2023-11-09', site: 's', at: at(minute), ...said } as Entry
  return { n, entry, standing: { state }, dealt: false }
}
const came = (matter: string, minute: number, over: object = {}, state: 'kept' | 'counted' = 'counted') =>
  held(
    minute,
    {
      kind: 'matter_registered',
      data: {
        matter,
        category: 'other',
        involved_count: 1,
        attendee_count: 1,
        is_repeat: false,
        channel: 'site',
        summary: '',
        needs: [],
        petitioner: { name: '李梅' },
        ...over,
      },
    },
    state,
  )
const ticketed = (matter: string, number: number) =>
  held(1, { kind: 'ticket_issued', data: { matter, desk: 'A', number, code: '' } })
const called = (matter: string, minute: number, room = 1) =>
  held(minute, { kind: 'turn_called', data: { matter, room } })
const heldBack = (matter: string, minute: number) => held(minute, { kind: 'turn_held', data: { matter } })
const missed = (matter: string, minute: number) =>
  held(minute, { kind: 'turn_returned', data: { matter, because: 'no_show' } })
const started = (matter: string, minute: number) =>
  held(minute, { kind: 'reception_started', data: { matter, mode: 'in_person' } })
const told = (matter: string, position: number, over: Partial<Turn> = {}): Turn => ({
  site: 's',
  place: 1,
  category: 'other',
  involved: 1,
  attendees: 1,
  needs: [],
  is_repeat: false,
  channel: 'site',
  registered_at: at(1),
  callable: true,
  claimed_fen: null,
  problem_region: null,
  person: '李*',
  handed_to: null,
  moved: null,
  appointed: null,
  version: 1,
  matter,
  ticket: `B${position}`,
  state: 'waiting',
  position,
  why: { code: 'arrival', params: { position } },
  why_text: `按到达先后，排在第 ${position} 位。`,
  expected: { at: at(50), from: at(45), to: at(55) },
  called: null,
  no_shows: 0,
  meeting: null,
  ...over,
})
const BY_LEADER = { at: at(30), by: '唐*', mine: false, room: null, mode: 'video', calls: 1 } as const

function facts(mine: Kept[], turns: Turn[] | null = null, over: Partial<QueueFacts> = {}): QueueFacts {
  const rows = rowsOf(mine, null)
  const toldTurns = turns && { turns, heard: HEARD }
  return { rows, held: mine, told: toldTurns, now: NOW, rooms: 2, ...over }
}
const names = (queue: Queued[]) => queue.map(({ row, state }) => `${row.matter} ${state}`)

test('without a line the order is by need, waiting and arrival, and says which', () => {
  const queue = queueOf(facts([came('a', 20), came('b', 30, { needs: ['ill'] }), came('c', 1)]))
  expect(names(queue)).toEqual(['b waiting', 'c waiting', 'a waiting'])
  expect(queue.map(({ why }) => why.code)).toEqual(['need', 'waited', 'arrival'])
})

test('the called stand first, the held last, and the next is the first who waits', () => {
  const queue = queueOf(facts([came('a', 1), came('b', 2), came('c', 3), called('b', 10, 2), heldBack('a', 11)]))
  expect(names(queue)).toEqual(['b called', 'c waiting', 'a held'])
  expect(queue[0]).toMatchObject({ room: 2, calls: 1 })
  expect(nextOf(queue)?.row.matter).toBe('c')
})

test('who is received or has an outcome stands in no queue', () => {
  expect(names(queueOf(facts([came('a', 1), came('b', 2), started('a', 5)])))).toEqual(['b waiting'])
})

test("the server's order and sentence hold where it has told of everybody", () => {
  const queue = queueOf(facts([came('a', 1), came('b', 2)], [told('a', 2), told('b', 1)]))
  expect(queue.map(({ row, why }) => [row.matter, why.said])).toEqual([
    ['b', '按到达先后，排在第 1 位。'],
    ['a', '按到达先后，排在第 2 位。'],
  ])
  expect(queue[0]?.expected).toBe(at(50))
})

test('a person the server has not heard of yet is placed by the same rule', () => {
  const mine = [came('a', 1), came('b', 2), came('new', 39, { needs: ['hardship'] }, 'kept')]
  expect(names(queueOf(facts(mine, [told('a', 1), told('b', 2)])))).toEqual(['new waiting', 'a waiting', 'b waiting'])
})

test('a person called by video is shown with the leader who called', () => {
  const queue = queueOf(facts([came('a', 1)], [told('a', 1, { state: 'called', called: BY_LEADER })]))
  expect(queue[0]).toMatchObject({ state: 'called', mode: 'video', by: '唐*' })
})

test('what this desk says later lies over what the server told, and goes on from there', () => {
  const turns = [told('a', 1, { state: 'called', called: { ...BY_LEADER, room: 1 }, no_shows: 1 })]
  const again = queueOf(facts([came('a', 1), called('a', 31, 2)], turns))
  expect(again[0]).toMatchObject({ state: 'called', room: 2, calls: 2, no_shows: 1, mode: 'in_person', by: null })
  const gone = queueOf(facts([came('a', 1), called('a', 31, 2), missed('a', 33)], turns))
  expect(gone[0]).toMatchObject({ state: 'waiting', no_shows: 2 })
})

test('what was counted before the server told its list is in that list', () => {
  const mine = [came('a', 1), { ...called('a', 31), standing: { state: 'counted' } } as Kept]
  const turns = [told('a', 1)]
  expect(queueOf(facts(mine, turns))[0]?.state).toBe('waiting')
  const later = mine.map((one) => ({ ...one, standing: { state: 'counted', at: HEARD + 1 } as const }))
  expect(queueOf(facts(later, turns))[0]?.state).toBe('called')
})

test('a refused call changes no turn', () => {
  const refused = { ...called('a', 5), standing: { state: 'refused', code: 'c', message: '' } } as Kept
  expect(queueOf(facts([came('a', 1), refused], [told('a', 1)]))[0]?.state).toBe('waiting')
})

test('the number is the one on the paper, from the server or from the desk', () => {
  const queue = queueOf(facts([came('a', 1), ticketed('a', 12), came('b', 2)], [told('a', 1), told('b', 2)]))
  expect(queue.map(({ ticket }) => ticket)).toEqual(['A12', 'B2'])
})

test('a manual move is remembered without a line', () => {
  const moved = told('b', 1, { moved: { tier: 1, at: at(3) } })
  const mine = [came('a', 1, { needs: ['hardship'] }), came('b', 2), came('c', 3, {}, 'kept')]
  expect(names(queueOf(facts(mine, [told('a', 2), moved])))[0]).toBe('b waiting')
})

test('each room says who sits there or is asked in, and the next goes into a free one', () => {
  const mine = [came('a', 1), came('b', 2), came('c', 3), called('a', 5, 2), started('a', 6), called('b', 7, 1)]
  const state = facts(mine)
  const sitting = state.rows.filter((row) => row.turn === 'in_session')
  const rooms = roomsOf(3, queueOf(state), sitting, (row) => row.called.room ?? null)
  expect(rooms.map((room) => [room.number, room.state, room.matter, room.since])).toEqual([
    [1, 'called', 'b', at(7)],
    [2, 'in_session', 'a', at(6)],
    [3, 'free', null, null],
  ])
  expect(nextRoom(rooms)).toBe(3)
  expect(nextRoom(rooms, 3)).toBe(3)
})

test('a room that is taken is never offered, not even as the wished one or where all are taken', () => {
  const mine = [came('a', 1), came('b', 2), came('c', 3), called('a', 5, 2), started('a', 6), called('b', 7, 1)]
  const state = facts(mine)
  const sitting = state.rows.filter((row) => row.turn === 'in_session')
  const of = (count: number) => roomsOf(count, queueOf(state), sitting, (row) => row.called.room ?? null)
  expect([freeRooms(of(3)), nextRoom(of(3), 1), nextRoom(of(3), 2)]).toEqual([[3], 3, 3])
  expect([freeRooms(of(2)), nextRoom(of(2)), nextRoom(of(2), 2)]).toEqual([[], null, null])
})

test('a reception that began without a call takes a free room, and one too many is shown beside the rooms', () => {
  const mine = [came('a', 1), came('b', 2), started('a', 5), started('b', 6)]
  const state = facts(mine)
  const rooms = roomsOf(1, queueOf(state), state.rows, () => null)
  expect(rooms.map((room) => [room.number, room.matter])).toEqual([
    [1, 'a'],
    [null, 'b'],
  ])
  expect(nextRoom(rooms)).toBe(null)
})
