import { onScopeDispose, ref } from 'vue'
import { type Line, lineUrl } from '../../line'
import { steady } from '../../steady'
import type { FromServer, ToServer } from '../../types'
import { openWorkerLine } from '../../workerLine'
import type { Speaker } from './speaker'
import type { MediaOffer, MediaSlot, Meeting } from './told'

const HEARTBEAT = 3_000
const SILENCE = 9_000
const LONGEST_WAIT = 2_000

export interface Heard {
  /** The line is up: the seat is to be taken over it. */
  onUp: () => void
  onMeeting: (meeting: Meeting) => void
  onMedia: (frame: MediaOffer | MediaSlot) => void
  onRefused: (code: string) => void
}

/** The line to the server while one sits in a meeting. */
export function useRoomLine(id: string, { language, token }: Speaker, { onUp, onMeeting, onMedia, onRefused }: Heard) {
  /** When the line went (this machine's clock, ms); null while it is up. */
  const cutAt = ref<number | null>(null)
  let line: Line | null = null

  function hear(frame: FromServer): void {
    switch (frame.type) {
      case 'welcome':
        cutAt.value = null
        line?.settled()
        onUp()
        break
      case 'meeting':
        if (frame.meeting.id === id) onMeeting(frame.meeting as unknown as Meeting) // as GET /api/meetings/{id} answers
        break
      case 'media_offer':
      case 'media_slot':
        onMedia(frame)
        break
      case 'refused':
        if (frame.meeting === id) onRefused(frame.code)
    }
  }

  function close(): void {
    line?.close()
    line = null
    cutAt.value = null
  }
  onScopeDispose(close)

  return {
    cutAt,
    close,
    say: (word: ToServer) => line?.say(word),
    isOpen: () => line !== null,
    open(): void {
      line ??= openWorkerLine({
        url: lineUrl(location),
        language: language(),
        token: token() ?? undefined,
        onFrame: hear,
        onCut: () => {
          cutAt.value ??= steady()
        },
        longestWait: LONGEST_WAIT,
        silence: SILENCE,
        ping: HEARTBEAT,
      })
    },
  }
}
