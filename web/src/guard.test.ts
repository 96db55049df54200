import { expect, test } from 'vitest'
import type { RouteLocationNormalized } from 'vue-router'
import { mayOpen } from './guard'
import { safeNext } from './routes'
import { makeSession } from './session'

const ORGANISER = {
  kind: 'account',
  id: 'a1',
  name: '组织方',
  roles: ['organiser'],
  capabilities: ['see_tally'],
  csrf: 'c',
}

const page = (fullPath: string, meta: object = {}, name = 'wall') =>
  ({ path: fullPath, fullPath, name, meta }) as unknown as RouteLocationNormalized

const sessionAnswering = (answer: () => Response) =>
  makeSession(
    () => 'zh-CN',
    async () => answer(),
  )
const signedIn = () => sessionAnswering(() => new Response(JSON.stringify(ORGANISER)))
const stranger = () => sessionAnswering(() => new Response('{}', { status: 401 }))

test('a stranger is sent to sign in and then back to the page they wanted', async () => {
  const answer = await mayOpen(page('/wall'), stranger())
  expect(answer).toMatchObject({ name: 'sign-in', query: { next: '/wall' } })
})

test('a public page does not ask who is signed in', async () => {
  expect(await mayOpen(page('/sign-in', { open: true }), stranger())).toBe(true)
})

test('a page that needs a right is shown only to who has it', async () => {
  expect(await mayOpen(page('/wall', { needs: 'see_tally' }), signedIn())).toBe(true)
  expect(await mayOpen(page('/people', { needs: 'manage_people' }), signedIn())).toMatchObject({ name: 'no-rights' })
})

test('an interpreter, who sees nothing else, waits on a page that rings', async () => {
  const interpreter = { ...ORGANISER, roles: ['interpreter'], capabilities: [] }
  const session = sessionAnswering(() => new Response(JSON.stringify(interpreter)))
  expect(await mayOpen(page('/', {}, 'home'), session)).toBe('/invited')
})

test('no line is a state of its own, not a reason to sign in again', async () => {
  const cut = makeSession(
    () => 'zh-CN',
    () => Promise.reject(new TypeError('Failed to fetch')),
  )
  expect(await mayOpen(page('/wall'), cut)).toMatchObject({ name: 'no-line' })
})

test.each(['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', undefined, ['/wall']])(
  'signing in never leads to %s',
  (next) => {
    expect(safeNext(next)).toBeNull()
  },
)

const organiserWith = (...states: string[]) =>
  makeSession(
    () => 'zh-CN',
    async (path) => {
      const items = states.map((state) => ({ day: '2026-12-10', state }))
      const body = `${path}`.startsWith('/api/days')
        ? { items, next: null }
        : { ...ORGANISER, capabilities: ['see_tally', 'manage_days'] }
      return new Response(JSON.stringify(body))
    },
  )

test.each([
  ['/start', []],
  ['/start', ['draft', 'cancelled']],
  ['/wall', ['draft', 'announced']],
])('an organiser begins at %s where the days are %j', async (first, states) => {
  expect(await mayOpen(page('/', {}, 'home'), organiserWith(...states))).toBe(first)
})
