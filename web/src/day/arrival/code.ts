/** A ticket's query code: 60 random bits as 12 signs of Crockford's base32, which no two signs of are mistaken. Pure. */
import type { Random } from '../../ids'

const SIGNS = '0123456789abcdefghjkmnpqrstvwxyz'
const LENGTH = 12
const GROUP = 4

/** Each sign takes the low five bits of a byte of its own: no sign is likelier than another. */
export function newCode(random: Random): string {
  const bytes = random(new Uint8Array(new ArrayBuffer(LENGTH)))
  return Array.from(bytes, (byte) => SIGNS.charAt(byte & 31)).join('')
}

/** As printed beside the QR: k7m2 9q4x 0abc. */
export function grouped(code: string): string {
  return code.match(new RegExp(`.{1,${GROUP}}`, 'g'))?.join(' ') ?? ''
}

/** A code however it was typed: any case, blanks and hyphens, o for 0, i and l for 1. Null if it can be none. */
export function codeOf(typed: string): string | null {
  const signs = typed
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1')
  return signs.length === LENGTH && [...signs].every((sign) => SIGNS.includes(sign)) ? signs : null
}

/** What the server keeps of a code: SHA-256 of its twelve signs, 64 hexadecimal digits. */
export async function hashOf(code: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Where the petitioner's phone asks: what the QR holds. */
export function addressOf(origin: string, code: string): string {
  return `${origin}/t/${code}`
}

/** What stands after /t/ in an address; an address that is not well formed is taken as it is, and is then no code. */
export function typedIn(pathname: string): string {
  const part = pathname.split('/')[2] ?? ''
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) return part
    throw error
  }
}
