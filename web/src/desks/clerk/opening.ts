/** How the desk opens: first what this machine keeps, which needs no line; then what the server tells. */
import type { KeptBookings } from '../../day/arrival/booked'
import { lastTold } from '../../day/arrival/told'
import { enrolmentIn } from '../../sites/device'
import { markDevice } from '../../sites/mark'
import type { Reference } from '../../types'
import { read, type Vault, VaultFault } from '../../vault'
import type { DeskClock } from './deskClock'
import type { Machine } from './machine'

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
export async function openKept(machine: Machine, open: () => Promise<Vault>, parts: Parts): Promise<void> {
  if (!navigator.locks || !globalThis.BroadcastChannel) throw new VaultFault('unavailable')
  const vault = await open()
  machine.vault.value = vault
  navigator.storage?.persist?.()
  machine.enrolment.value = await enrolmentIn(vault)
  if (machine.enrolment.value) markDevice()
  await parts.sitting.open(vault)
  machine.told.value = await parts.clock.resumed(await lastTold(vault, machine.enrolment.value?.site), vault)
  const bookings = await read<KeptBookings>(vault, 'bookings')
  machine.bookings.value = bookings?.site === machine.enrolment.value?.site ? bookings : null
  machine.reference.value = await read<Reference>(vault, 'reference')
  await parts.draft.open(vault)
  await parts.tickets.open()
  await parts.outgoing.open(vault)
}
