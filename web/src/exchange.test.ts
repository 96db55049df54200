import { expect, test, vi } from 'vitest'
import type { Entry } from './entries'
import { makeExchange } from './exchange'

const entry: Entry = { id: 'a', day: '2023-11-09', site: 'HN-D-1', at: 't', kind: 'site_closed', data: {} }
const sending = { do: 'send', day: '2023-11-09', site: 'HN-D-1', entries: [entry] } as const
const question = { do: 'ask', day: '2023-11-09', site: 'HN-D-1', id: 'a' } as const

function over(answer: Response | Error) {
  const send = vi.fn(async (_path: string, _init: RequestInit) => {
    if (answer instanceof Error) throw answer
    return answer
  })
  const exchange = makeExchange({ fetch: send as never, token: () => 'secret', language: () => 'zh-CN' })
  return { send, exchange }
}
const json = (body: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' }, ...init })
const page = (status: number) => new Response('<html>', { status, headers: { 'Content-Type': 'text/html' } })

test('a sending goes as the device, with its entries, and without cookies', async () => {
  const { send, exchange } = over(json({ results: [{ id: 'a', status: 'accepted', seq: 3 }] }))
  expect(await exchange({ ...sending, entries: [entry] })).toMatchObject({ results: [{ id: 'a', status: 'accepted' }] })
  const [path, init] = send.mock.calls[0] ?? []
  expect(path).toBe('/api/days/2023-11-09/sites/HN-D-1/entries')
  expect(init).toMatchObject({ method: 'POST', credentials: 'omit', body: JSON.stringify({ entries: [entry] }) })
  expect(init?.headers).toMatchObject({ Authorization: 'Bearer secret' })
})

test('a question names the entry, and its answer is one judgement', async () => {
  const { send, exchange } = over(json({ id: 'a', status: 'waiting' }))
  expect(await exchange(question)).toEqual({ kind: 'judged', results: [{ id: 'a', status: 'waiting' }] })
  expect(send.mock.calls[0]?.[0]).toBe('/api/days/2023-11-09/sites/HN-D-1/entries/a')
})

test.each([
  ['a cut line', new TypeError('failed to fetch')],
  ['a time-out', new DOMException('late', 'TimeoutError')],
  ["a captive portal's page", page(200)],
  ["a proxy's refusal", page(403)],
  ['a page that is not there', page(404)],
  ['half an answer', new Response('{"results": [', { headers: { 'Content-Type': 'application/json' } })],
])('%s is silence', async (_, answer) => {
  expect(await over(answer).exchange(question)).toEqual({ kind: 'silence' })
})

test.each([{}, { results: 'all' }, { results: [1, null, {}] }, [], null, 'ok'])(
  'an answer of another form (%j) judges nothing',
  async (body) => {
    expect(await over(json(body)).exchange(question)).toEqual({ kind: 'judged', results: [] })
  },
)

test('a problem keeps its code, its sentence and its pause', async () => {
  const answer = new Response(JSON.stringify({ code: 'too_many', detail: '请稍等' }), {
    status: 429,
    headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '7' },
  })
  expect(await over(answer).exchange(question)).toEqual({
    kind: 'problem',
    status: 429,
    code: 'too_many',
    message: '请稍等',
    retryAfter: 7_000,
  })
})

test.each([413, 429, 502, 503])("a proxy's %i without words still counts as one", async (status) => {
  expect(await over(page(status)).exchange(question)).toMatchObject({ kind: 'problem', status, retryAfter: null })
})
