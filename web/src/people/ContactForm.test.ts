import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { type Answers, onPage } from '../testing/page'
import ContactForm from './ContactForm.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

async function opened(contact: { email: string | null; sends: boolean }, put: Answers[string]) {
  const said: unknown[] = []
  const here = await onPage(
    ContactForm,
    {},
    {
      'GET /api/me/contact': () => ({ body: contact }),
      'PUT /api/me/contact': (body, query) => {
        said.push(body)
        return put(body, query)
      },
    },
  )
  await flushPromises()
  async function type(value: string) {
    await here.page.find('input[type=email]').setValue(value)
    await here.page.find('form').trigger('submit')
    await flushPromises()
  }
  return { ...here, said, type }
}

const echo: Answers[string] = (body) => ({ body: { ...(body as object), sends: true } })

test('an address is given, and removed by an empty box', async () => {
  const { page, said, type } = await opened({ email: null, sends: true }, echo)
  expect(page.find('button').attributes('disabled')).toBeDefined()
  await type(' li.mei@example.org ')
  expect(page.text()).toContain('邮箱已保存')
  await type('')
  expect(page.text()).toContain('邮箱已清除')
  expect(said).toEqual([{ email: 'li.mei@example.org' }, { email: null }])
})

test('what is no address is said at its box, which has the focus', async () => {
  const { page, type } = await opened({ email: null, sends: true }, () => ({
    status: 422,
    body: { code: 'address_form', detail: '请填写一个电子邮箱地址。' },
  }))
  await type('li')
  const box = page.find('input[type=email]')
  expect(page.text()).toContain('请填写一个电子邮箱地址')
  expect(box.attributes('aria-invalid')).toBe('true')
  expect(document.activeElement).toBe(box.element)
})

test('where the service sends no mail, that is said', async () => {
  const { page } = await opened({ email: 'li.mei@example.org', sends: false }, echo)
  expect(page.text()).toContain('目前不发送邮件')
})
