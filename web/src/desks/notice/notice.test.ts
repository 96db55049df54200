import { expect, test } from 'vitest'
import type { NoticePlace } from '../../types'
import { askNotice, askSite, changeSaid, cities, dayIn, hour, siteIn } from './notice'
import { WORDS } from './words'

const place = (site: string, city: string, city_zh: string): NoticePlace => ({
  site,
  city,
  city_zh,
  city_en: city,
  name_zh: `接访点 ${site}`,
  name_en: `Site ${site}`,
  address: null,
  telephone: null,
  opens_at: '08:30:00',
  closes_at: '17:30:00',
  receives: null,
})
const PLACES = [place('A', '430100', '长沙市'), place('B', '430200', '株洲市'), place('C', '430100', '长沙市')]

test('the day of an address is what follows /notice/', () => {
  expect(['/notice/2026-12-10', '/notice/2026-12-10.430100', '/notice'].map(dayIn)).toEqual([
    '2026-12-10',
    '2026-12-10.430100',
    '',
  ])
})

test('an hour is told without its seconds', () => {
  expect(hour('08:30:00')).toBe('08:30')
})

test('places stand by city, and a few letters find them in either language', () => {
  expect(cities(PLACES, '', 'zh-CN').map((city) => [city.name, city.places.length])).toEqual([
    ['长沙市', 2],
    ['株洲市', 1],
  ])
  expect(cities(PLACES, ' site c', 'en').flatMap((city) => city.places.map((one) => one.site))).toEqual(['C'])
  expect(cities(PLACES, '湘西', 'zh-CN')).toEqual([])
})

test('a change says where, what it was and what it is', () => {
  const change = {
    at: '2026-12-01T01:00:00Z',
    what: 'opens_at',
    site_zh: '甲',
    site_en: 'A',
    was: '08:30:00',
    now: null,
  }
  expect(changeSaid(change, WORDS.en, 'en', 'Asia/Shanghai')).toContain('09:00 · A · Opens: 08:30 → none')
  const name = { ...change, site_zh: null, site_en: null, what: 'theme_zh', was: null, now: '欠薪' }
  expect(changeSaid(name, WORDS['zh-CN'], 'zh-CN', 'Asia/Shanghai')).toContain('主题：无 → 欠薪')
})

test('no notice is one thing, no answer another', async () => {
  const answering = (status: number) => async () => new Response('{}', { status })
  expect(await askNotice('2026-12-10', answering(404))).toBe('unknown')
  expect(await askNotice('2026-12-10', answering(503))).toBe('cut')
  expect(await askNotice('2026-12-10', () => Promise.reject(new TypeError('no line')))).toBe('cut')
  expect(await askNotice('2026-12-10', answering(200))).toEqual({})
})

test('the address on a poster names a site, that of a notice none', () => {
  expect(siteIn('/notice/at/HN-D-430102')).toBe('HN-D-430102')
  expect(siteIn('/notice/2026-12-10')).toBeNull()
})

test('a site that has ended is unknown, and a line that breaks is no end', async () => {
  const answers = (status: number) => (async () => new Response('{}', { status })) as typeof fetch
  expect(await askSite('A', answers(404))).toBe('unknown')
  expect(await askSite('A', answers(503))).toBe('cut')
  expect(await askSite('A', answers(200))).toEqual({})
})
