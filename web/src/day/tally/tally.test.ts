import { expect, test } from 'vitest'
import { aBoard, counts, siteFacts } from '../../testing/board'
import type { Attention, Reference } from '../../types'
import { attended, causesOf, isDeep, longestOf, markOf, minutesOf, newIn } from './attention'
import { cumulated, lately, scale, span } from './curve'
import { cityRows, countyRows, marksCounted, siteRows, sitesFound, sorted, tilesOf } from './places'
import { askedOfRow } from './records'

const site = (code: string, region: string, city: string, name_zh: string, name_en: string) => ({
  site: code,
  place: Number(region) * 1000 + 1,
  name_zh,
  name_en,
  kind: 'main' as const,
  tier: 'county' as const,
  region,
  city,
  rooms: 1,
  telephone: '12-430121-001',
  has_ended: false,
})
const REFERENCE: Reference = {
  regions: [
    { code: '430100', name_zh: '长沙市', name_en: 'Changsha City', level: 'city', parent: '430000' },
    { code: '430121', name_zh: '长沙县', name_en: 'Changsha County', level: 'county', parent: '430100' },
  ],
  categories: [],
  outcomes: [],
  unit_kinds: [],
  routes: [],
  grid: [
    { code: '430000', name_zh: '省本级', name_en: 'Provincial', row: 2, col: 0 },
    { code: '430100', name_zh: '长沙市', name_en: 'Changsha', row: 1, col: 3 },
  ],
  sites: [
    site('HN-A', '430121', '430100', '（示例）长沙县接访点', '(Sample) Changsha County site'),
    site('HN-B', '430100', '430100', '（示例）长沙市级接访点', '(Sample) Changsha City site'),
  ],
}
const board = aBoard()
board.sites['HN-A'] = siteFacts('HN-A', { mark: 'live' })

test('every tile of the map is there, with zeros where nothing was counted', () => {
  const tiles = tilesOf(board, REFERENCE, 'zh-CN')
  expect(tiles.map(({ name, matters, row, column }) => [name, matters, row, column])).toEqual([
    ['省本级', 0, 3, 1],
    ['长沙', 2, 2, 4],
  ])
})

test('the rows of the cities are the same figures as the tiles, and the province’s own sites are asked for by themselves', () => {
  const rows = cityRows(board, REFERENCE, 'en')
  expect(rows.map((row) => [row.name, row.place, row.counts.matters])).toEqual([
    ['Provincial', '430000000', 0],
    ['Changsha', '430100', 2],
  ])
})

test('a city’s own sites are a row beside its counties, so that the rows add up to the city', () => {
  const rows = countyRows(
    aBoard({ tally: { ...board.tally, by_county: { '430100': counts(3), '430121': counts(4) } } }),
    REFERENCE,
    'zh-CN',
    '市本级',
  )
  expect(rows.map((row) => [row.name, row.place, row.counts.matters])).toEqual([
    ['市本级', '430100000', 3],
    ['长沙县', '430121', 4],
  ])
})

test('rows are sorted by the figure asked for, most first', () => {
  const rows = siteRows(
    aBoard({ tally: { ...board.tally, by_site: { 'HN-B': counts(9), 'HN-A': counts(2) } } }),
    REFERENCE,
    'zh-CN',
  )
  expect(sorted(rows, 'matters').map((row) => row.name)).toEqual(['长沙市级', '长沙县'])
})

test('the marks of all sites are counted, so that the legend adds up to the sites', () => {
  expect(marksCounted(Object.values(board.sites))).toMatchObject({ live: 1, none: 1, off: 0 })
})

test.each([
  ['长沙县', ['HN-A']],
  ['changsha county', ['HN-A']],
  ['hn-b', ['HN-B']],
  ['', ['HN-A', 'HN-B']],
  ['nowhere', []],
])('typing “%s” finds its sites', (typed, found) => {
  expect(sitesFound(REFERENCE, typed).map((one) => one.site)).toEqual(found)
})

const SLOTS = {
  '09:15': { matters: 3, resolved_on_site: 2 },
  '09:00': { matters: 5, resolved_on_site: 0 },
  '09:45': { matters: 2, resolved_on_site: 1 },
}

test('the lines rise from nothing to the totals and go on level to now', () => {
  const points = cumulated(SLOTS, 10 * 60 + 30)
  expect(points[0]).toEqual({ minute: 540, matters: 0, resolved: 0 })
  expect(points.at(-1)).toEqual({ minute: 630, matters: 10, resolved: 3 })
})

