/**
 * Runs around every test file. Files share one page and one set of modules (no isolation, five times faster), in an order
 * that changes daily: what a test mounts, stubs or stores ends with the test; what a file replaced for good fails the file.
 */
import { disableAutoUnmount, enableAutoUnmount } from '@vue/test-utils'
import { afterAll, afterEach, expect, vi } from 'vitest'

const descriptors = () => Object.getOwnPropertyDescriptors(globalThis) as Record<string, PropertyDescriptor>
const known = descriptors()
/** Node and Vue define some globals when they are first read, fake-indexeddb when it is imported. */
const isLazy = (name: string) => known[name]?.get || /^(__|IDB|indexedDB$)/.test(name)

disableAutoUnmount()
enableAutoUnmount(afterEach)

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  if (typeof document === 'undefined') return // a file for Node alone
  document.body.innerHTML = ''
  localStorage.clear()
  sessionStorage.clear()
})

afterAll(() => {
  const names = Object.entries(descriptors())
    .filter(([name, { value }]) => !isLazy(name) && !Object.is(value, known[name]?.value))
    .map(([name]) => name)
  expect(names, 'globals that a test file left replaced: use vi.stubGlobal').toEqual([])
})
