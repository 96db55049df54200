import { expect, test } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { aBoard, siteFacts } from '../../testing/board'
import type { Board, Reference } from '../../types'
import { useUnknownSites } from './unknownSites'

const knowing = (...sites: string[]) => ({ sites: sites.map((site) => ({ site })) }) as Reference
const showing = (...sites: string[]): Board => ({
  ...aBoard(),
  sites: Object.fromEntries(sites.map((site) => [site, siteFacts(site, {})])),
})

test('the reference is asked for once for each set of sites that it does not know', async () => {
  const board = shallowRef<Board | null>(null)
  const reference = shallowRef(knowing('A'))
  let asked = 0
  const scope = effectScope()
  scope.run(() =>
    useUnknownSites(
      board,
      () => reference.value,
      () => asked++,
    ),
  )
  const seen: number[] = []
  for (const change of [
    () => (board.value = showing('A')),
    () => (board.value = showing('A', 'B')),
    () => (board.value = showing('A', 'B')),
    () => (reference.value = knowing('A', 'B')),
    () => (board.value = showing('A', 'B', 'C')),
  ]) {
    change()
    await nextTick()
    seen.push(asked)
  }
  scope.stop()
  expect(seen).toEqual([0, 1, 1, 1, 2])
})
