import { computed, onScopeDispose, type Ref, ref, shallowRef } from 'vue'
import { Problem } from '../../api'
import type { Asked } from '../../day/calling/commands'
import { invitedAfter } from '../../day/meeting/invited'
import type { Brief, CalledAnswer, Meeting, Meetings, Turn, WaitingPage } from '../../day/meeting/told'
import { useWatching } from '../../day/tally/watching'
import { useSession } from '../../session'
import { placeOf } from '../../sites/names'
import type { FromServer, Reference } from '../../types'
import { makeOnce } from '../../ui/once'
import { answersSince, firstShown, type HandOverAnswer, leaderDay, nextOf } from './list'

/** What the feed does not say is asked for again this often (ms). */
const AGAIN = 10_000
/** Changes come in bursts; one question a burst is enough (ms). */
const BURST = 400
/** One's own turns come first, then who waits: more than this nobody reads. */
const PAGE = 100

/** `why`: the reason of a refusal, where it was told. */
export type Answered = HandOverAnswer & { why: string | null }
type Told = { turns: Turn[]; total: number; meetings: Meeting[] }

/** A leader's day as a living thing: who waits, who was called, and the commands. */
export function useLeader(day: Ref<string>, reference: Reference) {
  const session = useSession()
  const told = shallowRef<Told | null>(null)
  const problem = shallowRef<unknown>(null)
  const chosen = ref<string | null>(null)
  const { busy, once } = makeOnce()
  /** What was answered to hand-overs and not yet put away. */
  const answers = shallowRef<Answered[]>([])
  /** Whom I no longer ask myself: that is nobody's answer. */
  const takenBack = new Set<string>()
  let soon: ReturnType<typeof setTimeout> | undefined

  /** Receptions of others that this leader is asked to. */
  const everyInvitation = shallowRef<Meeting[]>([])
  const feed = useWatching(day, ref(null), heard)
  function heard(frame: FromServer): void {
    everyInvitation.value = invitedAfter(everyInvitation.value, frame)
    if (frame.type !== 'snapshot' && frame.type !== 'turns') return
    clearTimeout(soon)
    soon = setTimeout(refresh, BURST)
  }

  const path = (rest: string) => `/api/days/${encodeURIComponent(day.value)}/${rest}`
  const place = computed(() => placeOf(session.me.value, reference))
  const mine = computed(() => leaderDay(told.value?.turns ?? [], told.value?.meetings ?? [], place.value))
  /** Who leads a reception, or is asked to, is not rung for as its guest. */
  const invited = computed(() => {
    const own = new Set([...mine.value.asked, ...mine.value.current].map(({ matter }) => matter))
    return everyInvitation.value.filter(({ matter }) => !own.has(matter))
  })
  const everything = computed(() => told.value?.turns ?? [])
  const shown = computed(() => {
    const still = everything.value.find((turn) => turn.matter === chosen.value)
    const own = mine.value.done.find((one) => one.matter === chosen.value)?.turn
    const matter = firstShown(mine.value)
    return still ?? own ?? everything.value.find((turn) => turn.matter === matter) ?? null
  })

  let asking: Promise<void> | null = null
  function refresh(): Promise<void> {
    asking ??= ask().finally(() => {
      asking = null
    })
    return asking
  }

  async function ask(): Promise<void> {
    try {
      const [waiting, meetings] = await Promise.all([
        session.api.get<WaitingPage>(path('waiting'), { limit: PAGE }),
        session.api.get<Meetings>('/api/meetings', { day: day.value, mine: 'true', limit: PAGE }),
      ])
      const before = mine.value
      told.value = { turns: waiting.items, total: waiting.waiting, meetings: meetings.items }
      problem.value = null
      await Promise.all(answersSince(before, mine.value).map(answered))
    } catch (found) {
      stands(found)
    }
  }

  async function answered(found: HandOverAnswer): Promise<void> {
    if (takenBack.has(found.turn.matter)) return
    const why = found.answer === 'refused' ? ((await brief(found.turn))?.refused ?? null) : null
    putAway(found.turn.matter)
    answers.value = [...answers.value, { ...found, why }]
  }

  function putAway(matter: string): void {
    answers.value = answers.value.filter((one) => one.turn.matter !== matter)
  }

  /** What stands in the way is shown; anything else is a fault of ours. */
  function stands(found: unknown): void {
    if (!(found instanceof Problem)) throw found
    if (found.status > 0 || !told.value) problem.value = found
  }

  async function doing<T>(work: () => Promise<T>): Promise<T | null> {
    return once(async () => {
      try {
        const answer = await work()
        problem.value = null
        await refresh()
        return answer
      } catch (found) {
        if (!(found instanceof Problem)) throw found
        problem.value = found
        await refresh()
        problem.value = found
        return null
      }
    })
  }

  async function call(mode: 'video' | 'in_person', turn: Turn | null): Promise<CalledAnswer | null> {
    const whom = turn ? { site: turn.site, matter: turn.matter } : {}
    const called = await doing(() => session.api.post<CalledAnswer>(path('calls'), { mode, ...whom }))
    if (called) chosen.value = called.turn.matter
    return called
  }

  async function command(turn: Turn, asked: Asked): Promise<Turn | null> {
    if (asked.command === 'refuse_hand_over' && turn.called?.mine) takenBack.add(turn.matter)
    const at = `sites/${encodeURIComponent(turn.site)}/turns/${encodeURIComponent(turn.matter)}/commands`
    const done = await doing(() => session.api.post<Turn>(path(at), asked))
    takenBack.delete(turn.matter)
    return done
  }

  /** The brief of who was called here; null where this account does not get it. */
  async function brief(turn: Turn): Promise<Brief | null> {
    try {
      return await session.api.get<Brief>(path(`matters/${encodeURIComponent(turn.matter)}/brief`), { site: turn.site })
    } catch (found) {
      if (found instanceof Problem) return null
      throw found
    }
  }

  const timer = setInterval(() => document.visibilityState === 'visible' && refresh(), AGAIN)
  onScopeDispose(() => {
    clearInterval(timer)
    clearTimeout(soon)
  })
  refresh()

  return {
    feed,
    place,
    mine,
    next: computed(() => nextOf(mine.value)),
    told,
    total: computed(() => told.value?.total ?? 0),
    shown,
    chosen,
    problem,
    busy,
    answers,
    invited,
    putAway,
    call,
    command,
    brief,
    refresh,
  }
}

export type Leader = ReturnType<typeof useLeader>
