import { expect, test, vi } from 'vitest'
import { ref } from 'vue'
import { Problem } from '../../api'
import type { Said } from '../../entries'
import type { Desk } from '../arrival/useDesk'
import { makeAsks } from './asks'
import { saidOf } from './byEntry'
import { MOST_NO_SHOWS, type Queued } from './queue'

const SAID: Said = { kind: 'turn_held', data: { matter: 'm' } }
const one = (more: object = {}) => ({ row: { matter: 'm', standing: 'counted' }, no_shows: 0, ...more }) as Queued

function desk(answer: () => Promise<unknown>, up = true) {
  const post = vi.fn(answer)
  const say = vi.fn(async () => ({ id: 'e' }))
  const takeTurn = vi.fn()
  return {
    post,
    say,
    takeTurn,
    as: { line: ref({ up }), api: { post }, say, takeTurn, refreshTurns: async () => undefined } as unknown as Desk,
  }
}

const refuses = (status: number) => () => Promise.reject(new Problem(status, 'code', 'a sentence'))

test.each([
  ['an answer', async () => ({}), 0],
  ['no answer', refuses(0), 1],
  ['a server in trouble', refuses(503), 1],
])('with %s a command is done, by an entry where the server could not', async (_, answer, entries) => {
  const { as, say, post } = desk(answer)
  expect(await makeAsks(as).either(one(), '/path', {}, SAID)).toBe(true)
  expect([post.mock.calls.length, say.mock.calls.length]).toEqual([1, entries])
})

test.each([
  ['a command', { matter: 'm', state: 'held' }],
  ['a call', { turn: { matter: 'm', state: 'held' }, meeting: null }],
])(
  'the turn that answers %s stands at once, though the line is cut before the list is asked for',
  async (_, answer) => {
    const { as, takeTurn } = desk(async () => answer)
    await makeAsks(as).either(one(), '/path', {}, SAID)
    expect(takeTurn).toHaveBeenCalledWith({ matter: 'm', state: 'held' })
  },
)

test('what the server refuses is not done by an entry, and its sentence is kept', async () => {
  const { as, say } = desk(refuses(409))
  const asks = makeAsks(as)
  expect(await asks.either(one(), '/path', {}, SAID)).toBe(false)
  expect([say.mock.calls.length, asks.problem.value?.status]).toEqual([0, 409])
})

test.each([
  ['without a line', false, one()],
  ['for a matter that the server has not counted', true, one({ row: { matter: 'm', standing: 'kept' } })],
])('%s the server is not asked', async (_, up, queued) => {
  const { as, say, post } = desk(async () => ({}), up)
  expect(await makeAsks(as).either(queued, '/path', {}, SAID)).toBe(true)
  expect([post.mock.calls.length, say.mock.calls.length]).toEqual([0, 1])
})

test('a move is never done by an entry: everybody has to agree', async () => {
  const { as, say } = desk(refuses(0))
  expect(await makeAsks(as).only('/path', {})).toBe(false)
  expect(say).not.toHaveBeenCalled()
})

test('who did not come for the last time is held, so that the desk records the outcome', () => {
  expect(saidOf(one({ no_shows: MOST_NO_SHOWS - 1 }), 'no_show', 1).kind).toBe('turn_returned')
  expect(saidOf(one({ no_shows: MOST_NO_SHOWS }), 'no_show', 1).kind).toBe('turn_held')
})
