import { afterEach, expect, test } from 'vitest'
import { onPage } from '../../testing/page'
import RehearsalStrip from './RehearsalStrip.vue'

afterEach(() => {
  document.body.innerHTML = ''
})
const playing = { since: '09:30', speed: 60, speeds: [0.5, 60], leap: '11:00', drawn: 0, unsent: 0 }

test('a rehearsal says since when and how fast it is played', async () => {
  const { page } = await onPage(RehearsalStrip, { rehearsal: playing }, {})
  expect(page.text()).toContain('演练从 09:30 开始，60 倍速')
  expect(page.text()).not.toContain('演练人物')
})

test('what visitors added to the figures and took from the file is explained', async () => {
  const { page } = await onPage(RehearsalStrip, { rehearsal: { ...playing, drawn: 4, unsent: 2 } }, {})
  expect(page.text()).toContain('数字含演练人物 4 件')
  expect(page.text()).toContain('有 2 条未按文件播放')
})

test('its pace is changed by two buttons, of which the one in force is off, and once there is a leap', async () => {
  const { page } = await onPage(RehearsalStrip, { rehearsal: playing }, {})
  const [slow, usual, leap] = page.findAll('button')
  expect([slow?.text(), usual?.text(), leap?.text()]).toEqual(['0.5×', '60×', '跳到 11:00'])
  expect(usual?.attributes('disabled')).toBeDefined()
  await slow?.trigger('click')
  await leap?.trigger('click')
  expect(page.emitted()).toMatchObject({ pace: [['slow']], leap: [[]] })
})

test('when the file has ended nothing is left to change', async () => {
  const { page } = await onPage(RehearsalStrip, { rehearsal: { ...playing, speed: 1, speeds: [], leap: null } }, {})
  expect(page.text()).toContain('已播完')
  expect(page.findAll('button')).toHaveLength(0)
})
