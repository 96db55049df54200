import { expect, test } from 'vitest'
import { type Api, Problem } from '../../api'
import type { Series } from './calendar'
import { NEW_PLAN, useCalendar } from './useCalendar'

const SERIES = { series: 'monthly', name_zh: '接访日', name_en: 'Day', version: 1, plan: NEW_PLAN } as Series

async function opened(refused: Problem) {
  const bodies: unknown[] = []
  const put = async (_path: string, body: { version: number }) => {
    bodies.push(body)
    if (body.version === 1) throw refused
    return { ...SERIES, ...body, version: body.version + 1 }
  }
  const api = { get: async () => ({ items: [SERIES] }), put } as unknown as Api
  const calendar = useCalendar(api, (problem) => (problem as Problem).message)
  await calendar.load()
  return { calendar, bodies }
}

test("another's version comes into the form beside what was changed there, and is saved over when that was seen", async () => {
  const changed = [{ what: 'shift', was: 'next', now: 'previous' }]
  const told = { version: 4, changed }
  const { calendar, bodies } = await opened(new Problem(409, 'plan_changed', 'changed', null, told))
  calendar.plan.value = { ...NEW_PLAN, gap: 1 }
  expect(await calendar.save()).toBe(false)
  expect(calendar.conflict.value?.changed).toEqual(changed)
  expect(calendar.plan.value).toEqual({ ...NEW_PLAN, gap: 1, shift: 'previous' })
  expect(await calendar.save()).toBe(true)
  expect(bodies[1]).toEqual({ version: 4, plan: { ...NEW_PLAN, gap: 1, shift: 'previous' } })
  expect([calendar.conflict.value, calendar.isChanged.value, calendar.series.value?.version]).toEqual([null, false, 5])
})

test('what is changed while a plan or a new series is on its way to be saved stays changed', async () => {
  let arrive: (answer: unknown) => void = () => {}
  const sending = (_path: string, body: object) =>
    new Promise((resolve) => {
      arrive = (more) => resolve({ ...SERIES, ...body, ...(more as object) })
    })
  const api = { get: async () => ({ items: [SERIES] }), put: sending, post: sending } as unknown as Api
  const calendar = useCalendar(api, String)
  await calendar.load()
  for (const [send, answer] of [
    [calendar.save, { version: 2 }],
    [() => calendar.make({ series: 'second', name_zh: '二', name_en: 'Two', holder: null }), { series: 'second' }],
  ] as const) {
    calendar.plan.value = { ...calendar.plan.value, shift: 'previous', gap: 2 }
    const saving = send()
    calendar.plan.value = { ...calendar.plan.value, gap: 3 }
    arrive(answer)
    expect(await saving).toBe(true)
    expect([calendar.plan.value.gap, calendar.plan.value.shift, calendar.isChanged.value]).toEqual([
      3,
      'previous',
      true,
    ])
    expect(calendar.series.value?.plan.gap).toBe(2)
  }
  expect(calendar.chosen.value).toBe('second')
})

test('another series that is chosen while one is saved is shown as it is', async () => {
  const other = { ...SERIES, series: 'other', plan: { ...NEW_PLAN, gap: 5 } }
  let arrive: () => void = () => {}
  const put = (_path: string, body: object) =>
    new Promise((resolve) => {
      arrive = () => resolve({ ...SERIES, ...body, version: 2 })
    })
  const calendar = useCalendar({ get: async () => ({ items: [SERIES, other] }), put } as unknown as Api, String)
  await calendar.load()
  calendar.plan.value = { ...NEW_PLAN, gap: 2 }
  const saving = calendar.save()
  calendar.chosen.value = 'other'
  arrive()
  await saving
  expect([calendar.plan.value.gap, calendar.isChanged.value]).toEqual([5, false])
})

test('any other refusal leaves the form as it is and is said', async () => {
  const { calendar } = await opened(new Problem(409, 'changed_meanwhile', 'at the same moment'))
  calendar.plan.value = { ...NEW_PLAN, gap: 1 }
  await calendar.save()
  expect([calendar.plan.value.gap, calendar.wrong.value, calendar.conflict.value]).toEqual([
    1,
    'at the same moment',
    null,
  ])
})
