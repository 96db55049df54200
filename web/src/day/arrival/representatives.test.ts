import { expect, test } from 'vitest'
import type { Representative } from '../../entries'
import { representativesIn, typedOf } from './representatives'

test.each<[Representative[]]>([
  [[]],
  [[{ name: '张国强' }]],
  [[{ name: '张国强', phone: '12900000001' }, { name: '李梅' }]],
  [[{ name: '欧阳 娜' }, { name: 'John Smith', phone: '07318000000' }]],
])('representatives are read back from their line as they were: %j', (group) => {
  expect(representativesIn(typedOf(group))).toEqual(group)
})
