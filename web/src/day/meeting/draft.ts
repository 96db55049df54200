/** What is half filled in during a reception: sealed on this machine at every change, found again after a reload. No DOM. */
import type { Entry } from '../../entries'
import { forget, openVault, read, slips, type Vault, write } from '../../vault'
import { latestWriter } from '../arrival/drafts'
import { emptyOutcome, type OutcomeForm } from '../outcome/outcome'

export interface RoomDraft {
  form: OutcomeForm
  /** It was read back to the petitioner. */
  readBack: boolean
  /** The entry that says that the reception began, and whether the server has it: said once, whatever is lost. */
  started: { entry: Entry; told: boolean } | null
}

interface Kept extends RoomDraft {
  /** This machine's clock (ms). */
  at: number
}

const PREFIX = 'room:'
const KEPT = 7 * 86_400_000

export const noDraft = (): RoomDraft => ({ form: emptyOutcome(), readBack: false, started: null })

export interface RoomDrafts {
  found: RoomDraft
  /** Resolves when the newest is safe. */
  keep(draft: RoomDraft): Promise<void>
  forget(): Promise<void>
}

/**
 * The draft of one meeting on this machine; those of long ago are forgotten.
 *
 * @throws VaultFault where this browser keeps nothing
 */
export async function openRoomDraft(meeting: string, now: () => number, vault?: Vault): Promise<RoomDrafts> {
  const at = vault ?? (await openVault())
  const slot = PREFIX + meeting
  const kept = await read<Kept>(at, slot)
  await forgetOld(at, now())
  const put = latestWriter<RoomDraft>((draft) => write(at, slot, { ...draft, at: now() }))
  return {
    found: kept ? draftIn(kept) : noDraft(),
    keep: put,
    forget: () => forget(at, slot),
  }
}

function draftIn({ form, readBack, started }: Kept): RoomDraft {
  return { form: { ...emptyOutcome(), ...form }, readBack, started: started ?? null }
}

async function forgetOld(vault: Vault, now: number): Promise<void> {
  for (const slot of await slips(vault, PREFIX)) {
    const kept = await read<Kept>(vault, slot)
    if (!kept || now - kept.at > KEPT) await forget(vault, slot)
  }
}
