import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { type Answers, onPage } from '../testing/page'
import TotpForm from './TotpForm.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

async function opened(on: boolean, answers: Answers) {
  const here = await onPage(TotpForm, { on }, answers)
  async function type(box: string, value: string) {
    await here.page.find(box).setValue(value)
    await here.page.find('form').trigger('submit')
    await flushPromises()
  }
  return { ...here, type }
}

test('codes are on after the password and a first right code', async () => {
  const said: unknown[] = []
  const { page, type } = await opened(false, {
    'POST /api/totp': (body) => {
      said.push(body)
      return { status: 201, body: { secret: 'ABCD EFGH', uri: 'otpauth://totp/x' } }
    },
    'POST /api/totp/confirm': (body) => {
      said.push(body)
      return { status: 204 }
    },
  })
  await type('input[type=password]', 'a long password')
  expect(page.find('.copy input').element.getAttribute('value') ?? page.text()).toContain('ABCD')
  expect(page.get('[role=img] svg path').attributes('d')).toContain('h1v1h-1z')
  await type('input[autocomplete=one-time-code]', ' 492039 ')
  expect(said).toEqual([{ password: 'a long password' }, { code: '492039' }])
  expect(page.text()).toContain('已启用')
  expect(page.emitted('changed')).toHaveLength(1)
  expect(page.text()).not.toContain('ABCD')
})

test('a wrong code keeps the secret on the screen', async () => {
  const { page, type } = await opened(false, {
    'POST /api/totp': () => ({ status: 201, body: { secret: 'ABCD', uri: 'otpauth://totp/x' } }),
    'POST /api/totp/confirm': () => ({ status: 422, body: { code: 'code_wrong', detail: '动态码不对。' } }),
  })
  await type('input[type=password]', 'a long password')
  await type('input[autocomplete=one-time-code]', '000000')
  expect(page.text()).toContain('动态码不对')
  expect(page.find('.copy').exists()).toBe(true)
})

test('they are turned off with the password', async () => {
  const { page, asked, type } = await opened(true, { 'POST /api/totp/remove': () => ({ status: 204 }) })
  await type('input[type=password]', 'a long password')
  expect(asked).toEqual(['POST /api/totp/remove'])
  expect(page.text()).toContain('已停用')
})
