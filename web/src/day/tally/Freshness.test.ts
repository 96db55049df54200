import { afterEach, expect, test } from 'vitest'
import { onPage } from '../../testing/page'
import Freshness from './Freshness.vue'

afterEach(() => {
  document.body.innerHTML = ''
})
const at = Date.parse('2023-11-09T16:48:00+08:00')

test('the passing of seconds is shown and not read out', async () => {
  const { page } = await onPage(Freshness, { quietFor: 3_200, old: false, shownAt: at }, {})
  expect(page.get('.chip').text()).toBe('3 秒前更新')
  expect(page.get('[role=alert]').text()).toBe('')
})

test('a cut is read out at once with the time of what is shown, and so is the end of it', async () => {
  const { page } = await onPage(Freshness, { quietFor: 0, old: false, shownAt: at }, {})
  await page.setProps({ old: true })
  expect(page.get('.chip').text()).toBe('停在 16:48，正在重连')
  expect(page.get('[role=alert]').text()).toContain('断线了')
  await page.setProps({ old: false })
  expect(page.get('[role=alert]').text()).toContain('已重新连上')
})
