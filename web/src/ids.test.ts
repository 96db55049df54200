import { expect, test } from 'vitest'
import { idMaker, type Random } from './ids'

const zeros: Random = (bytes) => bytes.fill(0)
const ones: Random = (bytes) => bytes.fill(255)
const AT = Date.parse('2023-11-09T08:05:06.000+08:00')

test('an id is a UUIDv7 of its millisecond', () => {
  expect(idMaker(zeros)(AT)).toBe('018bb165-9350-7000-8000-000000000000')
  expect(idMaker(ones)(AT)).toBe('018bb165-9350-77ff-bfff-ffffffffffff')
})

test('ten thousand ids of one millisecond go up and are all different', () => {
  const make = idMaker((bytes) => crypto.getRandomValues(bytes))
  const ids = Array.from({ length: 10_000 }, () => make(AT))
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(10_000)
})

test('a fraction of a millisecond leaves the form of the id whole', () => {
  expect(idMaker(zeros)(AT + 0.5)).toBe(idMaker(zeros)(AT))
})

test('a clock set back by an hour makes no smaller id', () => {
  const make = idMaker(ones)
  const before = make(AT)
  expect(make(AT - 3_600_000) > before).toBe(true)
})

test('after a reload the next id is greater than the last one kept', () => {
  const last = idMaker(ones)(AT)
  expect(idMaker(zeros, last)(AT - 1) > last).toBe(true)
})
