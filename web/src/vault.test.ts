// @vitest-environment node
import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, expect, test, vi } from 'vitest'
import type { Entry } from './entries'
import { add, all, deal, drop, forget, openVault, read, slips, stand, write } from './vault'

const CANARY = '金丝雀张三12345678901'
let names = 0
const name = () => {
  names += 1
  return `vault-${names}`
}

function entry(n: number): Entry {
  const petitioner = { name: CANARY, phone: '12345678901' }
  const data = { matter: `m${n}`, summary: CANARY, petitioner } as never
  return { id: `e${n}`, day: '2023-11-09', site: 'HN-D-430181', at: 't', kind: 'matter_registered', data }
}

async function everythingIn(named: string): Promise<string> {
  const db = await openDB(named)
  const rows = await Promise.all([...db.objectStoreNames].filter((store) => store !== 'keys').map((s) => db.getAll(s)))
  const keys = await Promise.all([...db.objectStoreNames].map((store) => db.getAllKeys(store)))
  db.close()
  const bytes = (value: unknown): string =>
    value instanceof ArrayBuffer
      ? new TextDecoder().decode(value)
      : ArrayBuffer.isView(value)
        ? new TextDecoder().decode(value as Uint8Array)
        : Object.values(Object(value)).map(bytes).join()
  return JSON.stringify(keys) + rows.flat().map(bytes).join()
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

test('what was added is there after a reload, in order of making', async () => {
  const here = name()
  const vault = await openVault(here)
  await add(vault, [entry(1), entry(2)])
  await add(vault, [entry(3)])
  vault.db.close()
  const { kept, unreadable } = await all(await openVault(here))
  expect(kept.map((one) => one.entry)).toEqual([entry(1), entry(2), entry(3)])
  expect(kept.every((one) => one.standing.state === 'kept' && !one.dealt)).toBe(true)
  expect(unreadable).toBe(0)
})

test('a later reading takes only what is new', async () => {
  const vault = await openVault(name())
  await add(vault, [entry(1)])
  const [second] = await add(vault, [entry(2)])
  expect((await all(vault, second)).kept.map((one) => one.entry.id)).toEqual(['e2'])
})

test('standings and what was dealt with are kept beside the entry, which itself is never written again', async () => {
  const vault = await openVault(name())
  const [n = 0] = await add(vault, [entry(1)])
  await stand(vault, [{ n, standing: { state: 'refused', code: 'clock_wrong', message: CANARY } }])
  await deal(vault, [n])
  expect((await all(vault)).kept).toEqual([
    { n, entry: entry(1), standing: { state: 'refused', code: 'clock_wrong', message: CANARY }, dealt: true },
  ])
})

test('what is dropped is gone with all that belonged to it', async () => {
  const vault = await openVault(name())
  const numbers = await add(vault, [entry(1), entry(2)])
  await stand(
    vault,
    numbers.map((n) => ({ n, standing: { state: 'counted' } })),
  )
  await drop(vault, numbers.slice(0, 1))
  expect((await all(vault)).kept.map((one) => one.entry.id)).toEqual(['e2'])
})

test('a slip is read back, written over and forgotten', async () => {
  const vault = await openVault(name())
  await write(vault, 'draft:1', { name: CANARY })
  await write(vault, 'draft:1', { name: 'other' })
  expect(await read(vault, 'draft:1')).toEqual({ name: 'other' })
  expect(await slips(vault, 'draft:')).toEqual(['draft:1'])
  await forget(vault, 'draft:1')
  expect(await read(vault, 'draft:1')).toBeNull()
})

test('nothing readable lies in IndexedDB', async () => {
  const here = name()
  const vault = await openVault(here)
  const [n = 0] = await add(vault, [entry(1)])
  await stand(vault, [{ n, standing: { state: 'refused', code: 'c', message: CANARY } }])
  await write(vault, 'draft:1', { name: CANARY })
  const found = await everythingIn(here)
  for (const secret of [CANARY, '金丝雀', '12345678901', 'matter', 'HN-D', 'refused'])
    expect(found).not.toContain(secret)
})

test('the key cannot be taken out of the browser', async () => {
  const vault = await openVault(name())
  expect(vault.key.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('raw', vault.key)).rejects.toThrow()
})

test('two tabs that open at once have one key', async () => {
  const here = name()
  const [one, other] = await Promise.all([openVault(here), openVault(here)])
  await add(one, [entry(1)])
  expect((await all(other)).kept).toHaveLength(1)
})

test('boxes that the key does not open are counted, and stay', async () => {
  const here = name()
  const vault = await openVault(here)
  await add(vault, [entry(1)])
  await vault.db.delete('keys', 'seal')
  vault.db.close()
  const other = await openVault(here)
  await add(other, [entry(2)])
  const { kept, unreadable } = await all(other)
  expect([kept.map((one) => one.entry.id), unreadable]).toEqual([['e2'], 1])
  expect(await other.db.count('entries')).toBe(2)
})

test('a box put in another place does not open', async () => {
  const vault = await openVault(name())
  await write(vault, 'a', CANARY)
  await vault.db.put('slips', (await vault.db.get('slips', 'a')) as never, 'b')
  expect(await read(vault, 'b')).toBeNull()
})

test('a browser without encryption is refused before anybody relies on it', async () => {
  vi.stubGlobal('crypto', {})
  await expect(openVault(name())).rejects.toMatchObject({ fault: 'unavailable' })
})

test('a browser that may not store is refused before anybody relies on it', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError')
  })
  await expect(openVault(name())).rejects.toMatchObject({ fault: 'unavailable' })
})

test('a full disk is said as full', async () => {
  const vault = await openVault(name())
  vi.spyOn(vault.db, 'transaction').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError')
  })
  await expect(add(vault, [entry(1)])).rejects.toMatchObject({ fault: 'full' })
})
