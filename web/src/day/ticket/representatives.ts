/** A group's representatives as they are typed, one a line: a name, and a number if there is one. Pure. */
import { MOST_REPRESENTATIVES, type Representative, wellFormed } from '../../entries'

const LINE = /^(.+?)[\s,，:：]*(\+?[\d][\d\s()-]{3,})?$/u
const LONGEST = 100

export type RepresentativesWrong = 'too_many_representatives' | 'not_a_representative'

export function representativesIn(typed: string): Representative[] {
  return linesOf(typed).map((line) => {
    const [, name = '', phone = ''] = LINE.exec(line) ?? []
    return { name: wellFormed(name.trim()), ...(phone.trim() && { phone: phone.trim() }) }
  })
}

export function wrongIn(typed: string): RepresentativesWrong | null {
  const found = representativesIn(typed)
  if (found.length > MOST_REPRESENTATIVES) return 'too_many_representatives'
  const odd = found.some(({ name }) => !/\p{L}/u.test(name) || name.length > LONGEST)
  return odd ? 'not_a_representative' : null
}

function linesOf(typed: string): string[] {
  return typed
    .normalize('NFKC')
    .split(/[\n;；、]/)
    .map((line) => line.trim())
    .filter(Boolean)
}
