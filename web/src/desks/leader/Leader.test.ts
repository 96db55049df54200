import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Meeting, Turn } from '../../day/meeting/told'
import { type Answers, LEADER, onPage } from '../../testing/page'
import { lines, quietBell, quietLine, struck } from '../../testing/quiet'
import { aDay, aMeeting, aReference, aTurn } from '../../testing/turns'
import Leader from './Leader.vue'

const CALLED = { at: '2023-11-09T09:40:00+08:00', by: '周*', mine: true, room: 1, mode: 'video' as const, calls: 1 }
const WAITING = 'GET /api/days/2023-11-09/waiting'
const CALLS = 'POST /api/days/2023-11-09/calls'
const commandOf = (matter: string) => `POST /api/days/2023-11-09/sites/HN-A/turns/${matter}/commands`

beforeEach(() => {
  quietLine()
  quietBell()
})
afterEach(() => {
  document.body.innerHTML = ''
})

async function desk(turns: Turn[], meetings: Meeting[] = [], more: Answers = {}) {
  let now = turns
  const page = () => ({
    items: now,
    total: now.length,
    waiting: now.length,
    next: null,
    now: '2023-11-09T09:50:00+08:00',
  })
  const facts = { summary: '欠 61.5 万元。总包已付。', claimed_fen: 61_500_000, involved: 32, respondent: '某公司' }
  const here = await onPage(
    Leader,
    { day: aDay(), reference: aReference() },
    {
      'GET /api/me': () => ({ body: LEADER }),
      [WAITING]: () => ({ body: page() }),
      'GET /api/meetings': () => ({ body: { items: meetings, next: null } }),
      'GET /api/days/2023-11-09/matters/called/brief': () => ({
        body: { turn: turns[0], facts, history: [], is_repeat: false },
      }),
      ...more,
    },
  )
  await here.session.known()
  const changed = () =>
    lines.last?.onmessage?.({ data: JSON.stringify({ type: 'turns', day: '2023-11-09', place: '430000' }) })
  changed()
  await flushPromises()
  const text = (what: string) => document.querySelector(what)?.textContent?.trim()
  const press = async (key: string) => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    await flushPromises()
  }
  /** The list has changed, and is asked for again. */
  const again = async (next: Turn[]) => {
    now = next
    changed()
    await new Promise((done) => setTimeout(done, 450))
    await flushPromises()
  }
  const button = (name: string) =>
    [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === name) as HTMLButtonElement
  return { ...here, text, press, again, button }
}

test('without a called person, the next one is shown and Enter calls them by video', async () => {
  const said: unknown[] = []
  const next = aTurn('next', { why_text: '七十岁以上，先办。' })
  const { text, press } = await desk([next], [], {
    [CALLS]: (body) => {
      said.push(body)
      return { status: 201, body: { turn: { ...next, state: 'called', called: CALLED }, meeting: null } }
    },
  })
  expect(text('.go')).toBe('叫下一位')
  expect(text('.why')).toContain('七十岁以上，先办。')
  await press('Enter')
  expect(said).toEqual([{ mode: 'video' }])
})

test('Enter that is held calls once, and stays out of the room it has opened', async () => {
  let calls = 0
  const next = aTurn('next')
  const turn = { ...next, state: 'called' as const, called: CALLED }
  const { text, router } = await desk([next], [aMeeting(turn, { id: 'm-1', state: 'ringing' })], {
    [CALLS]: () => {
      calls += 1
      return { status: 201, body: { turn, meeting: null } }
    },
  })
  for (let i = 0; i < 30; i++) {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, repeat: i > 0 }))
    await flushPromises()
  }
  expect(calls).toBe(1)
  expect(router.currentRoute.value.fullPath).toBe('/')
  expect(text('.go')).toBeTruthy()
})

test('another one than the next is called by name, and also in person', async () => {
  const said: unknown[] = []
  const turns = [aTurn('first', { position: 1 }), aTurn('second', { position: 2 })]
  const { text, button, page } = await desk(turns, [], {
    [CALLS]: (body) => {
      said.push(body)
      return { status: 201, body: { turn: turns[1], meeting: null } }
    },
  })
  await page.findAll('.row-of')[1]?.trigger('click')
  expect(text('.go')).toBe('叫这一位')
  button('改为当面接访').click()
  await flushPromises()
  expect(said).toEqual([{ mode: 'in_person', site: 'HN-A', matter: 'second' }])
})

test('who was called is shown with what they told, and Enter goes into the room', async () => {
  const called = aTurn('called', { state: 'called', called: CALLED })
  const { text, press, router } = await desk([called], [aMeeting(called, { id: 'm-1', state: 'ringing' })])
  expect(text('.facts')).toContain('欠 61.5 万元。')
  expect(text('.wish')).toContain('拿到 61.50 万元')
  expect(text('.go')).toBe('进入接访')
  await press('Enter')
  expect(router.currentRoute.value.fullPath).toBe('/room/m-1')
})

test('a command that is refused says why, in the server’s words, and the list is asked for again', async () => {
  const called = aTurn('called', { state: 'called', called: CALLED })
  const { text, button, asked } = await desk([called], [], {
    [commandOf('called')]: () => ({ status: 409, body: { code: 'not_from_here', detail: '这一位已经不在等了。' } }),
  })
  button('再叫一遍').click()
  await flushPromises()
  expect(text('.problem')).toBe('这一位已经不在等了。')
  expect(asked.filter((one) => one.startsWith(WAITING))).toHaveLength(2)
})

