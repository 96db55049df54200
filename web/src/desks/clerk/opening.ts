/** How the desk opens: first what this machine keeps, which needs no line; then what the server tells. */
import { lastTold } from '../../day/arrival/told'
import { enrolmentIn } from '../../sites/device'
import { markDevice } from '../../sites/mark'
import type { Reference } from '../../types'
import { read, type Vault, VaultFault } from '../../vault'
import type { Base } from './base'
import type { DeskClock } from './deskClock'

interface Opens {
  open(vault: Vault): Promise<void>
}

/** What opens with the vault, in this order. */
export interface Parts {
  sitting: Opens
  clock: Pick<DeskClock, 'resumed'>
  draft: Opens
  tickets: { open(): Promise<void> }
  outgoing: Opens
}

/** @throws VaultFault where this browser keeps nothing */
export async function openKept(base: Base, open: () => Promise<Vault>, parts: Parts): Promise<void> {
  if (!navigator.locks || !globalThis.BroadcastChannel) throw new VaultFault('unavailable')
  const vault = await open()
  base.vault.value = vault
  navigator.storage?.persist?.()
  base.enrolment.value = await enrolmentIn(vault)
  if (base.enrolment.value) markDevice()
  await parts.sitting.open(vault)
  base.told.value = await parts.clock.resumed(await lastTold(vault, base.enrolment.value?.site), vault)
  base.reference.value = await read<Reference>(vault, 'reference')
  await parts.draft.open(vault)
  await parts.tickets.open()
  await parts.outgoing.open(vault)
}
