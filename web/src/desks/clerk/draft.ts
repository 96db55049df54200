/** What is half typed at this tab of the desk. */
import { type Draft, type Drafts, openDrafts } from '../../day/arrival/drafts'
import { tabStore } from '../../storage'
import type { Vault } from '../../vault'
import type { Machine } from './machine'

export function makeDraft(machine: Machine) {
  const draft: Draft = { registration: null, outcomes: {}, chosen: null }
  let drafts: Drafts | null = null
  return {
    draft,
    async open(vault: Vault): Promise<void> {
      const tab = { storage: tabStore, locks: navigator.locks, newName: () => crypto.randomUUID() }
      drafts = await openDrafts(vault, tab, machine.faulty)
      Object.assign(draft, drafts.found)
    },
    keepDraft: (next: Draft) => void drafts?.keep(next),
    close: () => drafts?.close(),
  }
}
