import { expect, test } from 'vitest'
import type { Api } from '../../api'
import { siteFacts } from '../../testing/board'
import type { Day } from '../../types'
import { ask, dayFor } from './told'

const TODAY = '2026-02-06'
function day(date: string, state = 'announced'): Day {
  const clock = { now: '2026-02-06T09:00:00+08:00', speed: 1, ends_at: null, real: '2026-02-06T09:00:00+08:00' }
  const named = { name_zh: '接访日', name_en: 'Reception day', zone: 'Asia/Shanghai', is_rehearsal: false }
  return { day: date, state, opens_at: '', closes_at: '', clock, ...named } as Day
}
const chosen = (...days: Day[]) => dayFor(days, 0)?.day

test('a month-old day that was left live does not take the desk from today’s', () => {
  expect(chosen(day('2026-01-08', 'live'), day(TODAY))).toBe(TODAY)
})

test.each(['draft', 'cancelled', 'archived'])('a %s day takes no entries and is not chosen', (state) => {
  expect(chosen(day('2026-02-06', state))).toBeUndefined()
})

function answering(answers: Record<string, unknown>, asked: string[] = []): Api {
  const get = async (path: string, query?: object) => {
    const cursor = query && 'cursor' in query ? query.cursor : undefined
    const key = cursor ? `${path}?${cursor}` : path
    asked.push(key)
    return answers[key]
  }
  return { get } as unknown as Api
}

test("it asks for the day, its site's facts and all pages of its matters", async () => {
  const site = siteFacts('HN-D-1')
  const row = (matter: string) => ({ matter, site: 'HN-D-1' })
  const api = answering({
    '/api/days': { items: [day(TODAY, 'live')], next: null },
    [`/api/days/${TODAY}/board`]: { sites: { 'HN-D-1': site } },
    [`/api/days/${TODAY}/matters`]: { items: [row('m1')], next: 'c1' },
    [`/api/days/${TODAY}/matters?c1`]: { items: [row('m2'), { matter: 'm3', site: 'HN-D-2' }], next: null },
    [`/api/days/${TODAY}/waiting`]: { items: [{ matter: 'm1' }], next: 200 },
    [`/api/days/${TODAY}/waiting?200`]: { items: [{ matter: 'm2' }], next: null },
    [`/api/days/${TODAY}/sites/HN-D-1/numbers`]: { letter: 'B', first: 501, last: 1000, next: 504, rooms: 2 },
  })
  let now = 1_000
  const told = await ask(api, 'HN-D-1', 0, () => {
    now += 100
    return now
  })
  expect(told?.matters.map(({ matter }) => matter)).toEqual(['m1', 'm2'])
  expect(told?.turns.turns.map(({ matter }) => matter)).toEqual(['m1', 'm2'])
  expect(told?.facts).toEqual(site)
  expect([told?.numbers, told?.printed, told?.rooms]).toEqual([{ letter: 'B', first: 501, last: 1000 }, 'B503', 2])
  expect(told?.clock).toMatchObject({ now: Date.parse('2026-02-06T09:00:00+08:00'), at: 1_150, speed: 1 })
  expect(told?.heard).toBe(1_100)
})

test('without a planned day there is nothing to be told', async () => {
  expect(await ask(answering({ '/api/days': { items: [], next: null } }), 'HN-D-1', 0, Date.now)).toBeNull()
})
