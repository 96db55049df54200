/** A command on a turn: over the server where there is a line, by an entry where there is none. */
import { shallowRef } from 'vue'
import { Problem } from '../../api'
import type { Said } from '../../entries'
import type { Turn } from '../../types'
import { makeOnce } from '../../ui/once'
import type { Desk } from '../arrival/useDesk'
import type { Queued } from './queue'

const BUSY_SERVER = 500
/** To a command the turn, to a call the turn and what it opened. */
type Answer = Turn | { turn: Turn }

export function makeAsks(desk: Desk) {
  const { busy, once } = makeOnce()
  /** Why the last command did not work, in the server's words. */
  const problem = shallowRef<Problem | null>(null)

  /** The server judges what it knows of; a matter that it has not counted yet is this desk's alone. */
  function overTheLine({ row }: Queued): boolean {
    return desk.line.value.up && row.standing === 'counted'
  }

  /** True once it is done; `without` says what happens where the server cannot answer. */
  async function asking(ask: () => Promise<Answer>, without: (refused: Problem) => Promise<boolean>): Promise<boolean> {
    problem.value = null
    try {
      const answer = await ask()
      desk.takeTurn('turn' in answer ? answer.turn : answer) // the line may be cut before the list is asked for
      desk.refreshTurns() // nothing waits for it: the next press is another command
      return true
    } catch (refused) {
      if (!(refused instanceof Problem)) throw refused
      return without(refused)
    }
  }

  async function either(one: Queued, path: string, body: object, said: Said): Promise<boolean> {
    const bySaying = async () => (await desk.say(said)) !== null
    const done = await once(async () => {
      if (!overTheLine(one)) {
        problem.value = null
        return bySaying()
      }
      // No answer, or a server in trouble: the site goes on by itself. A refusal is said, and the list asked for anew.
      return asking(
        () => desk.api.post<Answer>(path, body),
        async (refused) => {
          if (refused.status === 0 || refused.status >= BUSY_SERVER) return bySaying()
          problem.value = refused
          await desk.refreshTurns()
          return false
        },
      )
    })
    return done ?? false
  }

  /** Only over the line: everybody has to agree. */
  async function only(path: string, body: object): Promise<boolean> {
    const refuse = async (refused: Problem) => {
      problem.value = refused
      return false
    }
    return (await once(() => asking(() => desk.api.post<Answer>(path, body), refuse))) ?? false
  }

  return { busy, problem, either, only }
}

export const dayPath = (desk: Desk) => `/api/days/${encodeURIComponent(desk.told.value?.day.day ?? '')}`

export function turnPath(desk: Desk, { row }: Queued): string {
  const site = encodeURIComponent(desk.enrolment.value?.site ?? '')
  return `${dayPath(desk)}/sites/${site}/turns/${encodeURIComponent(row.matter)}/commands`
}
