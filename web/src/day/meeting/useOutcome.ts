import { computed, ref, shallowRef } from 'vue'
import { Problem } from '../../api'
import type { Outcome } from '../../entries'
import { makeOnce } from '../../ui/once'
import { makeRoomJournal } from './roomJournal'
import { useReceptionDay } from './useReceptionDay'
import type { Room } from './useRoom'
import { useRoomDraft } from './useRoomDraft'
import { useStarted } from './useStarted'

/** What the leader records of one meeting: that it began, its outcome; and the draft until then. */
export function useOutcome(room: Room) {
  const { day, now, today, isKnown } = useReceptionDay(room)
  const { draft, kept, savedAt, forget } = useRoomDraft(room.id)
  const journal = makeRoomJournal(room, () => now.value)
  const isRecorded = computed(() => room.meeting.value?.lacks.includes('outcome_missing') === false)
  const { busy, once } = makeOnce()
  const refusal = ref('')
  const problem = shallowRef<unknown>(null)
  let isEnding = false
  useStarted(room, draft, journal, () => kept.value !== 'opening' && isKnown() && !isRecorded.value && !isEnding)

  /** Records the outcome; true once it is in the journal. */
  async function record(outcome: Outcome): Promise<boolean> {
    const done = await once(async () => {
      refusal.value = ''
      problem.value = null
      try {
        const judged = await journal.put(journal.sameEntryOf({ kind: 'outcome_recorded', data: outcome }))
        if (judged.status === 'refused') {
          refusal.value = judged.message || judged.code || ''
          journal.forget()
          return false
        }
        await forget()
        return true
      } catch (found) {
        if (!(found instanceof Problem)) throw found
        problem.value = found
        return false
      }
    })
    return done ?? false
  }

  /**
   * Ends a reception without an outcome; whether it has ended. As far as the journal goes it never took place: who waits,
   * waits again. Until the end is known nothing says anew that it began.
   */
  async function endWithout(reason: string, end: () => Promise<boolean>): Promise<boolean> {
    isEnding = true
    try {
      await takeBack(reason)
      return await end()
    } finally {
      isEnding = false
    }
  }

  async function takeBack(reason: string): Promise<void> {
    await room.look() // another leader may have begun it, or this one at another computer
    const own = draft.value.started?.entry.id
    const begun = new Set([...(room.meeting.value?.begun ?? []), ...(own ? [own] : [])])
    for (const entry of begun) await journal.put(journal.entryOf({ kind: 'entry_withdrawn', data: { entry, reason } }))
    await forget()
  }

  return { draft, day, now, today, kept, savedAt, busy, refusal, problem, isRecorded, record, endWithout }
}

export type RoomOutcomes = ReturnType<typeof useOutcome>
