import { expect, test } from 'vitest'
import type { Turn } from '../../types'
import { makeAnswered } from './answered'

const turn = (matter: string, state: Turn['state']) => ({ matter, state }) as Turn
const waiting = [turn('a', 'waiting'), turn('b', 'waiting')]

test('a list that was asked for before a command is shown with the answer to the command', () => {
  const answered = makeAnswered()
  answered.take(turn('a', 'called'), 20)
  expect(answered.over({ turns: waiting, heard: 10 })).toEqual({
    turns: [turn('b', 'waiting'), turn('a', 'called')],
    heard: 10,
  })
})

test('a list that was asked for after the answer says more than the answer, also of what is older', () => {
  const answered = makeAnswered()
  answered.take(turn('a', 'called'), 20)
  const later = { turns: [turn('a', 'held'), turn('b', 'waiting')], heard: 21 }
  expect(answered.over(later)).toEqual(later)
})

test('of two answers about one person the later one stands', () => {
  const answered = makeAnswered()
  answered.take(turn('a', 'called'), 20)
  answered.take(turn('a', 'held'), 30)
  expect(answered.over({ turns: waiting, heard: 10 }).turns).toEqual([turn('b', 'waiting'), turn('a', 'held')])
})
