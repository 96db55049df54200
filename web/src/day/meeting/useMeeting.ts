import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { Problem } from '../../api'
import { steady } from '../../steady'
import { makeOnce } from '../../ui/once'
import { type Happened, happenedTo, ownSeat } from './happened'
import type { Speaker } from './speaker'
import type { Meeting, Participant } from './told'

/** What the server tells of one meeting, and what it is asked to do with it. `onHappened`: what a word means here. */
export function useMeeting(
  id: string,
  asSite: boolean,
  { api }: Speaker,
  onHappened: (what: Happened, was: Participant | null) => void,
) {
  const meeting = shallowRef<Meeting | null>(null)
  const problem = shallowRef<unknown>(null)
  const { busy, once } = makeOnce()
  const path = `/api/meetings/${encodeURIComponent(id)}`
  const you = computed<Participant | null>(() => meeting.value?.you ?? (asSite ? 'site' : null))
  /** The server's clock less this machine's (ms). */
  const ahead = ref(0)
  const real = ref(steady())
  const beat = setInterval(() => {
    real.value = steady()
  }, 1_000)
  onScopeDispose(() => clearInterval(beat))

  function told(next: Meeting): void {
    const before = meeting.value
    meeting.value = { ...next, you: next.you ?? (asSite ? 'site' : null) }
    ahead.value = Date.parse(next.now) - steady()
    onHappened(happenedTo(before, meeting.value), before?.you ?? null)
  }

  /** @throws Problem */
  const ask = async () => told(await api().get<Meeting>(path))

  /** One command; null where it is refused, and `problem` says why, or where another is under way. */
  function command(body: Record<string, unknown>): Promise<Meeting | null> {
    return once(async () => {
      try {
        const next = await api().post<Meeting>(`${path}/commands`, body)
        told(next)
        problem.value = null
        return next
      } catch (found) {
        if (!(found instanceof Problem)) throw found
        problem.value = found
        return null
      }
    })
  }

  return {
    ...{ meeting, problem, busy, you, ahead, real, told, ask, command },
    /** The server's real time (ms). */
    now: computed(() => real.value + ahead.value),
    hasMedia: computed(() => meeting.value?.mode === 'video'),
    seat: () => ownSeat(meeting.value),
  }
}
