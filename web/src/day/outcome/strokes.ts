/** A drawn signature: strokes of x, y, x, y … in a field of 1000 × 400. Pure. */
export type Stroke = number[]
export const [WIDTH, HEIGHT] = [1000, 400]
/** As the server takes it. */
const [FEWEST, MOST, SMALLEST, MOST_STROKES] = [8, 4000, 60, 400]
/** A pen that moved less than this drew nothing new. */
const NEAR = 4

const within = (value: number, most: number): number => Math.round(Math.min(most, Math.max(0, value)))
const points = (strokes: readonly Stroke[]): number => strokes.reduce((sum, one) => sum + one.length / 2, 0)

/** The strokes with one point more on the last. */
export function joined(strokes: readonly Stroke[], x: number, y: number): Stroke[] {
  const last = strokes[strokes.length - 1] ?? []
  const [px, py] = [within(x, WIDTH), within(y, HEIGHT)]
  const near = last.length && Math.hypot(px - (last[last.length - 2] ?? 0), py - (last[last.length - 1] ?? 0)) < NEAR
  const others = strokes.slice(0, -1)
  if (near || points(strokes) >= MOST || strokes.length > MOST_STROKES) return [...others, last]
  return [...others, [...last, px, py]]
}

/** Whether it is a signature, and not a dot. */
export function isSigned(strokes: readonly Stroke[]): boolean {
  const xs = strokes.flatMap((one) => one.filter((_, at) => at % 2 === 0))
  const ys = strokes.flatMap((one) => one.filter((_, at) => at % 2 === 1))
  const spread = (all: number[]): number => (all.length ? Math.max(...all) - Math.min(...all) : 0)
  return xs.length >= FEWEST && Math.max(spread(xs), spread(ys)) >= SMALLEST
}

export const pathOf = (stroke: readonly number[]): string =>
  stroke.length === 2
    ? `M${stroke[0]} ${stroke[1]}l0.1 0`
    : stroke.reduce((path, value, at) => path + (at % 2 ? ` ${value}` : `${at ? 'L' : 'M'}${value}`), '')
