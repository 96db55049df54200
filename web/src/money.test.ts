import { expect, test } from 'vitest'
import { exactWan, fenOf } from './money'

test.each([
  ['12.60', 12_600_000],
  ['12.6', 12_600_000],
  ['0.01', 10_000],
  ['0.000001', 1],
  ['.5', 500_000],
  ['5.', 5_000_000],
  ['0', 0],
  ['007', 7_000_000],
  ['2,824.68', 2_824_680_000],
  ['１２．６', 12_600_000],
  ['12。6', 12_600_000],
  ['12.6 万元', 12_600_000],
  ['0.290000', 290_000],
  ['1.1234560', 1_123_456],
  ['10000000', 10_000_000_000_000],
  ['9999999.999999', 9_999_999_999_999],
])('%s 万元 is %i fen, exactly', (typed, fen) => {
  expect(fenOf(typed)).toEqual({ fen })
})

test.each([
  ['', 'not_a_number'],
  ['.', 'not_a_number'],
  ['-1', 'not_a_number'],
  ['1e5', 'not_a_number'],
  ['1.2.3', 'not_a_number'],
  ['十二', 'not_a_number'],
  ['NaN', 'not_a_number'],
  ['0.0000001', 'too_fine'],
  ['10000000.000001', 'too_large'],
  ['99999999999999999999', 'too_large'],
])('%s is refused as %s', (typed, wrong) => {
  expect(fenOf(typed)).toEqual({ wrong })
})

test.each([
  [0, '0.00'],
  [1, '0.000001'],
  [10_000, '0.01'],
  [12_600_000, '12.60'],
  [12_345_600, '12.3456'],
  [2_824_680_000, '2,824.68'],
  [10_000_000_000_000, '10,000,000.00'],
])('%i fen are shown as %s 万元', (fen, shown) => {
  expect(exactWan(fen)).toBe(shown)
})

test('every amount shown is read back as the same amount', () => {
  for (let fen = 0; fen < 10_000_000; fen += 9_973) expect(fenOf(exactWan(fen))).toEqual({ fen })
})
