/**
 * This machine's time for everything that is measured: milliseconds since 1970 as the clock on the wall said when the page
 * opened, and from then on by a clock that nobody sets. A wall clock that is put right moves no duration and no instant.
 */
export const steady = (): number => performance.timeOrigin + performance.now()
