import { dateOf } from './dayCode'

/** The day's clock: a rehearsed day runs `speed` times as fast as the clock on the wall; a real one runs with it. */
export interface DayClock {
  /** The day's time (ms) … */
  now: number
  /** … when the desk's own clock said this (ms). */
  at: number
  speed: number
  /** From here on (ms of the day) a rehearsed day goes on as fast as the world. */
  ends?: number | null
}

/** Where every day of the service takes place. */
export const ZONE = 'Asia/Shanghai'

/** The day's time in whole milliseconds. */
export function dayTime(clock: DayClock, real: number): number {
  const passed = Math.max(0, real - clock.at)
  if (clock.speed <= 1 || !clock.ends) return Math.floor(clock.now + passed * clock.speed)
  const fast = Math.min(passed, Math.max(0, clock.ends - clock.now) / clock.speed)
  return Math.floor(clock.now + fast * clock.speed + (passed - fast))
}

/** Whole minutes from `since` to `now`, never below 0. */
export function minutesSince(since: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(since)) / 60_000))
}

/** An instant (ms) as RFC 3339 in a zone, with milliseconds: 2023-11-09T08:05:06.000+08:00. */
export function inZone(ms: number, zone: string): string {
  const offset = offsetMinutes(ms, zone)
  const local = new Date(ms + offset * 60_000).toISOString().slice(0, -1)
  const size = Math.abs(offset)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** The calendar date of an instant (ms) in a zone, YYYY-MM-DD. */
export function dateIn(ms: number, zone: string): string {
  return inZone(ms, zone).slice(0, 10)
}

/** The last millisecond (ms) of a date, or of a day code's date, in a zone. */
export function endOf(day: string, zone: string): number {
  const noon = Date.parse(`${dateOf(day)}T12:00:00Z`)
  return Date.parse(`${dateOf(day)}T23:59:59.999Z`) - offsetMinutes(noon, zone) * 60_000
}

function offsetMinutes(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(ms)
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign, hours, minutes] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name) ?? []
  if (!sign) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
