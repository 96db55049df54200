/**
 * This machine's time for everything that is measured: milliseconds since 1970 as the clock on the wall said when the page
 * opened, and from then on by a monotonic clock. A system clock that is corrected moves no duration and no instant.
 */
export const steady = (): number => performance.timeOrigin + performance.now()

/** The clock on the wall: only for what is kept over reloads and days, never for a duration. */
export const wall = (): number => Date.now()

const LOOK = 1_000
/** Less than this is what a busy page and a clock that is being trimmed look like (ms). */
const JUMP = 2_000

/** Watches for a wall clock that was set, or a machine that slept: what was told by the server is to be asked for anew. */
export function watchWall(onJump: () => void): () => void {
  let before = wall() - steady()
  const timer = setInterval(() => {
    const offset = wall() - steady()
    if (Math.abs(offset - before) > JUMP) onJump()
    before = offset
  }, LOOK)
  return () => clearInterval(timer)
}
