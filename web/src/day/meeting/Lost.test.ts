import { expect, test } from 'vitest'
import { onPage } from '../../testing/page'
import Lost from './Lost.vue'

const SINCE = 1_699_500_000_000
const cut = { lost: { who: 'site', since: SINCE }, you: 'leader', site: '芙蓉区', others: [] }

async function after(seconds: number, telephone: string | null) {
  const { page } = await onPage(Lost, { ...cut, telephone, now: SINCE + seconds * 1_000 }, {})
  return page
}

test('after a minute the number of the site is offered, not before', async () => {
  expect((await after(59, '12-430102-001')).find('a').exists()).toBe(false)
  const call = (await after(60, '12-430102-001')).get('a')
  expect(call.attributes('href')).toBe('tel:12-430102-001')
  expect(call.text()).toContain('12-430102-001')
})

test('where no number is known that is said', async () => {
  const page = await after(60, null)
  expect(page.find('a').exists()).toBe(false)
  expect(page.text()).toContain('没有登记电话')
})

test('without a telephone number no advice to call is shown', async () => {
  for (const seconds of [5, 59, 60, 600]) {
    for (const you of ['leader', 'site'] as const) {
      const { page } = await onPage(Lost, { ...cut, you, telephone: null, now: SINCE + seconds * 1_000 }, {})
      expect(page.text()).not.toContain('打电话')
    }
  }
})
