import { expect, test } from 'vitest'
import type { BulletinBlock, BulletinDetail } from '../../types'
import { commandsOf, groupsOf, hoursOf, pagesOf, pathOf, shadeOf } from './bulletins'

const text = (said: string): BulletinBlock => ({ kind: 'text', text: said })

test('a page ends where the document says so, and an empty one is none', () => {
  const blocks: BulletinBlock[] = [text('a'), { kind: 'new_page' }, { kind: 'new_page' }, text('b'), text('c')]
  expect(pagesOf(blocks).map((page) => page.length)).toEqual([1, 2])
})

test('bars stand beside the map before them', () => {
  const map: BulletinBlock = { kind: 'tiles', caption: '', note: '', tiles: [] }
  const bars: BulletinBlock = { kind: 'bars', caption: '', unit: '', bars: [] }
  expect(groupsOf([text('a'), map, bars, bars]).map((group) => group.length)).toEqual([1, 2, 1])
})

test('the least tile is the lightest and the greatest the darkest', () => {
  expect([10, 50, 90].map((value) => shadeOf(value, [10, 50, 90]))).toEqual([0, 2, 4])
  expect(shadeOf(7, [7])).toBe(0)
})

test('a curve ends at the height of its last sum', () => {
  expect(pathOf([0, 5, 10], 10, 100, 40)).toBe('M0.0 40.0L50.0 20.0L100.0 0.0')
  const points = Array.from({ length: 20 }, (_, n) => ({ time: `${n}`, first: n, second: 0 }))
  const hours = hoursOf({ kind: 'curve', caption: '', note: '', first: '', second: '', points })
  expect(hours.length).toBeLessThanOrEqual(7)
})

test('who sent a bulletin does not publish it', () => {
  const found = { state: 'review', sent_by_oneself: true } as BulletinDetail
  const all = ['write_bulletins', 'review_bulletins']
  expect(commandsOf(found, all)).toEqual(['return'])
  expect(commandsOf({ ...found, sent_by_oneself: false }, all)).toEqual(['publish', 'return'])
  expect(commandsOf({ ...found, state: 'draft' }, ['review_bulletins'])).toEqual([])
  expect(commandsOf({ ...found, state: 'published' }, all)).toEqual([])
})