test('the slot that is not over yet ends now, not in the future', () => {
  expect(cumulated(SLOTS, 9 * 60 + 50).at(-1)).toEqual({ minute: 590, matters: 10, resolved: 3 })
})

test('an open day shows its end ahead; a day that is over ends with its last matter', () => {
  const points = cumulated(SLOTS, 17 * 60)
  expect(span(points, 510, 1020, false)).toEqual([480, 1020])
  expect(span(points, 510, 1020, true)).toEqual([480, 600])
})

test('the scale is of round numbers and reaches over the top', () => {
  expect(scale(959)).toEqual([0, 250, 500, 750, 1000])
  expect(scale(0)).toEqual([0, 1])
})

test('what came lately is counted from the beginning of a slot, and says from when', () => {
  expect(lately(SLOTS, 9 * 60 + 50)).toEqual({ since: '09:15', matters: 5 })
})

const item = (
  kind: Attention['kind'],
  severity: 1 | 2 | 3 | 4,
  at = 'HN-A',
  more: Partial<Attention> = {},
): Attention => ({
  kind,
  site: at,
  since: null,
  count: 1,
  chase: [],
  minutes: 5,
  severity,
  ...more,
})

test('what can wait until closing is gathered by its kind below what cannot', () => {
  const list = [item('late_to_open', 3), item('incomplete', 1, 'HN-A', { count: 2 }), item('incomplete', 1, 'HN-B')]
  const { urgent, reminders } = attended(list)
  expect(urgent.map((one) => one.kind)).toEqual(['late_to_open'])
  expect(reminders).toMatchObject([{ kind: 'incomplete', sites: 2, count: 3 }])
})

test('one cause at more than five sites is one row where the first stood, with the longest', () => {
  const silent = [1, 2, 3, 4, 5, 6].map((n) => item('silent', 2, `HN-${n}`, { minutes: 90 + n }))
  const urgent = [item('late_to_open', 3), ...silent.slice(0, 3), item('offline', 2, 'HN-3'), ...silent.slice(3)]
  const rows = causesOf(urgent)
  expect(rows.map((row) => [row.kind, row.items.length, row.gathered])).toEqual([
    ['late_to_open', 1, false],
    ['silent', 6, true],
    ['offline', 1, false],
  ])
  expect(longestOf(rows[1]?.items ?? [], 0)).toBe(96)
  const above = item('silent', 4, 'HN-9')
  expect(causesOf([above, ...silent]).map((row) => [row.items.length, row.gathered])).toEqual([
    [1, false],
    [6, true],
  ])
  expect(causesOf(silent.slice(1)).every((row) => !row.gathered)).toBe(true)
})

test('what is old is marked until a person has it in hand, and again once it is back', () => {
  const task = (state: 'take' | 'done' | 'hand_back' | 'back') => ({ state, by: '王', at: '', note: null, version: 1 })
  const old = (more: Partial<Attention>) => isDeep(item('silent', 2, 'HN-A', { minutes: 60, ...more }), 0)
  expect([old({}), old({ minutes: 59 })]).toEqual([true, false])
  const states = ['take', 'done', 'hand_back', 'back'] as const
  expect(states.map((state) => old({ task: task(state) }))).toEqual([false, false, true, true])
})

test('minutes go on by the day’s clock between two words from the server', () => {
  const since = '2023-11-09T09:00:00+08:00'
  expect(minutesOf(item('silent', 2, 'HN-A', { since }), Date.parse('2023-11-09T09:12:00+08:00'))).toBe(12)
  expect(minutesOf(item('silent', 2), 0)).toBe(5)
})

test('only what is new and urgent is read out', () => {
  const before = [item('silent', 2)]
  const after = [item('silent', 2), item('late_to_open', 3, 'HN-B'), item('incomplete', 1, 'HN-C')]
  expect(newIn(before, after).map((one) => one.site)).toEqual(['HN-B'])
})

test('what is urgent is a diamond, a reminder a half disc', () => {
  expect([item('silent', 2), item('incomplete', 1)].map(markOf)).toEqual(['alert', 'wait'])
})

test('a row’s figure is read from the board as it is later', () => {
  const [, changsha] = cityRows(board, REFERENCE, 'en')
  expect(changsha && askedOfRow(changsha, 'matters', 'Changsha').figure(aBoard())).toBe(2)
  expect(changsha && askedOfRow(changsha, 'amount_fen', 'Changsha').query).toEqual({
    place: '430100',
    outcome: 'resolved_on_site',
  })
})
