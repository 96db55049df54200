import { describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { type Api, Problem } from '../../api'
import type { Planning } from '../../types'
import { useTimetable } from './useTimetable'

const planOf = (version: number): Planning =>
  ({ draft: { version, slots: [] }, suggestion: null, bookings: [], leaders: [] }) as unknown as Planning

/** A service that answers when it is told to, and keeps what it was asked. */
function slow() {
  const asked: [string, unknown][] = []
  const answers: { give: (plan: Planning) => void; refuse: (problem: unknown) => void }[] = []
  const post = (path: string, body: unknown): Promise<Planning> => {
    asked.push([path.split('/').at(-1) ?? '', body])
    return new Promise((give, refuse) => answers.push({ give, refuse }))
  }
  const api = { post, get: () => Promise.resolve(planOf(9)) } as unknown as Api
  const answered = (n: number) => vi.waitUntil(() => answers[n])
  return { api, asked, answered }
}

function timetable(api: Api) {
  const made = effectScope().run(() =>
    useTimetable(
      api,
      () => '2026-12-10',
      () => 'refused',
    ),
  )
  if (!made) throw new Error('no scope')
  made.plan.value = planOf(1)
  return made
}

describe('the changes of one person', () => {
  it('are asked one after the other, each from the answer before', async () => {
    const { api, asked, answered } = slow()
    const table = timetable(api)
    const moved = table.move([])
    const published = table.publish()
    const first = await answered(0)
    expect(asked).toHaveLength(1)
    first.give(planOf(2))
    expect(await moved).toBe(true)
    ;(await answered(1)).give(planOf(3))
    expect(await published).toBe(true)
    expect(asked.map(([, body]) => (body as { version: number }).version)).toEqual([1, 2])
  })
  it('are not published where one that was still under way is refused, and are later', async () => {
    const { api, asked, answered } = slow()
    const table = timetable(api)
    const moved = table.move([])
    const published = table.publish()
    ;(await answered(0)).refuse(new Problem(409, 'timetable_changed', 'changed'))
    expect([await moved, await published]).toEqual([false, false])
    expect([asked.length, table.wrong.value, table.plan.value?.draft?.version]).toEqual([1, 'refused', 9])
    const again = table.publish()
    ;(await answered(1)).give(planOf(10))
    expect(await again).toBe(true)
  })
})
