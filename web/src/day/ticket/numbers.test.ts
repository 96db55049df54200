import { expect, test } from 'vitest'
import type { Entry } from '../../entries'
import { letterFor, nextNumber, partsOf } from './numbers'
import { representativesIn, wrongIn } from './representatives'

const issued = (desk: string, number: number) => ({ kind: 'ticket_issued', data: { desk, number } }) as Entry

test('a ticket is a letter and a number', () => {
  expect(partsOf('A12')).toEqual({ desk: 'A', number: 12 })
  expect([null, '', 'A', '12', 'AA1', 'A12345', 'a1'].map(partsOf)).toEqual(Array(7).fill(null))
})

test.each([
  ['1 号登记台', 'A'],
  ['２号登记台', 'B'],
  ['登记台', 'C'],
  ['99 号', 'C'],
  ['', 'C'],
])('the desk called %j prints %s where A and B are taken', (label, letter) => {
  expect(letterFor(label, ['A12', 'B1', null])).toBe(letter)
})

test('the next number follows the greatest that was printed here or told by the server', () => {
  expect(nextNumber('A', [], [])).toBe(1)
  expect(nextNumber('A', [issued('A', 3), issued('B', 9)], ['A7', 'B20', null])).toBe(8)
  expect(nextNumber('A', [issued('A', 8)], ['A7'])).toBe(9)
})

test('representatives are typed one a line, with a number or without', () => {
  expect(representativesIn('李梅 12912345678\n邓建华，0731-5550101；买买提·艾合买提')).toEqual([
    { name: '李梅', phone: '12912345678' },
    { name: '邓建华', phone: '0731-5550101' },
    { name: '买买提·艾合买提' },
  ])
  expect(representativesIn(' \n ')).toEqual([])
})

test('there are five representatives at most, and each has a name', () => {
  expect(wrongIn('甲\n乙\n丙\n丁\n戊')).toBeNull()
  expect(wrongIn('甲\n乙\n丙\n丁\n戊\n己')).toBe('too_many_representatives')
  expect(wrongIn('12912345678')).toBe('not_a_representative')
  expect(wrongIn('')).toBeNull()
})
