/** Calling from the site's own desk: over the server where there is a line, by entries where there is none. */
import { type ComputedRef, type InjectionKey, inject, type Ref, ref } from 'vue'
import type { Problem } from '../../api'
import type { Row } from '../arrival/list'
import type { Desk } from '../arrival/useDesk'
import { dayPath, makeAsks, turnPath } from './asks'
import { type Command, saidOf } from './byEntry'
import { makeLists } from './lists'
import { MOST_NO_SHOWS, type Queued } from './queue'
import type { Room } from './rooms'
import { tellTheScreen } from './tellTheScreen'

export interface Queue {
  list: ComputedRef<Queued[]>
  next: ComputedRef<Queued | null>
  sitting: ComputedRef<Row[]>
  rooms: ComputedRef<Room[]>
  /** Where the next person is asked to go: the room chosen here while it is free, else the first free one, else none. */
  room: Ref<number | null>
  busy: Ref<boolean>
  /** A person who did not come for the third time: the desk records that as the outcome. */
  gone: Ref<string | null>
  /** Why the last command did not work, in the server's words. */
  problem: Ref<Problem | null>
  call(one: Queued): Promise<boolean>
  command(one: Queued, command: Command): Promise<boolean>
  /** Only over the line: everybody has to agree. */
  move(one: Queued, tier: number, reason: string): Promise<boolean>
}

export const QUEUE: InjectionKey<Queue> = Symbol('queue')

export function useQueue(): Queue {
  const queue = inject(QUEUE)
  if (!queue) throw new Error('no queue above this component')
  return queue
}

export function makeQueue(desk: Desk): Queue {
  const lists = makeLists(desk)
  const { busy, problem, either, only } = makeAsks(desk)
  const gone = ref<string | null>(null)
  tellTheScreen(desk, lists.list)
  return {
    ...lists,
    busy,
    problem,
    gone,
    async call(one) {
      const [{ matter }, room] = [one.row, lists.room.value]
      if (room === null) return false
      const body = { mode: 'in_person', site: desk.enrolment.value?.site, matter, room }
      const said = { kind: 'turn_called' as const, data: { matter, room } }
      const done = await either(one, `${dayPath(desk)}/calls`, body, said)
      if (done) lists.room.value = null
      return done
    },
    async command(one, command) {
      const done = await either(one, turnPath(desk, one), { command }, saidOf(one, command, lists.room.value))
      if (done && command === 'no_show' && one.no_shows >= MOST_NO_SHOWS) gone.value = one.row.matter
      return done
    },
    move: (one, tier, reason) => only(turnPath(desk, one), { command: 'move', tier, reason }),
  }
}
