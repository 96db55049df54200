import { expect, test } from 'vitest'
import { addressOf, codeOf, grouped, hashOf, newCode } from './code'

const random = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes)

test('a code is twelve signs that are not mistaken for each other', () => {
  const codes = Array.from({ length: 200 }, () => newCode(random))
  expect(codes.filter((code) => !/^[0-9a-hjkmnp-tv-z]{12}$/.test(code))).toEqual([])
  expect(new Set(codes).size).toBe(codes.length)
})

test('each value of a byte makes a sign, and all 32 signs come equally often', () => {
  const signs = Array.from({ length: 256 }, (_, byte) => newCode((bytes) => bytes.fill(byte)).charAt(0))
  const often = new Map<string, number>()
  for (const sign of signs) often.set(sign, (often.get(sign) ?? 0) + 1)
  expect([...often.values()]).toEqual(Array(32).fill(8))
})

test('it is printed in groups of four', () => {
  expect(grouped('k7m29q4x0abc')).toBe('k7m2 9q4x 0abc')
})

test.each([
  ['k7m29q4x0abc', 'k7m29q4x0abc'],
  ['K7M2 9Q4X OABC', 'k7m29q4x0abc'],
  ['k7m2-9q4x-0abc', 'k7m29q4x0abc'],
  ['ｋ７ｍ２９ｑ４ｘ０ａｂｃ', 'k7m29q4x0abc'],
  ['ilo000000000', '110000000000'],
])('%s is read as %s', (typed, code) => {
  expect(codeOf(typed)).toBe(code)
})

test.each(['', 'k7m2', 'k7m29q4x0abcd', 'u7m29q4x0abc', '../../api/me', '接访日接访日接访日接访日'])(
  '%j is no code',
  (typed) => {
    expect(codeOf(typed)).toBeNull()
  },
)

test('the server keeps the SHA-256 of the twelve signs', async () => {
  expect(await hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('the QR holds the address of the ticket', () => {
  expect(addressOf('https://example.org', 'k7m29q4x0abc')).toBe('https://example.org/t/k7m29q4x0abc')
})
