// @vitest-environment node
import 'fake-indexeddb/auto'
import { expect, test, vi } from 'vitest'
import { soon } from '../../testing/soon'
import { openVault, slips, type VaultFault } from '../../vault'
import { type Draft, latestWriter, NO_DRAFT, openDrafts, type Tab } from './drafts'
import { emptyRegistration } from './registration'

let browsers = 0

/** One browser: a vault, and locks that its tabs share. A tab's storage lives through a reload. */
async function aBrowser() {
  browsers += 1
  const vault = await openVault(`drafts-${browsers}`)
  const held = new Set<string>()
  async function request(name: string, how: LockOptions, work: (lock: Lock | null) => unknown): Promise<void> {
    if (held.has(name) && how.ifAvailable) return void work(null)
    if (held.has(name)) throw new DOMException('too late', 'TimeoutError')
    held.add(name)
    await work({ name, mode: 'exclusive' })
    held.delete(name)
  }
  let named = 0
  function aTab(kept = new Map<string, string>()) {
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, v: string) => kept.set(key, v),
    }
    const newName = () => {
      named += 1
      return `n${named}`
    }
    const tab = { storage, locks: { request }, newName } as unknown as Tab
    return { kept, open: (onFault = (_: unknown) => undefined as undefined) => openDrafts(vault, tab, onFault) }
  }
  return { vault, aTab }
}

const half = (name: string): Draft => ({ ...NO_DRAFT, registration: { ...emptyRegistration(), name } })

test('a reload finds what was half typed', async () => {
  const { aTab } = await aBrowser()
  const tab = aTab()
  const before = await tab.open()
  await before.keep(half('李'))
  before.close()
  expect((await aTab(tab.kept).open()).found).toEqual(half('李'))
})

test('a reload finds every further box as it was, the region with what was typed', async () => {
  const { aTab } = await aBrowser()
  const tab = aTab()
  const further = { respondent: '某公司', region: '岳麓', problem_region: '430104', address: '某路', language: '苗语' }
  const draft: Draft = { ...NO_DRAFT, registration: { ...emptyRegistration(), ...further, needs: ['interpreter'] } }
  const before = await tab.open()
  await before.keep(draft)
  before.close()
  expect((await aTab(tab.kept).open()).found).toEqual(draft)
})

test('two tabs have a draft each', async () => {
  const { aTab } = await aBrowser()
  const [one, other] = [await aTab().open(), await aTab().open()]
  await one.keep(half('李'))
  await other.keep(half('张'))
  expect(other.found).toEqual(NO_DRAFT)
})

test('a duplicated tab does not write over the draft of the first', async () => {
  const { aTab } = await aBrowser()
  const first = aTab()
  const drafts = await first.open()
  await drafts.keep(half('李'))
  expect((await aTab(new Map(first.kept)).open()).found).toEqual(NO_DRAFT)
})

test('the draft of a tab that is gone is taken over by a new one', async () => {
  const { aTab } = await aBrowser()
  const gone = await aTab().open()
  await gone.keep(half('李'))
  gone.close()
  await soon(async () => expect((await aTab().open()).found).toEqual(half('李')))
})

test('an empty draft leaves nothing behind', async () => {
  const { vault, aTab } = await aBrowser()
  const drafts = await aTab().open()
  await drafts.keep(half('李'))
  await drafts.keep(NO_DRAFT)
  expect(await slips(vault, 'draft:')).toEqual([])
})

test('a draft that cannot be kept is said', async () => {
  const { vault, aTab } = await aBrowser()
  const faults: unknown[] = []
  const drafts = await aTab().open((fault) => void faults.push(fault))
  vi.spyOn(vault.db, 'transaction').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError')
  })
  await drafts.keep(half('李'))
  expect(faults.map((fault) => (fault as VaultFault).fault)).toEqual(['full'])
})

test('of many changes in a row the first and the newest are written, one at a time', async () => {
  const written: number[] = []
  let release: () => void = () => undefined
  const put = (n: number) => {
    written.push(n)
    return n === 1
      ? new Promise<void>((resolve) => {
          release = resolve
        })
      : Promise.resolve()
  }
  const keep = latestWriter(put)
  const all = [1, 2, 3, 4].map((n) => keep(n))
  release()
  await Promise.all(all)
  expect(written).toEqual([1, 4])
})
