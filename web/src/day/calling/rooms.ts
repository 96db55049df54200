/** The site's reception rooms: the person called into each, or received there and since when. Pure. */
import type { Row } from '../arrival/list'
import type { Queued } from './queue'

export interface Room {
  /** Null where the person is received in none of the site's rooms, by video at the desk for example. */
  number: number | null
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
  const rooms = new Map<number, Room>(Array.from({ length: count }, (_, i) => [i + 1, free(i + 1)]))
  const homeless: Row[] = []
  for (const row of sitting) {
    const number = roomOf(row)
    if (number !== null && rooms.get(number)?.state !== 'in_session') rooms.set(number, taken(number, row))
    else homeless.push(row)
  }
  for (const one of queue.filter(({ state, mode }) => state === 'called' && mode !== 'phone')) {
    if (one.room !== undefined && rooms.get(one.room)?.state !== 'in_session') rooms.set(one.room, asked(one.room, one))
  }
  // A reception begun without a call sits somewhere: in the first room of which nothing else is known, else in none.
  const elsewhere: Room[] = []
  for (const row of homeless) {
    const empty = [...rooms].find(([, { state }]) => state === 'free')
    if (empty) rooms.set(empty[0], taken(empty[0], row))
    else elsewhere.push(taken(null, row))
  }
  return [...[...rooms].sort(([a], [b]) => a - b).map(([, room]) => room), ...elsewhere]
}

function free(number: number): Room {
  return { number, state: 'free', ticket: null, person: '', matter: null, since: null, mode: null }
}

function taken(number: number | null, row: Row): Room {
  const { ticket, person, matter, started_at: since, mode } = row
  return { number, state: 'in_session', ticket, person, matter, since, mode }
}

function asked(number: number, { row, ticket, called_at, mode }: Queued): Room {
  const since = called_at ?? null
  return { number, state: 'called', ticket, person: row.person, matter: row.matter, since, mode }
}

/** Rooms into which a person can be called. */
export function freeRooms(rooms: Room[]): number[] {
  return rooms.flatMap(({ state, number }) => (state === 'free' && number !== null ? [number] : []))
}

/** Where the next person goes: the wished room if it is free, else the first that is; null while all are taken. */
export function nextRoom(rooms: Room[], wished: number | null = null): number | null {
  const free = freeRooms(rooms)
  return free.find((number) => number === wished) ?? free[0] ?? null
}
