/** The site's reception rooms: who is asked into which, who sits there and since when. Pure. */
import type { Row } from '../arrival/list'
import type { Queued } from './queue'

export interface Room {
  number: number
  state: 'free' | 'called' | 'in_session'
  ticket: string | null
  person: string
  matter: string | null
  /** RFC 3339; since when it is so. */
  since: string | null
  mode: 'video' | 'in_person' | 'phone' | null
}

/**
 * One card a room, and one for everybody who is received in no room that is known.
 *
 * @param roomOf the room of a matter in session, where it is known
 */
export function roomsOf(count: number, queue: Queued[], sitting: Row[], roomOf: (row: Row) => number | null): Room[] {
  const rooms = new Map(Array.from({ length: count }, (_, i) => [i + 1, free(i + 1)]))
  const homeless: Row[] = []
  for (const row of sitting) {
    const number = roomOf(row)
    if (number !== null && rooms.get(number)?.state !== 'in_session') rooms.set(number, taken(number, row))
    else homeless.push(row)
  }
  for (const one of queue.filter(({ state, mode }) => state === 'called' && mode !== 'phone')) {
    if (one.room !== undefined && rooms.get(one.room)?.state !== 'in_session') rooms.set(one.room, asked(one.room, one))
  }
  // A reception begun without a call sits somewhere: in the first room of which nothing else is known.
  for (const row of homeless) {
    const empty = [...rooms.values()].find(({ state }) => state === 'free')
    const number = empty?.number ?? rooms.size + 1
    rooms.set(number, taken(number, row))
  }
  return [...rooms.values()].sort((a, b) => a.number - b.number)
}

function free(number: number): Room {
  return { number, state: 'free', ticket: null, person: '', matter: null, since: null, mode: null }
}

function taken(number: number, row: Row): Room {
  const { ticket, person, matter, started_at: since, mode } = row
  return { number, state: 'in_session', ticket, person, matter, since, mode }
}

function asked(number: number, { row, ticket, called_at, mode }: Queued): Room {
  const since = called_at ?? null
  return { number, state: 'called', ticket, person: row.person, matter: row.matter, since, mode }
}

/** Where the next person goes: the first room that is free, else the first that nobody is asked into. */
export function nextRoom(rooms: Room[]): number {
  const free = rooms.find(({ state }) => state === 'free')
  const notAsked = rooms.find(({ state }) => state !== 'called')
  return (free ?? notAsked ?? rooms[0])?.number ?? 1
}
