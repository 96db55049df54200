import { expect, test } from 'vitest'
import en from './en'
import zh from './zh-CN'

/** What the clerk's desk and the leader's desk may do with one person waiting. */
const SHARED = ['recall', 'hold', 'release', 'no_show', 'give_back', 'move'] as const

test.each([
  ['zh-CN', zh],
  ['en', en],
] as const)('clerk and leader read one name for one command (%s)', (_, words) => {
  const clerk = SHARED.map((command) => words.calling[command])
  expect(SHARED.map((command) => words.leader.do[command])).toEqual(clerk)
})
