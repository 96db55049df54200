/** Which number a desk prints next, of those that the server has reserved for it. Pure. */

/** The tickets that one device of a site prints, and no other: its letter, from which number to which. */
export interface Numbers {
  letter: string
  first: number
  last: number
}

/** A12 → its letter and number; null for what is none. */
export function partsOf(ticket: string | null): { desk: string; number: number } | null {
  const [, desk, number] = /^([A-Z])(\d{1,4})$/.exec(ticket ?? '') ?? []
  return desk && number ? { desk, number: Number(number) } : null
}

/** One more than the greatest of these numbers that was printed today, wherever that is known; null after the last. */
export function nextNumber({ letter, first, last }: Numbers, printed: (string | null)[]): number | null {
  const numbers = printed.map(partsOf).flatMap((parts) => (parts?.desk === letter ? [parts.number] : []))
  const ours = numbers.filter((number) => number >= first && number <= last)
  const next = Math.max(first - 1, ...ours) + 1
  return next > last ? null : next
}
