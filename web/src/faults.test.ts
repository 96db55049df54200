import { expect, test } from 'vitest'
import { createApp, defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { type World, watchFaults } from './faults'

const MISSING = new TypeError('Failed to fetch dynamically imported module')

/** An app of two pages, the second of which does not load; what it opens instead, in an invented browser. */
function opened({ reachable = true, now = 1_000_000 } = {}) {
  const target = new EventTarget()
  const assigned: string[] = []
  const held = new Map<string, string>()
  const world: World = {
    store: {
      getItem: (name) => held.get(name) ?? null,
      setItem: (name, value) => held.set(name, value),
      removeItem: (name) => held.delete(name),
    },
    now: () => now,
    reachable: async () => reachable,
    assign: (path) => assigned.push(path),
    here: () => '/first',
  }
  const first = defineComponent(() => () => h('p'))
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', component: first },
      {
        path: '/second',
        component: () => {
          target.dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload: MISSING }))
          return Promise.reject(MISSING)
        },
      },
    ],
  })
  const faults = watchFaults(createApp(first), router, target, world)
  const go = async () => {
    await router.push('/second').catch(() => null)
    await new Promise((done) => setTimeout(done))
  }
  const reject = (reason: unknown) => {
    target.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason }))
    return new Promise((done) => setTimeout(done))
  }
  return { faults, go, reject, assigned }
}

test('a page that does not load is opened anew at its address, once; a second time at once is said', async () => {
  const { faults, go, assigned } = opened()
  await go()
  expect([assigned, faults.now.value]).toEqual([['/second'], null])
  await go()
  expect([assigned, faults.now.value]).toEqual([['/second'], 'outdated'])
  faults.reopen()
  expect(assigned).toEqual(['/second', '/second'])
})

test('where the server does not answer, the open page stays and says so', async () => {
  const { faults, go, assigned } = opened({ reachable: false })
  await go()
  expect([assigned, faults.now.value]).toEqual([[], 'no_line'])
})

test('a failure of our own is said; what the page gave up itself is not', async () => {
  const { faults, reject } = opened()
  await reject(new DOMException('given up', 'AbortError'))
  expect(faults.now.value).toBeNull()
  await reject(new Error('ours'))
  expect(faults.now.value).toBe('broken')
  faults.dismiss()
  expect(faults.now.value).toBeNull()
})
