import { ref, watch } from 'vue'
import { steady, wall } from '../../steady'
import { VaultFault } from '../../vault'
import { noDraft, openRoomDraft, type RoomDraft, type RoomDrafts } from './draft'

/** What is half filled in, kept on this machine at every change. */
export function useRoomDraft(meeting: string) {
  const draft = ref<RoomDraft>(noDraft())
  /** `opening` until the draft was looked for; `unkept` where this browser keeps nothing. */
  const kept = ref<'opening' | 'kept' | 'unkept'>('opening')
  /** This machine's clock (ms). */
  const savedAt = ref<number | null>(null)
  let drafts: RoomDrafts | null = null

  async function keeping(work: () => Promise<void>, then: () => void): Promise<void> {
    try {
      await work()
      then()
    } catch (fault) {
      if (!(fault instanceof VaultFault)) throw fault
      kept.value = 'unkept'
    }
  }

  keeping(
    async () => {
      drafts = await openRoomDraft(meeting, wall)
      draft.value = drafts.found
    },
    () => {
      kept.value = 'kept'
    },
  )
  watch(
    draft,
    async (value) => {
      if (kept.value !== 'kept' || !drafts) return
      const { keep } = drafts
      await keeping(
        () => keep(JSON.parse(JSON.stringify(value))),
        () => {
          savedAt.value = steady()
        },
      )
    },
    { deep: true },
  )
  return { draft, kept, savedAt, forget: async () => drafts?.forget() }
}
