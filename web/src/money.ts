/** 10¹³ fen: the largest amount an entry may say (docs/protocol.md, "Types"). */
export const LARGEST_FEN = 10_000_000_000_000

export type Amount = { fen: number } | { wrong: 'not_a_number' | 'too_fine' | 'too_large' }

/**
 * An amount typed in 万元 as integer fen, exactly: digits are moved, nothing is multiplied as a float.
 * Full-width digits and separators of thousands are taken as meant; one 万元 is 1,000,000 fen.
 */
export function fenOf(typed: string): Amount {
  const text = typed
    .normalize('NFKC')
    .replaceAll(/[\s,_]/g, '')
    .replace(/(万元|万)$/u, '')
    .replace('。', '.')
  const [, whole = '', part = ''] = /^(\d*)(?:\.(\d*))?$/.exec(text) ?? []
  if (whole + part === '') return { wrong: 'not_a_number' }
  const fine = part.replace(/0+$/, '')
  if (fine.length > 6) return { wrong: 'too_fine' }
  const digits = (whole + fine.padEnd(6, '0')).replace(/^0+(?=\d)/, '')
  if (digits.length > 14 || Number(digits) > LARGEST_FEN) return { wrong: 'too_large' }
  return { fen: Number(digits) }
}

/** Integer fen as 万元, exactly: at least two decimals, and as many more as the amount has. */
export function exactWan(fen: number): string {
  const digits = String(fen).padStart(7, '0')
  const whole = digits.slice(0, -6).replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return `${whole}.${digits.slice(-6).replace(/0{1,4}$/, '')}`
}
