import { vi } from 'vitest'

/** Waits until the check holds; a minute is a hang limit, because machines are shared, and no test measures time. */
export function soon<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 60_000 })
}
