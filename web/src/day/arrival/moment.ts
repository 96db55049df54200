/** When an entry is made, and after which id. Pure. */
import type { Held, Outbox } from '../../outbox'

const STEP_BACK = 10 * 60_000

/** A step back of the told clock does not put an entry before the one made just now; a wrong clock put right does. */
export function notBefore(held: Held[], now: number): number {
  const last = Math.max(0, ...held.map((one) => Date.parse(one.entry.at)))
  return last > now && last - now < STEP_BACK ? last : now
}

export function greatestId(outbox: Outbox | null): string {
  return [...(outbox?.held.keys() ?? [])].reduce((greatest, id) => (id > greatest ? id : greatest), '')
}
