/** The commands of a leader on a turn, and the places that may be asked to take it over. Pure. */
import type { Turn } from '../meeting/told'

export type Command =
  | 'recall'
  | 'hold'
  | 'release'
  | 'no_show'
  | 'give_back'
  | 'move'
  | 'hand_over'
  | 'accept_hand_over'
  | 'refuse_hand_over'
  | 'take_back'

/** What a leader may do with a turn beside the one filled button. */
export function commandsFor(turn: Turn, isOwn: boolean, isAsked: boolean): Command[] {
  if (isAsked) return ['refuse_hand_over']
  if (turn.state === 'waiting') return ['move']
  if (turn.state === 'held') return ['release']
  if (!isOwn) return []
  const over: Command = turn.handed_to ? 'take_back' : 'hand_over'
  if (turn.state === 'called') return ['recall', 'hold', 'no_show', 'give_back', over]
  return turn.state === 'in_session' ? [over] : []
}

/** The places whose leaders may take a site's matter over: the province, its city, its county, the site itself. */
export function placesOver(place: number): string[] {
  const code = String(place)
  return [...new Set([`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code.slice(0, 6), code])]
}

/** A command with what it was given. */
export type Asked = { command: Command; reason?: string; tier?: number; to?: string }

/** The leaders asked to take a reception over: those of a place, or the others of one's own. */
export const leadersOf = (place: string, own: string): 'leader.others_of' | 'leader.leaders_of' =>
  place === own ? 'leader.others_of' : 'leader.leaders_of'
