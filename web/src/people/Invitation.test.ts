import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { ORGANISER, onPage } from '../testing/page'
import Invitation from './Invitation.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const INVITED = { name: '李*', role: 'coordinator', place: { ...ORGANISER.place }, roles: [], site: null }
const DOORS = { 'GET /api/invitations/t-1': () => ({ body: INVITED }) }

test('a link that no longer works says so, and where to go', async () => {
  const gone = () => ({ status: 404, body: { code: 'link_not_valid', detail: '链接用不了了。' } })
  const { page } = await onPage(Invitation, { token: 't-1' }, { 'GET /api/invitations/t-1': gone })
  await flushPromises()
  expect(page.get('h1').text()).toBe('这个链接用不了了')
  expect(page.find('form').exists()).toBe(false)
})

test('a short password is counted at the box, before anything is sent', async () => {
  const { page, asked } = await onPage(Invitation, { token: 't-1' }, DOORS)
  await flushPromises()
  await page.get('input[autocomplete=username]').setValue('lisi')
  await page.get('input[type=password]').setValue('seven77')
  await page.get('form').trigger('submit')
  expect(page.get('input[type=password]').attributes('aria-invalid')).toBe('true')
  expect(page.text()).toContain('密码还差 3 个字')
  expect(asked).toEqual(['GET /api/invitations/t-1'])
})

test('an invited person who accepts is signed in and led home', async () => {
  const accept = () => ({ body: ORGANISER })
  const { page, router } = await onPage(
    Invitation,
    { token: 't-1' },
    { ...DOORS, 'POST /api/invitations/t-1/accept': accept },
  )
  await flushPromises()
  await page.get('input[autocomplete=username]').setValue('lisi')
  await page.get('input[type=password]').setValue('一句不短也不长的话呀')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(router.currentRoute.value.path).toBe('/')
})

test.each([
  ['login_form', 'input[autocomplete=username]'],
  ['login_taken', 'input[autocomplete=username]'],
  ['password_common', 'input[type=password]'],
])('what the server finds wrong with a box (%s) stands at the box, and leads there', async (code, box) => {
  const refuse = () => ({ status: 422, body: { code, detail: '换一个。' } })
  const { page } = await onPage(Invitation, { token: 't-1' }, { ...DOORS, 'POST /api/invitations/t-1/accept': refuse })
  await flushPromises()
  await page.get('input[autocomplete=username]').setValue('李四')
  await page.get('input[type=password]').setValue('一句不短也不长的话呀')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(page.get(box).attributes('aria-invalid')).toBe('true')
  expect(document.activeElement).toBe(page.get(box).element)
  expect(page.get('p.wrong').text()).toBe('')
})
