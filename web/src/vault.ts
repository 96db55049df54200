import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Entry } from './entries'
import type { Standing } from './outbox'

/** Why this browser cannot keep what is typed: no storage or no encryption, no room left, or its contents unreadable. */
export type Fault = 'unavailable' | 'full' | 'broken'

export class VaultFault extends Error {
  constructor(
    readonly fault: Fault,
    options?: ErrorOptions,
  ) {
    super(`the vault is ${fault}`, options)
  }
}

/** What lies in IndexedDB: sealed boxes and plain numbers. The key never leaves the browser (`extractable: false`). */
interface Shelves extends DBSchema {
  keys: { key: string; value: CryptoKey }
  entries: { key: number; value: Box }
  standings: { key: number; value: Box }
  /** Refusals a person has dealt with, by the number of the entry. */
  dealt: { key: number; value: 1 }
  slips: { key: string; value: Box }
}

interface Box {
  iv: Uint8Array<ArrayBuffer>
  sealed: ArrayBuffer
}

export interface Vault {
  db: IDBPDatabase<Shelves>
  key: CryptoKey
}

export interface StoredEntry {
  n: number
  entry: Entry
  standing: Standing
  dealt: boolean
}

const NAME = 'reception-desk'
const STRICT = { durability: 'strict' } as const

/**
 * Opens the device's sealed store and proves that it keeps what it is given.
 *
 * @throws VaultFault before anybody relies on it
 */
export async function openVault(name = NAME): Promise<Vault> {
  return guarded(async () => {
    // asking for the store is itself refused where a browser forbids storage
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) throw new VaultFault('unavailable')
    const db = await openDB<Shelves>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('keys')
        fresh.createObjectStore('entries', { autoIncrement: true })
        fresh.createObjectStore('standings')
        fresh.createObjectStore('dealt')
        fresh.createObjectStore('slips')
      },
      blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
    })
    const vault = { db, key: await sealingKey(db) }
    await write(vault, 'proof', 'kept')
    if ((await read(vault, 'proof')) !== 'kept') throw new VaultFault('broken')
    return vault
  })
}

async function sealingKey(db: IDBPDatabase<Shelves>): Promise<CryptoKey> {
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const tx = db.transaction('keys', 'readwrite', STRICT)
  // Two tabs may open at once: the first one's key is everybody's.
  const key = (await tx.store.get('seal')) ?? made
  if (key === made) await tx.store.put(made, 'seal')
  await tx.done
  return key
}

/** Keeps entries, in this order, before anything is said of them; their numbers are their order of making. */
export async function add(vault: Vault, entries: Entry[]): Promise<number[]> {
  return guarded(async () => {
    const boxes = await Promise.all(entries.map((entry) => seal(vault.key, entry, 'entries')))
    const tx = vault.db.transaction('entries', 'readwrite', STRICT)
    const [numbers] = await Promise.all([Promise.all(boxes.map((box) => tx.store.add(box))), tx.done])
    return numbers
  })
}

/** Everything kept, from number `from` on; `unreadable` counts boxes that this browser's key does not open. */
export async function all(vault: Vault, from = 0): Promise<{ kept: StoredEntry[]; unreadable: number }> {
  return guarded(async () => {
    const tx = vault.db.transaction(['entries', 'standings', 'dealt'])
    const since = IDBKeyRange.lowerBound(from)
    const [numbers, boxes, known, standings, dealt] = await Promise.all([
      tx.objectStore('entries').getAllKeys(since),
      tx.objectStore('entries').getAll(since),
      tx.objectStore('standings').getAllKeys(since),
      tx.objectStore('standings').getAll(since),
      tx.objectStore('dealt').getAllKeys(since),
    ])
    const standingBoxes = new Map(known.map((n, i) => [n, standings[i]]))
    const done = new Set(dealt)
    const opened = await Promise.all(
      numbers.map(async (n, i) => {
        const entry = await unseal<Entry>(vault.key, boxes[i], 'entries')
        if (!entry) return null
        const standing = await unseal<Standing>(vault.key, standingBoxes.get(n), `standings|${n}`)
        return { n, entry, standing: standing ?? ({ state: 'kept' } as const), dealt: done.has(n) }
      }),
    )
    const kept = opened.filter((one) => one !== null)
    return { kept, unreadable: numbers.length - kept.length }
  })
}

/** How the server has judged; only the one sender writes this. */
export async function stand(vault: Vault, changed: Pick<StoredEntry, 'n' | 'standing'>[]): Promise<void> {
  await guarded(async () => {
    const boxes = await Promise.all(changed.map(({ n, standing }) => seal(vault.key, standing, `standings|${n}`)))
    const tx = vault.db.transaction('standings', 'readwrite', STRICT)
    await Promise.all([...boxes.map((box, i) => tx.store.put(box, changed[i]?.n)), tx.done])
  })
}

export async function deal(vault: Vault, numbers: number[]): Promise<void> {
  await guarded(async () => {
    const tx = vault.db.transaction('dealt', 'readwrite', STRICT)
    await Promise.all([...numbers.map((n) => tx.store.put(1, n)), tx.done])
  })
}

/** Forgets entries that the server has counted and that are no longer needed here. */
export async function drop(vault: Vault, numbers: number[]): Promise<void> {
  await guarded(async () => {
    const tx = vault.db.transaction(['entries', 'standings', 'dealt'], 'readwrite', STRICT)
    await Promise.all([
      ...numbers.flatMap((n) => [
        tx.objectStore('entries').delete(n),
        tx.objectStore('standings').delete(n),
        tx.objectStore('dealt').delete(n),
      ]),
      tx.done,
    ])
  })
}

/** A named value: a draft, the enrolment, what the server last told. Null if there is none or it cannot be opened. */
export async function read<T>(vault: Vault, slip: string): Promise<T | null> {
  return guarded(async () => unseal<T>(vault.key, await vault.db.get('slips', slip), `slips|${slip}`))
}

export async function write(vault: Vault, slip: string, value: unknown): Promise<void> {
  await guarded(async () => {
    const box = await seal(vault.key, value, `slips|${slip}`)
    const tx = vault.db.transaction('slips', 'readwrite', STRICT)
    await Promise.all([tx.store.put(box, slip), tx.done])
  })
}

export async function forget(vault: Vault, slip: string): Promise<void> {
  await guarded(() => vault.db.delete('slips', slip))
}

export async function slips(vault: Vault, prefix: string): Promise<string[]> {
  return guarded(async () => (await vault.db.getAllKeys('slips')).filter((name) => name.startsWith(prefix)))
}

/** AES-256-GCM with a random 96-bit nonce; `place` is bound in, so that a box opens only where it was put. */
async function seal(key: CryptoKey, value: unknown, place: string): Promise<Box> {
  const iv = crypto.getRandomValues(new Uint8Array(new ArrayBuffer(12)))
  const text = new TextEncoder().encode(JSON.stringify(value))
  const additionalData = new TextEncoder().encode(place)
  return { iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, text) }
}

async function unseal<T>(key: CryptoKey, box: Box | undefined, place: string): Promise<T | null> {
  if (!box) return null
  const additionalData = new TextEncoder().encode(place)
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: box.iv, additionalData }, key, box.sealed)
    return JSON.parse(new TextDecoder().decode(plain))
  } catch {
    return null // another key's box, or a damaged one: the caller says so
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof VaultFault) throw error
    const name = error instanceof Error || error instanceof DOMException ? error.name : ''
    throw new VaultFault(name === 'QuotaExceededError' ? 'full' : 'unavailable', { cause: error })
  }
}
