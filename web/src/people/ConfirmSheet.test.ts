import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { ORGANISER, onPage } from '../testing/page'
import ConfirmSheet from './ConfirmSheet.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const NEEDED = { status: 403, body: { code: 'factor_needed', detail: '请再次验证身份。' } }

async function asking() {
  let proved = false
  const here = await onPage(
    ConfirmSheet,
    {},
    {
      'GET /api/me': () => ({ body: ORGANISER }),
      'POST /api/invitations': () => (proved ? { status: 201, body: { link: 'x' } } : NEEDED),
      'POST /api/confirmation': (body) => {
        proved = (body as { password: string }).password === 'right'
        return proved ? { status: 204 } : { status: 403, body: { code: 'wrong_password', detail: '密码不正确。' } }
      },
    },
  )
  await here.session.known()
  const sent = here.session.api.post('/api/invitations', {})
  sent.catch(() => null)
  await flushPromises()
  const box = () => document.querySelector<HTMLInputElement>('input[type=password]')
  async function give(word: string): Promise<void> {
    const input = box()
    if (!input) throw new Error('no box')
    input.value = word
    input.dispatchEvent(new Event('input'))
    await flushPromises()
    document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()
  }
  return { ...here, sent, give, box }
}

test('what wants a factor again asks for it, and goes on by itself when it is right', async () => {
  const { sent, give, box } = await asking()
  await give('wrong')
  expect(document.body.textContent).toContain('密码不正确')
  await give('right')
  await expect(sent).resolves.toEqual({ link: 'x' })
  expect(box()).toBeNull()
})

test('who closes the sheet is told that nothing was done', async () => {
  const { sent, session } = await asking()
  session.asking.value?.(false)
  await expect(sent).rejects.toMatchObject({ code: 'factor_needed' })
})
