import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { ORGANISER, onPage } from '../../testing/page'
import { aReference } from '../../testing/turns'
import type { Day } from '../../types'
import DayClock from './DayClock.vue'
import UnclosedDays from './UnclosedDays.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const clock = { now: '', speed: 1, ends_at: null, real: '2026-02-06T09:00:00+08:00' }
const REGIONS = [{ code: '430100', name_zh: '长沙市', name_en: 'Changsha City', level: 'city', parent: '430000' }]
const reference = aReference({ regions: REGIONS })
const aDay = (day: string, state: string, holder = '430000') =>
  ({ day, state, holder, is_rehearsal: false, clock }) as Day

test('a day that was never closed is led on step by step, and with a reason where something is missing', async () => {
  let state = 'live'
  const sent: unknown[] = []
  const { page, session } = await onPage(
    UnclosedDays,
    { reference },
    {
      'GET /api/me': () => ({ body: ORGANISER }),
      'GET /api/days': () => ({ body: { items: [aDay('2026-02-06', 'live'), aDay('2026-01-08', state)], next: null } }),
      'POST /api/days/2026-01-08/commands': (body) => {
        sent.push(body)
        if (!(body as { despite?: string }).despite)
          return { status: 409, body: { code: 'day_not_finished', detail: '还有 3 件在等候' } }
        state = 'reconciled'
        return { body: aDay('2026-01-08', state) }
      },
    },
  )
  await session.known()
  await flushPromises()
  expect(page.text()).toContain('2026年1月8日')
  await page.get('button').trigger('click')
  await flushPromises()
  expect(page.get('p[role=alert]').text()).toContain('3 件在等候')
  expect(page.get('button').attributes('disabled')).toBeDefined()
  await page.get('input').setValue('停电')
  await page.get('button').trigger('click')
  await flushPromises()
  expect(sent).toEqual([{ command: 'close' }, { command: 'close', despite: '停电' }])
  expect(page.find('section').exists()).toBe(false)
})

test.each([
  ['2026-02-06', '09:05'],
  ['2026-02-07', '还有 1 天'],
  ['2026-12-10', '还有 307 天'],
  ['2026-02-05', '1 天前'],
])('beside %s stands today’s clock only if it is today', async (day, said) => {
  const { page } = await onPage(DayClock, { day: aDay(day, 'live'), now: Date.parse('2026-02-06T09:05:00+08:00') }, {})
  expect(page.text()).toBe(said)
})

test('an organiser is asked to close the days that lie within their own region, by the name of their holder', async () => {
  const items = [aDay('2026-01-08', 'live'), aDay('2026-01-09.430100', 'live', '430100')]
  const place = { ...ORGANISER.place, code: '430100', level: 'city' }
  const { page, session } = await onPage(
    UnclosedDays,
    { reference },
    {
      'GET /api/me': () => ({ body: { ...ORGANISER, place } }),
      'GET /api/days': () => ({ body: { items, next: null } }),
    },
  )
  await session.known()
  await flushPromises()
  expect(page.text()).toContain('2026年1月9日 星期五（长沙市）')
})
