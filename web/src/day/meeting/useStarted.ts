import { onScopeDispose, type Ref, watch } from 'vue'
import { Problem } from '../../api'
import type { RoomDraft } from './draft'
import type { RoomJournal } from './roomJournal'
import type { Room } from './useRoom'

const AGAIN = 5_000

/** That a reception began belongs into the journal: once, and again until the server has it. `mayBegin`: all that is needed is known. */
export function useStarted(room: Room, draft: Ref<RoomDraft>, journal: RoomJournal, mayBegin: () => boolean): void {
  let starting = false

  async function start(): Promise<void> {
    const at = room.meeting.value
    if (starting || !at || draft.value.started?.told || !mayBegin()) return
    if (at.state !== 'open' || room.you.value !== 'leader' || at.begun.length > 0) return
    starting = true
    try {
      const { matter, mode } = at
      const entry = draft.value.started?.entry ?? journal.entryOf({ kind: 'reception_started', data: { matter, mode } })
      draft.value.started = { entry, told: false }
      draft.value.started = { entry, told: (await journal.put(entry)).status !== 'refused' }
    } catch (found) {
      if (!(found instanceof Problem)) throw found // the next turn of the clock tries again
    } finally {
      starting = false
    }
  }

  const timer = setInterval(start, AGAIN)
  onScopeDispose(() => clearInterval(timer))
  watch(() => room.meeting.value?.state, start)
}
