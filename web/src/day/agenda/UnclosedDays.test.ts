import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { onPage } from '../../testing/page'
import type { Day } from '../../types'
import DayClock from './DayClock.vue'
import UnclosedDays from './UnclosedDays.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const clock = { now: '', speed: 1, ends_at: null, real: '2026-02-06T09:00:00+08:00' }
const aDay = (day: string, state: string) => ({ day, state, is_rehearsal: false, clock }) as Day

test('a day that was never closed is led on step by step, and with a reason where something is missing', async () => {
  let state = 'live'
  const sent: unknown[] = []
  const { page } = await onPage(
    UnclosedDays,
    {},
    {
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
