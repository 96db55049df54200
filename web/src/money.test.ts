import { expect, test } from 'vitest'
import { doubtOf, exactWan, fenOf } from './money'

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
  ['12．6万', 12_600_000],
  ['1，234', 1_234_000_000],
  ['1 234.5', 1_234_500_000],
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
  ['-1', 'negative'],
  ['－3', 'negative'],
  ['−0.5 万元', 'negative'],
  ['1-2', 'not_a_number'],
  ['1e5', 'not_a_number'],
  ['1.2.3', 'not_a_number'],
  ['十二', 'not_a_number'],
  ['NaN', 'not_a_number'],
  ['10²', 'not_a_number'],
  ['①', 'not_a_number'],
  ['½', 'not_a_number'],
  ['10，6', 'separator'],
  ['10,6', 'separator'],
  ['10 6', 'separator'],
  ['1,23,456', 'separator'],
  ['1,2345.6', 'separator'],
  ['1,234 567', 'separator'],
  ['0,500', 'separator'],
  ['61，5', 'separator'],
  ['12.6，5', 'not_a_number'],
  ['615000元', 'yuan'],
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

test.each([
  [61_500_000, 46, null, null],
  [1_234_567_890_000, 46, null, 'doubt_large'],
  [1_000_000_000_000, 1, null, 'doubt_large'],
  [61_500_000, 1, null, 'doubt_head'],
  [50_000_000, 1, null, null],
  [50_000_001, 1, null, 'doubt_head'],
  [10_000_000, 3, 1_000_000, 'doubt_claim'],
  [9_999_999, 3, 1_000_000, null],
  [10_000_000, 3, 0, null],
])('%i fen for %i people who claim %j are asked back as %j', (fen, people, claimed, doubt) => {
  expect(doubtOf(fen, { people, claimed })).toBe(doubt)
})
