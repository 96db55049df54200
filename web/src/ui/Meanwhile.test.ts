import { expect, test } from 'vitest'
import type { Component } from 'vue'
import { onPage } from '../testing/page'
import Meanwhile from './Meanwhile.vue'

const changes = [
  { what: 'name', was: '老名', now: '他们的名' },
  { what: 'rooms', was: 1, now: 2 },
]
const given = {
  title: '他人改了',
  safe: '没有覆盖',
  changes,
  mine: { name: '我的名', rooms: 2 },
  part: (what: string) => ({ name: '名称', rooms: '接访室' })[what] ?? what,
  said: (_: string, value: unknown) => String(value),
}

test('what another saved stands beside what is in the form, and only what differs can be taken', async () => {
  const { page } = await onPage(Meanwhile as Component, given, {})
  expect(page.findAll('dt').map((one) => one.text())).toEqual(['名称', '接访室'])
  expect(page.text()).toContain('我的名')
  const buttons = page.findAll('button')
  expect(buttons.map((one) => one.attributes('aria-label'))).toEqual(['用对方的：名称'])
  await buttons[0]?.trigger('click')
  expect(page.emitted('take')).toEqual([[changes[0]]])
})
