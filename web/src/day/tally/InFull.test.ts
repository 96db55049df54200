import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { type Answers, onPage } from '../../testing/page'
import type { MatterRow } from '../../types'
import InFull from './InFull.vue'

const DOOR = 'POST /api/days/2023-11-09/matters/m-1/unmask'
const ROW = { matter: 'm-1', site: 'HN-A', person: '张*' } as MatterRow

afterEach(() => {
  document.body.innerHTML = ''
})

async function opened(answers: Answers) {
  const here = await onPage(InFull, { day: '2023-11-09', row: ROW, open: false }, answers)
  await here.page.setProps({ open: true })
  await flushPromises()
  const text = () => document.querySelector('.sheet')?.textContent ?? ''
  async function see(reason: string) {
    const box = document.querySelector<HTMLInputElement>('.sheet input')
    if (!box) throw new Error('no box for the reason')
    box.value = reason
    box.dispatchEvent(new Event('input'))
    document.querySelector('.sheet form')?.dispatchEvent(new Event('submit'))
    await flushPromises()
  }
  return { ...here, text, see }
}

test('a petitioner is shown in full only for a reason', async () => {
  const { asked, text, see } = await opened({})
  await see(' x ')
  expect(asked).toEqual([])
  expect(text()).toContain('先写明理由')
})

test('who says why sees the person, and closing forgets it', async () => {
  const said: unknown[] = []
  const { page, text, see } = await opened({
    [DOOR]: (body) => {
      said.push(body)
      return { body: { petitioner: { name: '张三', phone: '12800000000' }, summary: '（示例）', respondent: null } }
    },
  })
  await see('回访前核对电话')
  expect(said).toEqual([{ site: 'HN-A', reason: '回访前核对电话' }])
  expect(text()).toContain('12800000000')
  await page.setProps({ open: false })
  await page.setProps({ open: true })
  await flushPromises()
  expect(text()).not.toContain('12800000000')
})

test('what was erased by law is said to be', async () => {
  const { text, see } = await opened({ [DOOR]: () => ({ body: {} }) })
  await see('核对')
  expect(text()).toContain('已依法删除')
})

test('a refusal is told and shows nothing', async () => {
  const { text, see } = await opened({
    [DOOR]: () => ({ status: 404, body: { code: 'not_found', detail: '没有找到。' } }),
  })
  await see('核对')
  expect(text()).toContain('没有找到')
})
