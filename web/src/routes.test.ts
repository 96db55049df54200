import { expect, test } from 'vitest'
import { homeOf, routes } from './routes'
import { ORGANISER } from './testing/page'
import type { Me } from './types'

const who = (roles: string[], capabilities: string[]) => ({ ...ORGANISER, roles, capabilities }) as unknown as Me

test.each([
  [['auditor'], ['see_log'], '/audit'],
  [['administrator'], ['enrol_device', 'manage_people', 'manage_sites', 'see_log'], '/people'],
  [['department'], ['see_tally'], '/wall'],
  [['leader'], ['see_tally', 'call'], '/leader'],
  [['interpreter'], [], '/invited'],
])('every role lands on a page that it may see: %s', (roles, capabilities, home) => {
  expect(homeOf(who(roles, capabilities))).toBe(home)
  const { needs } = routes.find((route) => route.path === home)?.meta ?? {}
  expect(needs === undefined || capabilities.includes(needs)).toBe(true)
})
