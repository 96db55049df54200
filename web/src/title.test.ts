import { afterEach, expect, test } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { makeSpeech } from './locales'
import { routes } from './routes'
import { keepTitle, useTitle } from './title'

let scope = effectScope()
afterEach(() => {
  scope.stop()
  scope = effectScope()
})

async function titled(language: 'zh-CN' | 'en') {
  const speech = await makeSpeech(language)
  const blank = { template: '<i />' }
  const named = routes.map((route) => ({ ...route, component: blank }))
  const router = createRouter({ history: createMemoryHistory(), routes: named as typeof routes })
  scope.run(() => keepTitle(router, (key) => speech.global.t(key)))
  return router
}

const addressOf = (path: string) => path.replace(/:\w+(\(.*\)\*)?/g, 'x')

test.each(['zh-CN', 'en'] as const)('every page has a title of its own in %s', async (language) => {
  const router = await titled(language)
  const titles = new Map<string, string>()
  for (const route of routes.filter(({ name }) => name !== 'home')) {
    await router.push(addressOf(route.path))
    await nextTick()
    const parts = document.title.split(' · ')
    expect(parts.length, route.path).toBe(2)
    expect(parts[0], route.path).not.toContain('shell.title')
    titles.set(String(route.name), document.title)
  }
  titles.delete('wall-of-day')
  titles.delete('leader-of-day')
  titles.delete('readiness-of-day')
  titles.delete('planning-of-day')
  titles.delete('bookings-of-day')
  titles.delete('sign-off-of-day')
  expect(new Set(titles.values()).size).toBe(titles.size)
})

test('a page adds what it shows, for as long as it is open', async () => {
  const router = await titled('zh-CN')
  await router.push('/wall')
  const place = ref('长沙市')
  const page = effectScope()
  page.run(() => useTitle(() => place.value))
  await nextTick()
  expect(document.title).toBe('长沙市 · 看板 · 接访日')
  page.stop()
  await nextTick()
  expect(document.title).toBe('看板 · 接访日')
})
