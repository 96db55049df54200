/** Entries of one meeting: made on the day's clock, and put into the site's journal by the meeting's own address. */
import { inZone, ZONE } from '../../clock'
import type { Entry, Said } from '../../entries'
import { idMaker } from '../../ids'
import type { Judgement } from '../../outbox'
import type { Room } from './useRoom'

/** `now`: the day's time (ms). */
export function makeRoomJournal(room: Pick<Room, 'id' | 'api' | 'meeting'>, now: () => number) {
  const nextId = idMaker((bytes) => crypto.getRandomValues(bytes))
  let unanswered: { text: string; entry: Entry } | null = null

  /** What was said is an entry of its own each time. */
  function entryOf(said: Said): Entry {
    const { day, site } = room.meeting.value ?? { day: '', site: '' }
    return { id: nextId(now()), day, site, at: inZone(now(), ZONE), ...said }
  }

  return {
    entryOf,
    /** One and the same entry as long as nothing of it has changed: an answer that was lost makes no second one. */
    sameEntryOf(said: Said): Entry {
      const text = JSON.stringify(said)
      if (unanswered?.text !== text) unanswered = { text, entry: entryOf(said) }
      return unanswered.entry
    },
    /** What is said next is another entry, even if it says the same. */
    forget(): void {
      unanswered = null
    },
    /** What the journal says of it. @throws Problem */
    async put(entry: Entry): Promise<Judgement> {
      const path = `/api/meetings/${encodeURIComponent(room.id)}/entries`
      const { results } = await room.api().post<{ results: Judgement[] }>(path, { entries: [entry] })
      return results[0] ?? { id: entry.id, status: 'refused', code: 'internal' }
    },
  }
}

export type RoomJournal = ReturnType<typeof makeRoomJournal>
