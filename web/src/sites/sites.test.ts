import { expect, test } from 'vitest'
import { Problem } from '../api'
import type { Reference, SiteDetails, SiteRow } from '../types'
import { NO_DETAILS } from './details'
import {
  byCity,
  changesOf,
  merged,
  mergedDetails,
  NEW_SITE,
  regionsIn,
  toldOf,
  withTheirDetails,
  withTheirs,
} from './sites'

const region = (code: string, level: string, parent: string | null) => ({
  ...{ code, level, parent },
  name_zh: `区${code}`,
  name_en: `Region ${code}`,
})
const REFERENCE = {
  regions: [
    region('430000', 'province', null),
    region('430100', 'city', '430000'),
    region('430102', 'county', '430100'),
    region('430103', 'county', '430100'),
    region('430200', 'city', '430000'),
    region('430202', 'county', '430200'),
  ],
} as Reference
const site = (code: string, city: string, more: Partial<SiteRow> = {}): SiteRow =>
  ({
    ...NEW_SITE,
    site: code,
    city,
    region: city,
    place: 1,
    tier: 'county',
    name_en: `Site ${code}`,
    ...more,
  }) as SiteRow

test('a part that I changed stays mine, all else becomes theirs', () => {
  const base = { ...NEW_SITE, name_zh: '一', name_en: 'One' }
  const theirs = withTheirs(base, [
    { what: 'rooms', was: 1, now: 4 },
    { what: 'name_en', was: 'One', now: 'Their one' },
  ])
  expect(merged(base, { ...base, name_en: 'My one', telephone: '12-1' }, theirs)).toEqual({
    ...base,
    rooms: 4,
    name_en: 'My one',
    telephone: '12-1',
  })
})

test('only the refusal that another changed the site tells changes', () => {
  const changed = [{ what: 'rooms', was: 1, now: 2 }]
  expect(changesOf(new Problem(409, 'site_changed', '', null, { changed }))).toEqual(changed)
  expect(changesOf(new Problem(409, 'changed_meanwhile', ''))).toBe(null)
})

test('sites stand by city', () => {
  const sites = [site('HN-P-01', '430000'), site('A', '430100'), site('B', '430100')]
  expect(byCity(sites).map(([city, some]) => [city, some.map((one) => one.site)])).toEqual([
    ['430000', ['HN-P-01']],
    ['430100', ['A', 'B']],
  ])
})

test.each([
  ['430000', ['430000', '430100', '430200'], 6],
  ['430100', ['430100'], 3],
  ['430102', ['430100'], 1],
  ['430102001', [], 0],
  ['', [], 0],
])('the regions within %s stand by city', (place, cities, count) => {
  const groups = regionsIn(REFERENCE, place)
  expect(groups.map(([city]) => city)).toEqual(cities)
  expect(groups.flatMap(([, some]) => some).length).toBe(count)
})

test('what is told of a site leaves out what never changes', () => {
  expect(Object.keys(toldOf(site('A', '430100')))).toEqual(Object.keys(NEW_SITE))
})

test('of what else is told, a part that I changed stays mine, and the rest is theirs', () => {
  const base = { ...NO_DETAILS, languages: ['xiang'] } as SiteDetails
  const theirs = withTheirDetails(base, [
    { what: 'parking', was: null, now: true },
    { what: 'rooms', was: 1, now: 2 },
  ])
  expect(theirs).toEqual({ ...base, parking: true })
  const mine = { ...base, languages: ['miao'] } as SiteDetails
  expect(mergedDetails(base, mine, theirs)).toEqual({ ...base, languages: ['miao'], parking: true })
})
