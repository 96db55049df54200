import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { defineComponent, h } from 'vue'
import { useSession } from '../session'
import { type Answers, onPage } from '../testing/page'
import ListFilter from './ListFilter.vue'
import SortHead from './SortHead.vue'
import { useList } from './useList'

interface Row {
  code: string
}
const NONE = { q: '', kind: '', sort: 'place', descending: '' }
const TheList = defineComponent({
  setup() {
    const list = useList<Row, typeof NONE>(useSession().api, {
      path: '/api/things',
      table: '/api/things-table',
      none: NONE,
      keyOf: (row) => row.code,
    })
    void list.take()
    return () => [
      h(ListFilter, { list, label: 'Filter', sorts: [['place', 'Place']] }, () =>
        h('input', { type: 'search', value: list.filter.q, onInput: (e: Event) => typed(list.filter, e) }),
      ),
      h('table', h('thead', h('tr', h(SortHead, { list, column: 'code', label: 'Code' })))),
      h('p', list.rows?.map((one) => one.code).join(' ')),
      h('output', `${list.total}${list.wrong}`),
      list.next ? h('button', { class: 'more', onClick: () => list.more() }, 'more') : null,
    ]
  },
})
const typed = (filter: Record<string, string>, event: Event) => {
  filter.q = (event.target as HTMLInputElement).value
}

afterEach(() => {
  document.body.innerHTML = ''
})

async function opened(at: string, things?: Answers[string]) {
  const page = { items: [{ code: 'A' }], next: 'A', total: 2 }
  const rest = { items: [{ code: 'B' }], next: null, total: 2 }
  const answer: Answers[string] = things ?? ((_, query) => ({ body: query.get('cursor') ? rest : page }))
  const here = await onPage(TheList, {}, { 'GET /api/things': answer }, at)
  await flushPromises()
  return here
}

test('what is typed and how it is sorted stand in the address, and what is as at first does not', async () => {
  const { page, router, asked } = await opened('/things')
  await page.find('input[type=search]').setValue('x')
  await page.find('form').trigger('submit')
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ q: 'x' })
  for (const way of ['false', 'true']) {
    await page.find('th button').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ q: 'x', sort: 'code', descending: way })
  }
  expect(page.find('th').attributes('aria-sort')).toBe('descending')
  expect(asked.at(-1)).toBe('GET /api/things?q=x&sort=code&descending=true')
})

test('a link leads to the list as it was, also one that is followed while the page is open', async () => {
  const { page, router, asked } = await opened('/things?q=y&sort=code&strange=1')
  expect(asked).toEqual(['GET /api/things?q=y&sort=code'])
  expect((page.find('input[type=search]').element as HTMLInputElement).value).toBe('y')
  await router.push('/things?q=z')
  await flushPromises()
  expect(asked.at(-1)).toBe('GET /api/things?q=z&sort=place')
})

test('the next page comes behind the first, and a refusal leaves what is shown', async () => {
  let refuses = false
  const { page } = await opened('/things', (_, query) => {
    if (refuses) return { status: 409, body: { code: 'list_large', detail: 'Too many.' } }
    return {
      body: { items: [{ code: query.get('cursor') ? 'B' : 'A' }], next: query.get('cursor') ? null : 'A', total: 2 },
    }
  })
  await page.find('.more').trigger('click')
  await flushPromises()
  expect([page.find('p').text(), page.find('output').text()]).toEqual(['A B', '2'])
  refuses = true
  await page.find('form').trigger('submit')
  await flushPromises()
  expect([page.find('p').text(), page.find('output').text()]).toEqual(['A B', '2Too many.'])
})
