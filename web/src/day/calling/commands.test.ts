import { expect, test } from 'vitest'
import { placesOver } from './commands'

test('a matter is handed over within the places that reach over its site', () => {
  expect(placesOver(430181001)).toEqual(['430000', '430100', '430181', '430181001'])
  expect(placesOver(430000001)).toEqual(['430000', '430000001'])
})
