import { computed, type Ref, ref, type ShallowRef, shallowRef } from 'vue'
import { type Api, Problem } from '../../api'
import type { Asked } from '../../day/calling/commands'
import { invitedAfter } from '../../day/meeting/invited'
import type { Brief, CalledAnswer, Meeting, Turn } from '../../day/meeting/told'
import { useWatching } from '../../day/tally/watching'
import { useSession } from '../../session'
import { placeOf } from '../../sites/names'
import type { Reference } from '../../types'
import { makeOnce } from '../../ui/once'
import { makeAnswers } from './answers'
import { answersSince, firstShown, nextOf } from './list'
import { useList } from './useList'

/** A leader's day: the list of people, the person called, and the commands. */
export function useLeader(day: Ref<string>, reference: Reference) {
  const session = useSession()
  const path = (rest: string) => `/api/days/${encodeURIComponent(day.value)}/${rest}`
  const place = computed(() => placeOf(session.me.value, reference))
  const brief = (turn: Turn) => briefOf(session.api, path(`matters/${encodeURIComponent(turn.matter)}/brief`), turn)
  const { answers, takenBack, putAway, take } = makeAnswers(async (turn) => (await brief(turn))?.refused ?? null)
  const { told, problem, mine, refresh, hear } = useList({
    api: session.api,
    day,
    place,
    onTold: async (before, after) => void (await Promise.all(answersSince(before, after).map(take))),
  })
  /** Receptions of others that this leader is asked to. */
  const everyInvitation = shallowRef<Meeting[]>([])
  const feed = useWatching(day, ref(null), (frame) => {
    everyInvitation.value = invitedAfter(everyInvitation.value, frame)
    hear(frame)
  })
  const chosen = ref<string | null>(null)
  const { busy, doing } = makeDoing(problem, refresh)

  /** A person who leads a reception, or is asked to, is not rung for as its guest. */
  const invited = computed(() => {
    const own = new Set([...mine.value.asked, ...mine.value.current].map(({ matter }) => matter))
    return everyInvitation.value.filter(({ matter }) => !own.has(matter))
  })
  const shown = computed(() => {
    const turns = told.value?.turns ?? []
    const still = turns.find((turn) => turn.matter === chosen.value)
    const own = mine.value.done.find((one) => one.matter === chosen.value)?.turn
    const matter = firstShown(mine.value)
    return still ?? own ?? turns.find((turn) => turn.matter === matter) ?? null
  })

  async function call(mode: 'video' | 'in_person', turn: Turn | null): Promise<CalledAnswer | null> {
    const named = turn ? { site: turn.site, matter: turn.matter } : {}
    const called = await doing(() => session.api.post<CalledAnswer>(path('calls'), { mode, ...named }))
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

  const [next, total] = [computed(() => nextOf(mine.value)), computed(() => told.value?.total ?? 0)]
  return {
    ...{ feed, place, mine, next, told, total, shown, chosen, problem, busy, answers, invited },
    ...{ putAway, call, command, brief, refresh },
  }
}

export type Leader = ReturnType<typeof useLeader>

/** The brief of the person called here; null where this account does not get it. */
async function briefOf(api: Api, path: string, { site }: Turn): Promise<Brief | null> {
  try {
    return await api.get<Brief>(path, { site })
  } catch (found) {
    if (found instanceof Problem) return null
    throw found
  }
}

/** One command at a time; the list is asked for again after each, and a refusal stays to be read. */
function makeDoing(problem: ShallowRef<unknown>, refresh: () => Promise<void>) {
  const { busy, once } = makeOnce()
  async function doing<T>(work: () => Promise<T>): Promise<T | null> {
    return once(async () => {
      try {
        const answer = await work()
        problem.value = null
        await refresh()
        return answer
      } catch (found) {
        if (!(found instanceof Problem)) throw found
        await refresh()
        problem.value = found
        return null
      }
    })
  }
  return { busy, doing }
}
