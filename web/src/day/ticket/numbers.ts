/** Which letter this desk prints, and which number is next. Pure. */
import type { Entry } from '../../entries'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const LAST = 9999

/** A12 → its letter and number; null for what is none. */
export function partsOf(ticket: string | null): { desk: string; number: number } | null {
  const [, desk, number] = /^([A-Z])(\d{1,4})$/.exec(ticket ?? '') ?? []
  return desk && number ? { desk, number: Number(number) } : null
}

/**
 * The letter of a desk that has none yet: by the number in its label (2 号登记台 is B), else the first letter that no
 * other desk of this site has printed today.
 */
export function letterFor(label: string, printed: (string | null)[]): string {
  const [digits] = label.normalize('NFKC').match(/\d+/) ?? []
  const labelled = digits && LETTERS[Number(digits) - 1]
  if (labelled) return labelled
  const used = new Set(printed.map((ticket) => partsOf(ticket)?.desk))
  return [...LETTERS].find((letter) => !used.has(letter)) ?? 'A'
}

/** One more than the greatest of this letter that was printed here or elsewhere today. */
export function nextNumber(desk: string, own: Entry[], told: (string | null)[]): number {
  const here = own.flatMap((entry) =>
    entry.kind === 'ticket_issued' && entry.data.desk === desk ? [entry.data.number] : [],
  )
  const there = told.map(partsOf).flatMap((parts) => (parts?.desk === desk ? [parts.number] : []))
  return Math.min(LAST, Math.max(0, ...here, ...there) + 1)
}
