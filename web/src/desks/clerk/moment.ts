/** When an entry is made, and after which id. Pure. */
import { dateIn, dayTime, endOf } from '../../clock'
import type { Told } from '../../day/arrival/told'
import { dateOf } from '../../dayCode'
import type { Kept, Outbox } from '../../outbox'

const ZONE = 'Asia/Shanghai'

const STEP_BACK = 10 * 60_000

/** A step back of the told clock does not put an entry before the one made just now; a wrong clock put right does. */
export function notBefore(held: Kept[], now: number): number {
  const last = Math.max(0, ...held.map((one) => Date.parse(one.entry.at)))
  return last > now && last - now < STEP_BACK ? last : now
}

/** The day's time (ms) by what the server told of it; a rehearsed day does not run over its end. */
export function dayClock({ clock, day }: Pick<Told, 'clock' | 'day'>, real: number): number {
  const time = dayTime(clock, real)
  return day.is_rehearsal ? Math.min(time, endOf(day.day, ZONE)) : time
}

/** Ids of what was not counted before and is now. */
export function countedSince(before: Outbox, now: Outbox): string[] {
  const isCounted = (outbox: Outbox, id: string) => outbox.held.get(id)?.standing.state === 'counted'
  return [...now.held.keys()].filter((id) => isCounted(now, id) && !isCounted(before, id))
}

export function greatestId(outbox: Outbox | null): string {
  return [...(outbox?.held.keys() ?? [])].reduce((greatest, id) => (id > greatest ? id : greatest), '')
}

/** Counted entries are kept here as long as their amendment is likely, then forgotten; whatever is not counted stays. */
const KEPT_DAYS = 7

/** The numbers of those that are over (`now` in ms): days old, not of the day at hand, and counted or dealt with. */
export function overIn(outbox: Outbox, today: string | undefined, now: number): number[] {
  const oldest = dateIn(now - KEPT_DAYS * 86_400_000, ZONE)
  return [...outbox.held.values()]
    .filter(({ entry, standing, dealt }) => {
      return dateOf(entry.day) < oldest && entry.day !== today && (standing.state === 'counted' || dealt)
    })
    .map((one) => one.n)
}
