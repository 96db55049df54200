import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aBoard, counts } from '../../testing/board'
import { type Answers, onPage } from '../../testing/page'
import type { Reference } from '../../types'
import RecordsDrawer from './RecordsDrawer.vue'
import type { Asked } from './records'

const REFERENCE: Reference = {
  regions: [],
  categories: [],
  outcomes: [],
  unit_kinds: [],
  routes: [],
  grid: [],
  sites: [],
}
const ASKED: Asked = {
  title: '候访',
  unit: 'attendees',
  query: { state: 'waiting' },
  figure: (board) => board.figures.waiting_attendees,
}
const row = (matter: string) => ({
  matter,
  site: 'HN-A',
  category: 'other',
  outcome: null,
  state: 'waiting',
  attendees: 1,
  involved: 1,
  amount_fen: 0,
  registered_at: '2023-11-09T09:00:00+08:00',
  incomplete: [],
  person: '张*',
})
const waitingBoard = (waiting_attendees: number) => {
  const board = aBoard()
  return { ...board, figures: { ...board.figures, waiting_attendees } }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

async function opened(answer: Answers[string]) {
  const props = { asked: ASKED, board: waitingBoard(2), reference: REFERENCE, now: 0, open: true }
  const here = await onPage(RecordsDrawer, props, { 'GET /api/days/2023-11-09/matters': answer })
  await flushPromises()
  const text = (what: string) => document.querySelector(what)?.textContent?.trim()
  return { ...here, text }
}

test('the records’ own sum stands beside the figure they were opened from', async () => {
  const { text, asked } = await opened(() => ({
    body: { items: [row('m-1')], sum: counts(1, { attendees: 2 }), next: null },
  }))
  expect([text('[data-sum]'), text('[data-figure]'), text('.equal')]).toEqual(['2 人', '2 人', '与看板一致'])
  expect(asked).toEqual(['GET /api/days/2023-11-09/matters?state=waiting&limit=100'])
})

test('when the figure moves on, the records follow it', async () => {
  let attendees = 2
  const { page, text } = await opened(() => ({
    body: { items: [row('m-1')], sum: counts(1, { attendees }), next: null },
  }))
  attendees = 5
  await page.setProps({ board: waitingBoard(5) })
  expect(text('.moving')).toContain('取数后又有变动')
  await vi.advanceTimersByTimeAsync(1_500)
  await flushPromises()
  expect([text('[data-sum]'), text('.equal')]).toEqual(['5 人', '与看板一致'])
})

test('further pages are asked for by the server’s cursor and come below the first', async () => {
  const { asked } = await opened((_body, query) => ({
    body: query.get('cursor')
      ? { items: [row('m-2')], sum: counts(2), next: null }
      : { items: [row('m-1')], sum: counts(2), next: 'c-2' },
  }))
  document.querySelector<HTMLButtonElement>('.more button')?.click()
  await flushPromises()
  expect(asked[1]).toContain('cursor=c-2')
  expect(document.querySelectorAll('tbody tr')).toHaveLength(2)
})

test('without a line it says what did not come and offers to ask again', async () => {
  const { text } = await opened(() => ({ status: 503, body: { code: 'busy', detail: '服务器正忙。' } }))
  expect(text('.wrong')).toContain('服务器正忙。')
  expect(text('.wrong button')).toBe('再试一次')
})
