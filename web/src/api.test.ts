import { expect, test, vi } from 'vitest'
import { makeApi, Problem } from './api'

type Sent = { path: string; init: RequestInit }

function apiAnswering(answer: () => Response | Promise<Response>) {
  const sent: Sent[] = []
  const left: string[] = []
  const api = makeApi({
    fetch: async (input, init) => {
      sent.push({ path: String(input), init: init ?? {} })
      return answer()
    },
    language: () => 'en',
    csrf: () => 'c-1',
    onSignedOut: () => left.push('left'),
    newKey: () => 'k-1',
  })
  return { api, sent, left }
}

const problem = (status: number, body: object, headers: HeadersInit = {}) =>
  new Response(JSON.stringify(body), { status, headers })

test('what changes something carries the session’s token and a key of its own; what reads carries neither', async () => {
  const { api, sent } = apiAnswering(() => new Response('{}'))
  await api.get('/api/days', { cursor: null, limit: 5 })
  await api.post('/api/sign-out')
  const headers = sent.map((one) => new Headers(one.init.headers))
  expect(sent[0]?.path).toBe('/api/days?limit=5')
  expect(headers.map((one) => [one.get('X-CSRF-Token'), one.get('Idempotency-Key')])).toEqual([
    [null, null],
    ['c-1', 'k-1'],
  ])
  expect(headers[0]?.get('Accept-Language')).toBe('en')
})

test('a refusal keeps its code, its sentence and how long to wait', async () => {
  const { api } = apiAnswering(() =>
    problem(429, { code: 'too_many', detail: 'Too many tries.' }, { 'Retry-After': '30' }),
  )
  await expect(api.get('/api/me')).rejects.toMatchObject({
    status: 429,
    code: 'too_many',
    message: 'Too many tries.',
    retryAfter: 30,
  })
})

test('a proxy’s page instead of a problem is internal, not a crash', async () => {
  const { api } = apiAnswering(() => new Response('<html>', { status: 502 }))
  await expect(api.get('/api/me')).rejects.toMatchObject({ status: 502, code: 'internal' })
})

test('no answer at all is said to be a missing line', async () => {
  const { api } = apiAnswering(() => Promise.reject(new TypeError('Failed to fetch')))
  await expect(api.get('/api/me')).rejects.toBeInstanceOf(Problem)
  await expect(api.get('/api/me')).rejects.toMatchObject({ status: 0, code: 'no_line' })
})

test('a server that no longer knows us is heard', async () => {
  const { api, left } = apiAnswering(() => problem(401, { code: 'not_signed_in' }))
  await expect(api.get('/api/days')).rejects.toMatchObject({ status: 401 })
  expect(left).toEqual(['left'])
})

test('only what holds no personal data may lie in the cache of the browser', async () => {
  const { api, sent } = apiAnswering(() => new Response('{}'))
  await api.get('/api/reference')
  await api.get('/api/days/2023-11-09/matters')
  expect(sent.map(({ init }) => init.cache)).toEqual(['no-cache', 'no-store'])
})

test.each([
  [`attachment; filename="a.csv"; filename*=UTF-8''%E6%97%A5%E5%BF%97.csv`, '日志.csv'],
  ['attachment; filename="audit-2026.xlsx"', 'audit-2026.xlsx'],
  ['', 'download'],
])('a file has the name it is sent with: %s', async (disposition, name) => {
  const fetched = vi.fn(async () => new Response('a,b', { headers: { 'Content-Disposition': disposition } }))
  const api = makeApi({ fetch: fetched, language: () => 'en', csrf: () => 'x' })
  const file = await api.file('/api/audit/export', { form: 'csv' })
  expect([file.name, await file.text()]).toEqual([name, 'a,b'])
})

test('a file that cannot be made says why', async () => {
  const fetched = async () => new Response(JSON.stringify({ code: 'log_large', detail: 'Too many.' }), { status: 409 })
  const api = makeApi({ fetch: fetched, language: () => 'en', csrf: () => 'x' })
  await expect(api.file('/api/audit/export')).rejects.toMatchObject({ code: 'log_large', message: 'Too many.' })
})

test('a file is sent as it is, as what its name says', async () => {
  const fetched = vi.fn<typeof fetch>(async () => new Response('{}'))
  const api = makeApi({ fetch: fetched, language: () => 'en', csrf: () => 'x' })
  const file = new File(['a,b'], 'units.csv', { type: 'text/csv' })
  await api.send('/api/units/import', file)
  const init = fetched.mock.calls[0]?.[1]
  expect([init?.body, new Headers(init?.headers).get('Content-Type')]).toEqual([file, 'text/csv'])
})
