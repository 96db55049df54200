/** What the page of a published day's figures shows, from what the server says. Pure but for the one request. */
import type { PublicTally, PublicTallyRow } from '../../types'

export type HeardTally = PublicTally | 'unknown' | 'cut'

/** The day code in an address /notice/tally/{day}, null in any other. */
export function tallyIn(path: string): string | null {
  const [, , at, day = ''] = path.split('/')
  return at === 'tally' ? day : null
}

/** Read the signed figures; the browser's copy is asked about each time. */
export async function askTally(day: string, send: typeof fetch = fetch): Promise<HeardTally> {
  const path = `/api/public/days/${encodeURIComponent(day)}/tally`
  const answer = await send(path, { cache: 'no-cache' }).catch(() => null)
  if (answer?.ok) return (await answer.json()) as PublicTally
  return answer?.status === 404 ? 'unknown' : 'cut'
}

/** The rows that have a number, those that have none, and whether any tells what was resolved. */
export function shownRows(rows: readonly PublicTallyRow[]): {
  rows: PublicTallyRow[]
  away: PublicTallyRow[]
  resolved: boolean
} {
  const has = (row: PublicTallyRow): boolean => row.matters !== null || row.resolved_on_site !== null
  return {
    rows: rows.filter(has),
    away: rows.filter((row) => !has(row)),
    resolved: rows.some((row) => row.resolved_on_site !== null),
  }
}
