/** What people type into boxes, read one way everywhere: a number is what was typed, or it is none. Pure. */

/** Full-width letters, digits and signs are the same ones; nothing else is (² is no 2, and ① no 1). */
export function plain(typed: string): string {
  return typed
    .replaceAll(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll(/[\u3000\u00a0\u202f]/g, ' ')
    .trim()
}

export type Whole = { digits: string } | { wrong: 'not_a_number' | 'separator' }

/** A whole number with separators only before groups of three, and all of them the same one. */
export function wholeOf(text: string): Whole {
  if (/^\d+$/.test(text)) return { digits: text }
  if (/^[1-9]\d{0,2}([,' _])\d{3}(\1\d{3})*$/.test(text)) return { digits: text.replaceAll(/\D/g, '') }
  return { wrong: /^\d+(?:[,' _]+\d+)+$/.test(text) ? 'separator' : 'not_a_number' }
}

const MOST_DIGITS = 9

export type Count = { count: number } | { wrong: 'not_a_count' | 'separator' }

/** How many: 1 or more, digits alone or in groups of three. */
export function countOf(typed: string): Count {
  const whole = wholeOf(plain(typed))
  if ('wrong' in whole) return { wrong: whole.wrong === 'separator' ? 'separator' : 'not_a_count' }
  const count = whole.digits.length > MOST_DIGITS ? Number.POSITIVE_INFINITY : Number(whole.digits)
  return count > 0 ? { count } : { wrong: 'not_a_count' }
}

/** A code of digits as it is read out: 123 456, 1234-5678. */
export function codeDigits(typed: string): string {
  return plain(typed).replaceAll(/[\s-]/g, '')
}

export interface Phone {
  kind: 'mobile' | 'landline'
  /** As it is dialled in the country. */
  number: string
}

const SIGNS = /^\(?\+?[\d\s().-]+$/

/**
 * A telephone number however it is written, with the country's prefix or without; null for what is none.
 * The same reading as `local_number` of the server (schedules/reference/phones.csv).
 */
export function phoneOf(typed: string): Phone | null {
  const text = plain(typed)
  if (!SIGNS.test(text)) return null
  const number = withoutCountry(text.replaceAll(/\D/g, ''), /^\(?\+/.test(text))
  if (/^1\d{10}$/.test(number)) return { kind: 'mobile', number }
  return /^(?!1)\d{5,16}$/.test(number) ? { kind: 'landline', number } : null
}

function withoutCountry(digits: string, plus: boolean): string {
  const [, spelt = '', rest = digits] = /^(0086|86)(\d+)$/.exec(digits) ?? []
  const said = spelt === '0086' || (spelt === '86' && (plus || rest.length === 11))
  if (!said) return digits
  return /^1\d{10}$/.test(rest) || rest.startsWith('0') ? rest : `0${rest}`
}

const RESIDENT = /(?<!\d)\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX](?!\d)/i
const MOBILE = /(?<!\d)(?:(?:\+|00)?86[\s-]?)?1\d{2}[\s-]?\d{4}[\s-]?\d{4}(?!\d)/

/** Whether a sentence that others read holds the number of an identity card or of a mobile telephone. */
export function personalIn(typed: string): 'resident_id' | 'mobile' | null {
  const text = plain(typed)
  if (RESIDENT.test(text)) return 'resident_id'
  return MOBILE.test(text) ? 'mobile' : null
}

/** A query code as typed, in groups of four: `K7RM-2QXT-…`. */
export function codeOf(typed: string): string {
  const letters = typed
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
    .replaceAll(/[^0-9A-Z]/g, '')
  return (letters.match(/.{1,4}/g) ?? []).join('-')
}
