/** Twelve random bits, then 62: what a UUIDv7 has beside its time (RFC 9562, 5.7). */
export type Random = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>

/**
 * A maker of UUIDv7 that never goes back: an id made later is greater, also within one millisecond and when the clock
 * is set back (RFC 9562, 6.2, method 1 with a twelve-bit counter).
 *
 * @param last the greatest id made on this device so far, or empty
 */
export function idMaker(random: Random, last = ''): (ms: number) => string {
  let time = last ? Number.parseInt(last.slice(0, 8) + last.slice(9, 13), 16) : 0
  let counter = last ? Number.parseInt(last.slice(15, 18), 16) : 0
  return (ms) => {
    const bytes = random(new Uint8Array(new ArrayBuffer(10)))
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    if (Math.floor(ms) > time) {
      time = Math.floor(ms)
      counter = Number.parseInt(hex.slice(0, 3), 16) >> 1 // half of the range is left to count up in
    } else if (counter < 0xfff) {
      counter += 1
    } else {
      time += 1
      counter = 0
    }
    const stamp = time.toString(16).padStart(12, '0')
    const variant = (0x8 | (Number.parseInt(hex.charAt(4), 16) & 0x3)).toString(16)
    const rand = counter.toString(16).padStart(3, '0')
    return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${rand}-${variant}${hex.slice(5, 8)}-${hex.slice(8, 20)}`
  }
}
