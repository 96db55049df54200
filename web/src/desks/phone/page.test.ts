import { expect, test } from 'vitest'
import type { Heard } from '../../day/arrival/asking'
import { spoken } from '../../format'
import type { Ticket } from '../../types'
import { pageOf } from './page'
import { WORDS } from './words'

const WAITS: Ticket = {
  day: '2023-11-09',
  name_zh: '浏阳市接访点',
  name_en: 'Liuyang reception point',
  telephone: '12-430181-001',
  site: 'HN-D-430181',
  category: 'other',
  meeting: null,
  ticket: 'A12',
  state: 'waiting',
  ahead: 2,
  expected: {
    at: '2023-11-09T10:00:00+08:00',
    from: '2023-11-09T09:50:00+08:00',
    to: '2023-11-09T10:20:00+08:00',
  },
  break_until: null,
  room: null,
  mode: null,
  caller: null,
  outcome: null,
  now: '2023-11-09T09:42:00+08:00',
  speed: 1,
}
const heard = (over: Partial<Ticket> = {}): Heard => ({
  ticket: { ...WAITS, ...over },
  at: null,
  unknown: false,
  cut: false,
  asking: false,
})
const NOTHING: Heard = { ticket: null, at: null, unknown: false, cut: false, asking: true }
const PAYS = {
  code: 'agreed_to_pay',
  zh: '',
  en: '',
  explained_zh: ['政策', '责任'],
  explained_en: ['policy', 'responsibility'],
  owner_unit: '浏阳市住建局',
  due_on: '2024-01-18',
  amount_fen: 23_800_000,
}

test('who waits during the break of the day reads when calling goes on', () => {
  const page = pageOf(heard({ break_until: '2023-11-09T14:00:00+08:00' }), 'zh-CN')
  expect(page.said).toEqual(['现在休息，14:00 以后接着叫号。您的号不会丢，可以先去吃饭。'])
})

test('who waits reads the number, how many are before, and the clock time with its spread', () => {
  const page = pageOf(heard(), 'zh-CN')
  expect([page.over, page.title]).toEqual(['您的号', 'A12'])
  expect(page.box.map(({ text, strong = '', after = '' }) => text + strong + after)).toEqual([
    '前面还有 2 位',
    '大约 10:00 到您',
    '最早 09:50，最晚 10:20',
  ])
})

test('a time without a spread is said once, and no time is said to be none', () => {
  const at = '2023-11-09T10:00:00+08:00'
  expect(pageOf(heard({ expected: { at, from: at, to: at } }), 'en').box).toHaveLength(2)
  const page = pageOf(heard({ ahead: 0, expected: null }), 'zh-CN')
  expect(page.box.map(({ text, strong = '' }) => text + strong)).toEqual(['下一位就是您', WORDS['zh-CN'].no_time])
})

test.each([
  ['video', 2, '省厅 唐*', '请到 2 号室', '省厅 唐*用视频和您谈'],
  ['video', 2, null, '请到 2 号室', '领导用视频和您谈'],
  ['phone', null, null, '', '领导打电话和您谈'],
] as const)('called by %s into room %s: which room, and who', (mode, room, caller, lead, said) => {
  const page = pageOf(heard({ state: 'called', mode, room, caller }), 'zh-CN')
  expect(page.lead).toBe(lead)
  expect(page.said[0]).toContain(said)
})

test('a person called without a room is taken in by the staff', () => {
  const page = pageOf(heard({ state: 'called', mode: 'in_person' }), 'zh-CN')
  expect([page.title, page.lead]).toEqual(['到您了', '请到登记台，工作人员带您进去'])
  expect(page.said).toHaveLength(1)
})

test('an outcome says how much by when, and who is responsible', () => {
  const page = pageOf(heard({ state: 'done', outcome: PAYS }), 'zh-CN')
  expect(page.title).toBe('说好了给您钱')
  expect(page.steps).toEqual([{ title: '2024年1月18日前，23.8 万元', said: '今天说定的金额' }])
  expect(page.owner).toBe('浏阳市住建局')
  expect(page.said).toEqual(['到时候没拿到，请再来找我们。', '今天给您讲了政策、责任。'])
})

test('an outcome with a date alone says when the answer comes', () => {
  const outcome = { ...PAYS, code: 'assigned', amount_fen: 0 }
  expect(pageOf(heard({ state: 'done', outcome }), 'en').steps).toEqual([
    { title: 'By 18 Jan 2024', said: 'you will have an answer' },
  ])
})

test('an outcome that this page does not know yet is named as the reference names it', () => {
  const outcome = { ...PAYS, code: 'new_one', zh: '新结果', en: 'New outcome' }
  expect(pageOf(heard({ state: 'done', outcome }), 'zh-CN').title).toBe('新结果')
  expect(pageOf(heard({ state: 'done', outcome }), 'en').title).toBe('New outcome')
})

test('every outcome of the reference has its plain words in both languages', () => {
  const codes = Object.keys(WORDS['zh-CN'].outcome)
  expect(codes).toHaveLength(12)
  for (const words of Object.values(WORDS)) {
    expect(Object.keys(words.outcome)).toEqual(codes)
    expect(Object.keys(words.outcome_said)).toEqual(codes)
  }
})

test.each(['held', 'in_session', 'done', 'withdrawn'] as const)('%s has a message in both languages', (state) => {
  const [zh, en] = [pageOf(heard({ state }), 'zh-CN'), pageOf(heard({ state }), 'en')]
  expect(zh.title).not.toBe(en.title)
  expect(zh.said).toHaveLength(en.said.length)
})

test('an unknown code and a missing line say so, and nothing is said before the first answer', () => {
  expect(pageOf({ ...NOTHING, unknown: true }, 'zh-CN').title).toBe('没有找到这张票')
  expect(pageOf({ ...NOTHING, cut: true }, 'zh-CN').title).toBe('现在没有网络')
  expect(pageOf(NOTHING, 'zh-CN')).toMatchObject({ kind: 'opening', title: '', said: [] })
})

test('what was heard stays when the line is cut', () => {
  expect(pageOf({ ...heard(), cut: true }, 'zh-CN').title).toBe('A12')
})

test.each([
  [23_800_000, '23.8 万元', '¥238,000'],
  [80_000, '800 元', '¥800'],
  [1_234_567_89, '1,234,567.89 元', '¥1,234,567.89'],
  [12_605_000, '126,050 元', '¥126,050'],
])('%i fen is said as %s', (fen, zh, en) => {
  expect([spoken(fen, 'zh-CN'), spoken(fen, 'en')]).toEqual([zh, en])
})
