/** What the waiting room sees: numbers and rooms, never names. Pure. */
import type { CallingScreen } from '../../types'

/** A call as it is shown. */
export interface Call {
  ticket: string
  room: number | null
  at: string
  calls: number
}

const SHOWN = 4

/** The latest call first. A person called by telephone sits at home and is not asked into a room. */
export function callsOn({ called }: Pick<CallingScreen, 'called'>): Call[] {
  return called
    .flatMap(({ ticket, room, mode, at, calls }) => (mode === 'phone' ? [] : [{ ticket, room, at, calls }]))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.ticket < b.ticket ? -1 : 1))
    .slice(0, SHOWN)
}

/** The persons called, or called again, since the last look: the screen has to sound for them. */
export function newlyCalled(before: Call[], now: Call[]): Call[] {
  const known = new Set(before.map(voice))
  return now.filter((call) => !known.has(voice(call)))
}

function voice({ ticket, room, calls }: Call): string {
  return `${ticket} ${room} ${calls}`
}

/** What the clerk's desk on the same computer tells while the line is cut. */
export const DESK_TELLS = 'reception-calling'
