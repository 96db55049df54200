import { expect, test } from 'vitest'
import { type Numbers, nextNumber, partsOf } from './numbers'
import { representativesIn, wrongIn } from './representatives'

test('a ticket is a letter and a number', () => {
  expect(partsOf('A12')).toEqual({ desk: 'A', number: 12 })
  expect([null, '', 'A', '12', 'AA1', 'A12345', 'a1'].map(partsOf)).toEqual(Array(7).fill(null))
})

const A: Numbers = { letter: 'A', first: 1, last: 500 }

test('the next number follows the greatest of its own that was printed, and is none after the last', () => {
  expect(nextNumber(A, [])).toBe(1)
  expect(nextNumber(A, ['A3', 'B9', 'A7', 'B20', null, 'A501'])).toBe(8)
  expect(nextNumber({ letter: 'A', first: 501, last: 1000 }, ['A499', 'A7'])).toBe(501)
  expect(nextNumber(A, ['A499'])).toBe(500)
  expect(nextNumber(A, ['A500', 'A2'])).toBe(null)
})

test('representatives are typed one a line, with a number or without', () => {
  expect(representativesIn('李梅 12912345678\n邓建华，0731-5550101；买买提·艾合买提')).toEqual([
    { name: '李梅', phone: '12912345678' },
    { name: '邓建华', phone: '0731-5550101' },
    { name: '买买提·艾合买提' },
  ])
  expect(representativesIn(' \n ')).toEqual([])
})

test.each([
  ['李梅 12912345678 邓建华 0731-5550101 周小云', '李梅 12912345678|邓建华 0731-5550101|周小云'],
  ['李梅，邓建华，周小云', '李梅|邓建华|周小云'],
  ['李梅 邓建华 周小云', '李梅|邓建华|周小云'],
  ['李梅、邓建华 129 1234 5678', '李梅|邓建华 129 1234 5678'],
  ['李 梅', '李 梅'],
  ['John Smith, Mary Jones', 'John Smith|Mary Jones'],
  ['买买提 艾合买提', '买买提|艾合买提'],
])('a list typed on one line is told apart: %s', (typed, people) => {
  expect(
    representativesIn(typed)
      .map(({ name, phone }) => [name, phone].filter(Boolean).join(' '))
      .join('|'),
  ).toBe(people)
})

test('what cannot be told apart is asked about, not taken as one name', () => {
  for (const typed of ['12912345678 李梅', '李梅 129', '李梅12912345678邓建华129123', '3个人']) {
    expect([typed, wrongIn(typed)]).toEqual([typed, 'not_a_representative'])
  }
})

test('there are five representatives at most, and each has a name', () => {
  expect(wrongIn('甲\n乙\n丙\n丁\n戊')).toBeNull()
  expect(wrongIn('甲\n乙\n丙\n丁\n戊\n己')).toBe('too_many_representatives')
  expect(wrongIn('12912345678')).toBe('not_a_representative')
  expect(wrongIn('')).toBeNull()
})
