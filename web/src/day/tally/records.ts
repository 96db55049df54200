/** The records behind a figure: which ones, and what of them is summed. Pure. */
import type { Board, Counts, MatterRow } from '../../types'
import type { PlaceRow } from './places'

/** What a figure counts. */
export type Unit = Exclude<keyof Counts, 'resolved_on_site'>

/** A figure that can be opened: the question to the server, what of its records is summed, and the figure itself. */
export interface Asked {
  title: string
  unit: Unit
  query: {
    place?: string
    category?: string
    outcome?: string
    state?: MatterRow['state']
    since?: string
    until?: string
  }
  figure: (board: Board) => number
}

export const RESOLVED = 'resolved_on_site'
export const WAGES = 'wage_arrears_migrant'

/** The figure of a row: its matters or people, or those of its matters that were resolved on site, or their money. */
export function askedOfRow(row: PlaceRow, what: keyof Counts, title: string): Asked {
  const resolved = what === 'resolved_on_site' || what === 'amount_fen'
  return {
    title,
    unit: what === 'resolved_on_site' ? 'matters' : what,
    query: { place: row.place, ...(resolved ? { outcome: RESOLVED } : {}) },
    figure: (board) => board.tally[row.within]?.[row.key]?.[what] ?? 0,
  }
}
