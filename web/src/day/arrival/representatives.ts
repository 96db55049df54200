/** A group's representatives as they are typed: a name, and a number if there is one; one a line or all on one. Pure. */
import { MOST_REPRESENTATIVES, type Representative, wellFormed } from '../../entries'
import { phoneOf, plain } from '../../typed'

const PHONE = /(?:\+\s?)?\(?\d[\d\s()-]{3,}\d/g
const LONGEST = 100

export type RepresentativesWrong = 'too_many_representatives' | 'not_a_representative'

/** A number belongs to the name before it; several names without one are told apart by their signs. */
export function representativesIn(typed: string): Representative[] {
  return linesOf(typed).flatMap((line) => {
    const phones = [...line.matchAll(PHONE)].map(([phone]) => phone.trim())
    return line.split(PHONE).flatMap((part, i) => {
      const names = namesIn(part)
      const phone = phones[i]
      if (!names.length) return phone ? [{ name: '', phone }] : []
      return names.map((name, at) => ({ name, ...(phone && at === names.length - 1 && { phone }) }))
    })
  })
}

/** Representatives on one line, as they would be typed. */
export function typedOf(representatives: Representative[]): string {
  return representatives.map(({ name, phone }) => (phone ? `${name} ${phone}` : name)).join('；')
}

export function wrongIn(typed: string): RepresentativesWrong | null {
  const found = representativesIn(typed)
  if (found.length > MOST_REPRESENTATIVES) return 'too_many_representatives'
  const odd = found.some(({ name, phone }) => !isName(name) || (phone !== undefined && !phoneOf(phone)))
  return odd ? 'not_a_representative' : null
}

function isName(name: string): boolean {
  return /\p{L}/u.test(name) && !/\d/.test(name) && name.length <= LONGEST
}

function linesOf(typed: string): string[] {
  return typed
    .split(/[\n;；、]/)
    .map((line) => plain(line))
    .filter(Boolean)
}

/** Names between signs. A space parts Chinese names of two signs and more; one of 李 梅, or of John Smith, it does not. */
function namesIn(part: string): string[] {
  return part
    .split(/[,:/]/)
    .map((name) => wellFormed(name.trim()))
    .filter(Boolean)
    .flatMap((name) => {
      const words = name.split(/\s+/)
      return words.every((word) => /^\p{Script=Han}{2,}$/u.test(word)) ? words : [name]
    })
}
