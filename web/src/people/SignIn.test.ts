import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { type Answers, ORGANISER, onPage } from '../testing/page'
import SignIn from './SignIn.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

async function signingIn(answer: Answers[string], at = '/sign-in') {
  const here = await onPage(SignIn, {}, { 'POST /api/sign-in': answer }, at)
  const fill = async (login: string, password: string) => {
    await here.page.get('input[autocomplete=username]').setValue(login)
    await here.page.get('input[type=password]').setValue(password)
    await here.page.get('form').trigger('submit')
    await flushPromises()
  }
  return { ...here, fill }
}

test('who signs in goes on to the page they came from', async () => {
  const { fill, router } = await signingIn(() => ({ body: ORGANISER }), '/sign-in?next=/devices')
  await fill('duty', 'correct horse battery')
  expect(router.currentRoute.value.path).toBe('/devices')
})

test('a refusal is read out in the server’s words; the name stays, the password does not', async () => {
  const refusal = { code: 'wrong_sign_in', detail: '登录名或密码不对。' }
  const { fill, page } = await signingIn(() => ({ status: 401, body: refusal }))
  await fill('duty', 'guess')
  expect(page.get('[role=alert]').text()).toBe('登录名或密码不对。')
  expect(page.get<HTMLInputElement>('input[autocomplete=username]').element.value).toBe('duty')
  expect(page.get<HTMLInputElement>('input[type=password]').element.value).toBe('')
})

test('a one-time code is asked for only where the account has one, and sent with the rest', async () => {
  const bodies: unknown[] = []
  const { fill, page } = await signingIn((body) => {
    bodies.push(body)
    return bodies.length === 1 ? { status: 401, body: { code: 'totp_needed', detail: '' } } : { body: ORGANISER }
  })
  await fill('duty', 'correct horse battery')
  await page.get('input[autocomplete=one-time-code]').setValue('492039')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(bodies[1]).toEqual({ login: 'duty', password: 'correct horse battery', totp: '492039' })
})

test('nothing is sent while something is missing', async () => {
  const { fill, asked, page } = await signingIn(() => ({ body: ORGANISER }))
  await fill('', '')
  expect(asked).toEqual([])
  expect(page.get('[role=alert]').text()).not.toBe('')
})
