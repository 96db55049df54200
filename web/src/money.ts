import { plain, wholeOf } from './typed'

/** 10¹³ fen: the largest amount an entry may say (docs/protocol.md, "Types"). */
export const LARGEST_FEN = 10_000_000_000_000

export type AmountWrong = 'not_a_number' | 'negative' | 'separator' | 'yuan' | 'too_fine' | 'too_large'
export type Amount = { fen: number } | { wrong: AmountWrong }

/**
 * An amount typed in 万元 as integer fen, exactly: digits are moved, nothing is multiplied as a float.
 * Full-width digits, 。 for the point and thousands in groups of three are taken as meant; one 万元 is 1,000,000 fen.
 */
export function fenOf(typed: string): Amount {
  const text = plain(typed)
    .replace(/\s*(万元|万)$/u, '')
    .replace('。', '.')
  if (/^[-−–]\s*[\d.]/u.test(text)) return { wrong: 'negative' }
  if (/\d\s*元$/u.test(text)) return { wrong: 'yuan' }
  const [, before = '', part = ''] = /^([^.]*)(?:\.(\d*))?$/.exec(text) ?? []
  if (before + part === '') return { wrong: 'not_a_number' }
  const whole = before === '' ? { digits: '' } : wholeOf(before)
  if ('wrong' in whole) return whole
  const fine = part.replace(/0+$/, '')
  if (fine.length > 6) return { wrong: 'too_fine' }
  const digits = (whole.digits + fine.padEnd(6, '0')).replace(/^0+(?=\d)/, '')
  if (digits.length > 14 || Number(digits) > LARGEST_FEN) return { wrong: 'too_large' }
  return { fen: Number(digits) }
}

/** Integer fen as 万元, exactly: at least two decimals, and as many more as the amount has. */
export function exactWan(fen: number): string {
  const digits = String(fen).padStart(7, '0')
  const whole = digits.slice(0, -6).replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return `${whole}.${digits.slice(-6).replace(/0{1,4}$/, '')}`
}

const FEN_PER_WAN = 1_000_000
const LARGE = 1_000 * FEN_PER_WAN
const LARGE_A_HEAD = 50 * FEN_PER_WAN

export type Doubt = 'doubt_claim' | 'doubt_large' | 'doubt_head'

/** Whether an amount is asked back before it is taken: ten times the claim, or so much that yuan may be meant. */
export function doubtOf(fen: number, { people, claimed }: { people: number; claimed?: number | null }): Doubt | null {
  if (claimed && fen >= 10 * claimed) return 'doubt_claim'
  if (fen > LARGE) return 'doubt_large'
  return people > 0 && fen / people > LARGE_A_HEAD ? 'doubt_head' : null
}
