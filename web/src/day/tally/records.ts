/** The records behind a figure: which ones, and what they add up to. Pure. */
import type { Board, MatterRow } from '../../types'
import type { PlaceRow } from './places'

/** What a figure counts. */
export type Unit = 'matters' | 'attendees' | 'amount_fen'

/** A figure that can be opened: the question to the server, what of its records is summed, and the figure itself. */
export interface Asked {
  title: string
  unit: Unit
  query: { place?: string; category?: string; outcome?: string; state?: MatterRow['state'] }
  figure: (board: Board) => number
}

export const RESOLVED = 'resolved_on_site'

/** The figure of a row: its matters, or those of them that were resolved on site, or their money. */
export function askedOfRow(row: PlaceRow, what: 'matters' | 'resolved_on_site' | 'amount_fen', title: string): Asked {
  return {
    title,
    unit: what === 'amount_fen' ? 'amount_fen' : 'matters',
    query: { place: row.place, ...(what === 'matters' ? {} : { outcome: RESOLVED }) },
    figure: (board) => board.tally[row.within]?.[row.key]?.[what] ?? 0,
  }
}

export function summed(rows: MatterRow[], unit: Unit): number {
  switch (unit) {
    case 'matters':
      return rows.length
    case 'attendees':
      return rows.reduce((sum, row) => sum + row.attendees, 0)
    case 'amount_fen':
      return rows.reduce((sum, row) => sum + row.amount_fen, 0)
  }
}
