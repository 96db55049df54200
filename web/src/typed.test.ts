import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { codeDigits, countOf, personalIn, phoneOf } from './typed'

const TABLE = readFileSync('../schedules/reference/phones.csv', 'utf8')
const CASES = TABLE.trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))

describe('a telephone number is read as the table says that the server reads it by too', () => {
  test.each(CASES)('%s is %s', (typed, kind, number) => {
    expect(phoneOf(typed ?? '')).toEqual(kind === 'refused' ? null : { kind, number })
  })
})

test.each([
  ['3', 3],
  [' ３２ ', 32],
  ['1,000', 1_000],
  ['1，000', 1_000],
  ['1 000', 1_000],
  ['12,345,678', 12_345_678],
])('%j is a count of %i', (typed, count) => {
  expect(countOf(typed)).toEqual({ count })
})

test.each([
  ['10，6', 'separator'],
  ['10,6', 'separator'],
  ['1,0000', 'separator'],
  ['1 2', 'separator'],
  ['0,500', 'separator'],
  ['1,234 567', 'separator'],
  ['0', 'not_a_count'],
  ['', 'not_a_count'],
  ['3.5', 'not_a_count'],
  ['-3', 'not_a_count'],
  ['10²', 'not_a_count'],
  ['①', 'not_a_count'],
  ['三', 'not_a_count'],
  ['3-5', 'not_a_count'],
])('%j is refused as a count: %s', (typed, wrong) => {
  expect(countOf(typed)).toEqual({ wrong })
})

test('a code is its digits, however they are spaced', () => {
  expect(['1234 5678', '１２３４－５６７８', ' 123456'].map(codeDigits)).toEqual(['12345678', '12345678', '123456'])
})

test.each([
  ['身份证 430102198001011234，欠薪', 'resident_id'],
  ['证号４３０１０２１９８００１０１１２３Ｘ', 'resident_id'],
  ['电话12912345678找他', 'mobile'],
  ['打 +86 129-1234-5678', 'mobile'],
  ['去年 9 月起没发工资，欠 615000 元', null],
  ['合同编号 20230901000123456', null],
])('in %j others would read: %s', (typed, found) => {
  expect(personalIn(typed)).toBe(found)
})
