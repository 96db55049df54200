/** Calling from the site's own desk: over the server's door where there is a line, by entries where there is none. */
import {
  type ComputedRef,
  computed,
  type InjectionKey,
  inject,
  onScopeDispose,
  type Ref,
  ref,
  shallowRef,
  watch,
} from 'vue'
import { Problem } from '../../api'
import type { Said } from '../../entries'
import type { CallingScreen } from '../../types'
import { makeOnce } from '../../ui/once'
import { inSession, type Row } from '../arrival/list'
import type { Desk } from '../arrival/useDesk'
import { MOST_NO_SHOWS, nextOf, type Queued, queueOf } from './queue'
import { nextRoom, type Room, roomsOf } from './rooms'
import { DESK_TELLS } from './screen'

export type Command = 'recall' | 'hold' | 'release' | 'no_show' | 'give_back'

export interface Queue {
  list: ComputedRef<Queued[]>
  next: ComputedRef<Queued | null>
  sitting: ComputedRef<Row[]>
  rooms: ComputedRef<Room[]>
  /** Where the next person is asked to go: the room chosen here while it is free, else the first free one, else none. */
  room: Ref<number | null>
  busy: Ref<boolean>
  /** Who did not come for the third time: the desk records that as the outcome. */
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

const BUSY_SERVER = 500

export function makeQueue(desk: Desk): Queue {
  const { busy, once } = makeOnce()
  const problem = shallowRef<Problem | null>(null)
  const gone = ref<string | null>(null)
  const chosenRoom = ref<number | null>(null)
  const count = computed(() => {
    const site = desk.reference.value?.sites.find((one) => one.site === desk.enrolment.value?.site)
    return desk.own.value.rooms ?? desk.told.value?.rooms ?? site?.rooms ?? 1
  })
  const turns = computed(() => new Map(desk.told.value?.turns.turns.map((turn) => [turn.matter, turn])))
  const list = computed(() =>
    queueOf({
      rows: desk.rows.value,
      held: desk.held.value,
      told: desk.told.value?.turns ?? null,
      now: desk.now.value,
      rooms: count.value,
    }),
  )
  const sitting = computed(() => inSession(desk.rows.value))
  const rooms = computed(() =>
    roomsOf(
      count.value,
      list.value,
      sitting.value,
      (row) => row.called.room ?? turns.value.get(row.matter)?.called?.room ?? null,
    ),
  )
  const next = computed(() => nextOf(list.value))
  const room = computed({
    get: () => nextRoom(rooms.value, chosenRoom.value),
    set: (number) => {
      chosenRoom.value = number
    },
  })

  /** The server judges what it knows of; a matter that it has not counted yet is this desk's alone. */
  function overTheLine({ row }: Queued): boolean {
    return desk.line.value.up && row.standing === 'counted'
  }

  async function either(one: Queued, ask: (path: string) => Promise<unknown>, said: Said): Promise<boolean> {
    const done = await once(async () => {
      problem.value = null
      try {
        if (!overTheLine(one)) return (await desk.say(said)) !== null
        await ask(dayPath())
        await desk.refreshTurns()
        return true
      } catch (refused) {
        return unanswered(refused, said)
      }
    })
    return done ?? false
  }

  /** No answer, or a server in trouble: the site goes on by itself. A refusal is said, and the list asked for anew. */
  async function unanswered(refused: unknown, said: Said): Promise<boolean> {
    if (!(refused instanceof Problem)) throw refused
    if (refused.status === 0 || refused.status >= BUSY_SERVER) return (await desk.say(said)) !== null
    problem.value = refused
    await desk.refreshTurns()
    return false
  }

  function dayPath(): string {
    return `/api/days/${encodeURIComponent(desk.told.value?.day.day ?? '')}`
  }

  function turnPath(path: string, { row }: Queued): string {
    const site = encodeURIComponent(desk.enrolment.value?.site ?? '')
    return `${path}/sites/${site}/turns/${encodeURIComponent(row.matter)}/commands`
  }

  tellTheScreen(desk, list)
  return {
    list,
    next,
    sitting,
    rooms,
    room,
    busy,
    problem,
    gone,
    async call(one) {
      const [{ matter }, to] = [one.row, room.value]
      if (to === null) return false
      const body = { mode: 'in_person', site: desk.enrolment.value?.site, matter, room: to }
      const said: Said = { kind: 'turn_called', data: { matter, room: to } }
      const done = await either(one, (path) => desk.api.post(`${path}/calls`, body), said)
      if (done) chosenRoom.value = null
      return done
    },
    async command(one, command) {
      const said = saidOf(one, command, room.value)
      const done = await either(one, (path) => desk.api.post(turnPath(path, one), { command }), said)
      if (done && command === 'no_show' && one.no_shows >= MOST_NO_SHOWS) gone.value = one.row.matter
      return done
    },
    async move(one, tier, reason) {
      const done = await once(async () => {
        problem.value = null
        try {
          await desk.api.post(turnPath(dayPath(), one), { command: 'move', tier, reason })
          await desk.refreshTurns()
          return true
        } catch (refused) {
          if (!(refused instanceof Problem)) throw refused
          problem.value = refused
          return false
        }
      })
      return done ?? false
    },
  }
}

/** The same by an entry. The third time that nobody comes they are held, so that the desk records the outcome. */
export function saidOf({ row: { matter }, room, no_shows }: Queued, command: Command, nextRoom: number | null): Said {
  switch (command) {
    case 'recall':
      return { kind: 'turn_called', data: { matter, room: room ?? nextRoom ?? 1 } }
    case 'hold':
      return { kind: 'turn_held', data: { matter } }
    case 'release':
      return { kind: 'turn_returned', data: { matter, because: 'held' } }
    case 'give_back':
      return { kind: 'turn_returned', data: { matter, because: 'given_back' } }
    case 'no_show':
      return no_shows >= MOST_NO_SHOWS
        ? { kind: 'turn_held', data: { matter } }
        : { kind: 'turn_returned', data: { matter, because: 'no_show' } }
  }
}

const SHOWN_NEXT = 5

/** The waiting room's screen in another window of this browser goes on without a line; numbers are all it is told. */
function tellTheScreen(desk: Desk, list: ComputedRef<Queued[]>): void {
  const channel = new BroadcastChannel(DESK_TELLS)
  onScopeDispose(() => channel.close())
  watch(list, (queue) => {
    const waiting = queue.filter(({ state }) => state === 'waiting')
    const facts: Omit<CallingScreen, 'name_zh' | 'name_en'> = {
      site: desk.enrolment.value?.site ?? '',
      now: new Date(desk.now.value).toISOString(),
      called: queue.flatMap(({ state, ticket, room = null, mode, called_at = '', calls }) =>
        state === 'called' && ticket ? [{ ticket, room, mode, at: called_at, calls }] : [],
      ),
      next: waiting.flatMap(({ ticket }) => ticket ?? []).slice(0, SHOWN_NEXT),
      waiting: waiting.length,
    }
    if (!desk.line.value.up) channel.postMessage(facts)
  })
}
