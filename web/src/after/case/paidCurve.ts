/** The two lines of agreed and paid sums, in the units of their drawing (320 × 190). Pure; amounts are fen. */
import type { PaidCurve } from '../../types'
import { daysBetween } from './cases'

const [LEFT, RIGHT, TOP, FLOOR] = [12, 308, 24, 160]
/** The least width between the name of today and those of the first and the last date. */
const APART = 62

export interface DrawnCurve {
  agreedLine: string
  paidLine: string
  ground: string
  first: string
  last: string
  /** Where today is. */
  today: number
  namesToday: boolean
  paidX: number
  paidY: number
  paidTextY: number
  anchor: 'start' | 'end'
  /** All that is agreed, all that is paid, and what of it was agreed to be paid by today. */
  agreed: number
  paid: number
  dueNow: number
}

/** Sums stay as they are from one date to the next, so the lines are steps; what is paid ends today. */
export function paidCurve({ today, points }: PaidCurve): DrawnCurve | null {
  const [begin, end] = [points[0], points[points.length - 1]]
  if (!begin || !end) return null
  const first = begin.on < today ? begin.on : today
  const last = end.on > today ? end.on : today
  const days = Math.max(1, daysBetween(first, last))
  const most = Math.max(end.agreed_fen, end.paid_fen, 1)
  const x = (day: string): number => round(LEFT + (daysBetween(first, day) / days) * (RIGHT - LEFT))
  const y = (fen: number): number => round(FLOOR - (fen / most) * (FLOOR - TOP))
  const line = (what: 'agreed_fen' | 'paid_fen', until: string): string =>
    `M${x(first)} ${FLOOR}` +
    points.filter((one) => one.on <= until).reduce((path, one) => `${path}H${x(one.on)}V${y(one[what])}`, '') +
    `H${x(until)}`
  const paidLine = line('paid_fen', today)
  const now = x(today)
  const nearEnd = now > 220
  return {
    agreedLine: line('agreed_fen', last),
    paidLine,
    ground: `${paidLine}V${FLOOR}z`,
    first,
    last,
    today: now,
    namesToday: now - LEFT > APART && RIGHT - now > APART,
    paidX: nearEnd ? now - 8 : now + 8,
    paidY: y(end.paid_fen),
    paidTextY: Math.min(FLOOR - 6, y(end.paid_fen) + (nearEnd ? -8 : 18)),
    anchor: nearEnd ? 'end' : 'start',
    agreed: end.agreed_fen,
    paid: end.paid_fen,
    dueNow: points.filter((one) => one.on <= today).reduce((most, one) => Math.max(most, one.agreed_fen), 0),
  }
}

const round = (value: number): number => Math.round(value * 10) / 10
