/** The day's clock: a rehearsed day runs `speed` times as fast as the clock on the wall; a real one runs with it. */
export interface DayClock {
  /** The day's time (ms) … */
  now: number
  /** … when the desk's own clock said this (ms). */
  at: number
  speed: number
}

export function dayTime(clock: DayClock, real: number): number {
  return clock.now + (real - clock.at) * clock.speed
}

/** Whole minutes from `since` to `now`, never below 0. */
export function minutesSince(since: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(since)) / 60_000))
}