test('handing over asks for the place and a reason before anything is sent', async () => {
  const said: unknown[] = []
  const called = aTurn('called', { state: 'called', called: CALLED })
  const { button, text } = await desk([called], [], {
    [commandOf('called')]: (body) => {
      said.push(body)
      return { body: called }
    },
  })
  button('转交').click()
  await flushPromises()
  document.querySelector<HTMLFormElement>('form.sheet-body')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(text('[role=dialog] [role=alert]')).toBe('请选一处。')
  const [place] = document.querySelectorAll<HTMLInputElement>('input[type=radio]')
  place?.click()
  const reason = document.querySelector<HTMLInputElement>('[role=dialog] input:not([type=radio])')
  Object.assign(reason ?? {}, { value: '属地办理' })
  reason?.dispatchEvent(new Event('input'))
  await flushPromises()
  document.querySelector<HTMLFormElement>('form.sheet-body')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(said).toEqual([{ command: 'hand_over', reason: '属地办理', to: '430100' }])
})

test('who is asked to take over does so with the one button', async () => {
  const said: unknown[] = []
  const asked = aTurn('asked', { state: 'called', called: { ...CALLED, mine: false }, handed_to: '430000' })
  const { text, press } = await desk([asked], [], {
    [commandOf('asked')]: (body) => {
      said.push(body)
      return { body: asked }
    },
  })
  expect(text('.go')).toBe('接过来')
  await press('Enter')
  expect(said).toEqual([{ command: 'accept_hand_over' }])
})

test('a leader who is asked to take over hears it, and answers by key whichever person is shown', async () => {
  const said: unknown[] = []
  const other = { ...CALLED, mine: false, by: '何*' }
  const asked = aTurn('asked', { state: 'called', called: other, handed_to: '430000' })
  const turns = [aTurn('called', { state: 'called', called: CALLED }), aTurn('first')]
  const answer = (body: unknown) => {
    said.push(body)
    return { body: asked }
  }
  const { text, press, again } = await desk(turns, [], { [commandOf('asked')]: answer })
  expect([text('[role=alert]'), struck.times]).toEqual([undefined, 0])
  await press('x') // a page may sound once it was touched
  await again([...turns, asked])
  expect(text('[role=alert]')).toContain('何*请您接过去')
  expect(struck.times).toBeGreaterThan(0)
  await press('a')
  expect(said).toEqual([{ command: 'accept_hand_over' }])
  await press('r')
  expect(text('[role=dialog] h2')).toBe('不接')
})

test('the leader who asked is told at once that the others refused, and why', async () => {
  const mine = aTurn('called', { state: 'called', called: CALLED, handed_to: '430100' })
  const { text, again, button } = await desk([mine], [], {
    'GET /api/days/2023-11-09/matters/called/brief': () => ({
      body: { turn: mine, facts: null, history: [], is_repeat: false, refused: '不属本市' },
    }),
  })
  await again([{ ...mine, handed_to: null }])
  expect(text('[role=alert]')).toContain('430100没有接，这一位还是您的')
  expect(text('[role=alert]')).toContain('原因：不属本市')
  button('知道了').click()
  await flushPromises()
  expect([text('[role=alert]'), text('footer p')]).toEqual([undefined, '上次转交，对方没有接：不属本市'])
})

test('a site that is not heard cannot be called, and the page says so', async () => {
  const { text } = await desk([aTurn('silent', { callable: false })])
  expect([text('.go'), text('.main .off')]).toEqual([
    undefined,
    '这个接访点断线了，眼下叫不到；点里的工作人员照常接待。',
  ])
})

test('at opening the list is asked for once, when the feed is there', async () => {
  const { asked, again } = await desk([aTurn('next')])
  const lists = () => asked.filter((call) => call.startsWith(WAITING)).length
  expect(lists()).toBe(1)
  await again([aTurn('next')])
  expect(lists()).toBe(2)
})

test('without a feed the list is asked for all the same', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] })
  try {
    const { asked } = await onPage(
      Leader,
      { day: aDay(), reference: aReference() },
      { 'GET /api/me': () => ({ body: LEADER }) },
    )
    expect(asked.filter((call) => call.startsWith(WAITING))).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked.filter((call) => call.startsWith(WAITING))).toHaveLength(1)
  } finally {
    vi.useRealTimers()
  }
})

test('a sheet sends its command for the turn for which it was opened, whichever is shown meanwhile', async () => {
  const said: string[] = []
  const called = aTurn('called', { state: 'called', called: CALLED })
  const other = aTurn('other', { state: 'called', called: CALLED, registered_at: '2023-11-09T09:00:00+08:00' })
  const answer = (matter: string) => () => {
    said.push(matter)
    return { body: called }
  }
  const { button, again } = await desk([called], [], {
    [commandOf('called')]: answer('called'),
    [commandOf('other')]: answer('other'),
    'GET /api/days/2023-11-09/matters/other/brief': () => ({ body: { turn: other, facts: null, history: [] } }),
  })
  button('没来').click()
  await flushPromises()
  await again([other, called])
  document.querySelector<HTMLFormElement>('form.sheet-body')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(said).toEqual(['called'])
})
