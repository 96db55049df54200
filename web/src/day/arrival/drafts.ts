/** What is half typed, sealed at every change, and found again after a reload or a crash. No DOM. */

import { forget, read, slips, type Vault, type VaultFault, write } from '../../vault'
import type { OutcomeForm } from '../outcome/outcome'
import type { RegistrationForm } from './registration'

export interface Draft {
  registration: RegistrationForm | null
  /** By matter. */
  outcomes: Record<string, OutcomeForm>
  /** The matter in the outcome panel. */
  chosen: string | null
}

export const NO_DRAFT: Draft = { registration: null, outcomes: {}, chosen: null }

/** Keeps the latest of what it is given: one writing at a time, the next one with whatever is newest by then. */
export function latestWriter<T>(put: (value: T) => Promise<void>): (value: T) => Promise<void> {
  let newest: { value: T } | null = null
  let running: Promise<void> | null = null
  async function run(): Promise<void> {
    while (newest) {
      const { value } = newest
      newest = null
      await put(value)
    }
  }
  return (value) => {
    newest = { value }
    running ??= run().finally(() => {
      running = null
    })
    return running
  }
}

export interface Drafts {
  found: Draft
  keep(draft: Draft): Promise<void>
  /** Lets go of this tab's place; the draft stays in it. */
  close(): void
}

export interface Tab {
  storage: Pick<Storage, 'getItem' | 'setItem'>
  locks: Pick<LockManager, 'request'>
  newName: () => string
}

const PREFIX = 'draft:'
const KEPT_AS = 'reception.draft'
/** After a reload the page before may still be letting go; a duplicated tab never will. */
const PATIENCE = 1_500

/**
 * This tab's own place for drafts, held by a lock as long as the tab lives. A tab without one takes over the draft of a
 * tab that is gone (a crash, a closed window), so that it does not lie there unseen.
 *
 * @throws VaultFault
 */
export async function openDrafts(vault: Vault, tab: Tab, onFault: (fault: unknown) => void): Promise<Drafts> {
  const { slot, close } = await ownSlot(vault, tab)
  const keep = latestWriter<Draft>(async (draft) => {
    try {
      await (isEmpty(draft) ? forget(vault, slot) : write(vault, slot, draft))
    } catch (fault) {
      onFault(fault as VaultFault)
    }
  })
  return { found: (await read<Draft>(vault, slot)) ?? NO_DRAFT, keep, close }
}

async function ownSlot(vault: Vault, { storage, locks, newName }: Tab): Promise<{ slot: string; close: () => void }> {
  const mine = storage.getItem(KEPT_AS)
  const back = mine && (await taken(locks, mine, { signal: AbortSignal.timeout(PATIENCE) }))
  if (mine && back) return { slot: mine, close: back }
  for (const slot of [...(await slips(vault, PREFIX)).sort(), PREFIX + newName()]) {
    const close = await taken(locks, slot, { ifAvailable: true })
    if (!close) continue
    storage.setItem(KEPT_AS, slot)
    return { slot, close }
  }
  throw new Error('a new name is always free')
}

/** What lets the lock go again, once it is ours; null if it is another tab's. */
function taken(locks: Tab['locks'], slot: string, how: LockOptions): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    const held = locks.request(`reception-${slot}`, how, (lock) => {
      if (!lock) return resolve(null)
      return new Promise<void>((letGo) => resolve(letGo))
    })
    held.catch(() => resolve(null)) // not let go in time
  })
}

function isEmpty(draft: Draft): boolean {
  return !draft.registration && !draft.chosen && Object.keys(draft.outcomes).length === 0
}
