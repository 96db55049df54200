import { expect, test } from 'vitest'
import { onPage } from '../../testing/page'
import { aMeeting, aReference, aTurn } from '../../testing/turns'
import Over from './Over.vue'

const RESULT = { outcome: 'resolved_on_site', amount_fen: 61_500_000, owner_unit: null, due_on: null }
const reference = aReference({
  outcomes: [{ code: 'resolved_on_site', zh: '现场解决', en: 'Resolved on the spot', terminal: true }],
})
const over = (more: object) =>
  aMeeting(aTurn('m', { state: 'done' }), { state: 'ended', end_reason: 'outcome', result: RESULT, ...more })

async function shown(props: object) {
  const room = { api: () => ({}) }
  const dayNow = Date.parse('2023-11-09T09:30:00+08:00')
  const { page } = await onPage(Over, { room, reference, dayNow, desk: '/leader', ...props }, {})
  return page
}

test('the end of a reception tells its leader what was recorded and leads on to who waits', async () => {
  const next = aTurn('n', { ticket: 'A7', registered_at: '2023-11-09T09:21:00+08:00' })
  const page = await shown({ you: 'leader', meeting: over({ next }) })
  expect(page.text()).toContain('已记下：现场解决')
  expect(page.text()).toContain('61.5')
  expect(page.get('button').text()).toContain('A7')
  expect(page.get('button').text()).toContain('已等 9 分钟')
})

test('the end of a reception shows the petitioner what was said, and no other person who waits', async () => {
  const page = await shown({ you: 'site', meeting: over({ next: aTurn('n', { ticket: 'A7' }) }) })
  expect(page.find('.large .aloud').text()).toContain('61.5')
  expect(page.text()).toContain('请到登记台领告知单')
  expect(page.text()).not.toContain('A7')
})

test('a reception that ended without an outcome says so', async () => {
  const page = await shown({ you: 'leader', meeting: over({ end_reason: 'reason', result: null }) })
  expect(page.text()).toContain('没有出结果')
})
