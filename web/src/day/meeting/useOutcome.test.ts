import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, ref, shallowRef } from 'vue'
import { aMeeting, aTurn } from '../../testing/turns'
import { useOutcome } from './useOutcome'
import type { Room } from './useRoom'

beforeEach(() => {
  vi.stubGlobal('indexedDB', undefined) // no draft is kept: what fake-indexeddb does would wait for timers that stand still
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A leader who took over an open room that another has begun, and the kinds of the entries that the server took. */
async function inTheRoom() {
  const kinds: string[] = []
  const clock = { now: '2023-11-09T09:00:00+08:00', speed: 1, ends_at: null }
  const api = {
    get: async () => ({ day: '2023-11-09', is_rehearsal: false, clock }),
    post: async (_: string, { entries }: { entries: { id: string; kind: string }[] }) => {
      kinds.push(...entries.map((entry) => entry.kind))
      meeting.value = { ...meeting.value, begun: [] }
      return { results: entries.map(({ id }) => ({ id, status: 'accepted' })) }
    },
  }
  const meeting = shallowRef(aMeeting(aTurn('m'), { begun: ['by another'] }))
  const room = { id: 'r', api: () => api, meeting, you: ref('leader'), real: ref(Date.now()), look: async () => {} }
  const scope = effectScope()
  const outcomes = scope.run(() => useOutcome(room as unknown as Room)) as ReturnType<typeof useOutcome>
  await flushPromises()
  await vi.advanceTimersByTimeAsync(5_000)
  return { kinds, outcomes, close: () => scope.stop() }
}

test('until the end without an outcome is known, nothing says anew that the reception began', async () => {
  const { kinds, outcomes, close } = await inTheRoom()
  const ending = outcomes.endWithout('来访人身体不适', async () => {
    await vi.advanceTimersByTimeAsync(12_000) // a slow line
    return true
  })
  expect(await ending).toBe(true)
  expect(kinds).toEqual(['entry_withdrawn'])
  close()
})

test('a reception that could not be ended goes on, and has begun', async () => {
  const { kinds, outcomes, close } = await inTheRoom()
  expect(await outcomes.endWithout('来访人身体不适', async () => false)).toBe(false)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(kinds).toEqual(['entry_withdrawn', 'reception_started'])
  close()
})
