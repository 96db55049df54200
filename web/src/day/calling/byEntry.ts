/** A command as the entry that says the same where there is no line. Pure. */
import type { Said } from '../../entries'
import { MOST_NO_SHOWS, type Queued } from './queue'

export type Command = 'recall' | 'hold' | 'release' | 'no_show' | 'give_back'

/** A person who has not come for the third time is held, so that the desk records the outcome. */
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
