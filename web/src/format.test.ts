import { expect, test } from 'vitest'
import { dayTime, minutesSince } from './clock'
import {
  count,
  dateTime,
  hourMinute,
  longDate,
  money,
  percent,
  shortDate,
  shortRegion,
  shortSite,
  wan,
  yuan,
} from './format'

test('the money of 9 November reads 2,824.68 万元 and ¥28.25 million', () => {
  expect(wan(2_824_680_000)).toBe('2,824.68')
  expect(money(2_824_680_000, 'zh-CN')).toBe('2,824.68')
  expect(money(2_824_680_000, 'en')).toBe('¥28.25')
})

test('one matter’s money keeps its fen', () => {
  expect([yuan(1_260_000_00), yuan(1_234_56)]).toEqual(['1,260,000', '1,234.56'])
})

test('counts are grouped, and a part of nothing has no percentage', () => {
  expect([count(4_846), percent(240, 959, 1), percent(0, 0)]).toEqual(['4,846', '25.0%', '–'])
})

test('times are shown in the day’s zone, dates as each language writes them', () => {
  expect(hourMinute('2023-11-09T08:48:00Z')).toBe('16:48')
  expect(longDate('2023-11-09', 'zh-CN')).toBe('2023年11月9日 星期四')
  expect(longDate('2023-11-09', 'en')).toBe('Thu 9 Nov 2023')
  expect([shortDate('2024-02-06', 'zh-CN', '2024-11-09'), shortDate('2024-02-06', 'en', '2024-11-09')]).toEqual([
    '2月6日',
    '6 Feb',
  ])
})

test.each([
  ['长沙市', 'city', '长沙'],
  ['湘西土家族苗族自治州', 'city', '湘西'],
  ['城步苗族自治县', 'county', '城步'],
  ['祁东县', 'county', '祁东'],
  ['攸县', 'county', '攸县'],
  ['长沙县', 'county', '长沙县'],
  ['津市市', 'county', '津市'],
  ['岳阳楼区', 'county', '岳阳楼'],
  ['湖南衡阳松木经济开发区', 'zone', '湖南衡阳松木经济开发区'],
])('%s (%s) is called %s', (name, level, short) => {
  expect(shortRegion(name, level)).toBe(short)
})

test('a site is named without what the page already says', () => {
  expect(shortSite('（示例）浏阳市接访点')).toBe('浏阳市')
  expect(shortSite('(Sample) Liuyang City site')).toBe('Liuyang City')
})

test('a rehearsed day runs as many times faster as it says', () => {
  expect(dayTime({ now: 1_000, at: 500, speed: 60 }, 700)).toBe(13_000)
  expect(minutesSince('2023-11-09T09:00:00+08:00', Date.parse('2023-11-09T09:52:30+08:00'))).toBe(52)
})

test('a date of another year says its year', () => {
  expect(shortDate('2023-10-12', 'zh-CN', '2023-11-09')).toBe('10月12日')
  expect(shortDate('2022-10-12', 'zh-CN', '2023-11-09')).toBe('2022年10月12日')
  expect(shortDate('2022-10-12', 'en', '2023-11-09')).toBe('12 Oct 2022')
})

test('an instant of another year is told with its year', () => {
  const now = Date.parse('2026-11-09T10:00:00+08:00')
  expect(dateTime('2026-11-09T08:48:00Z', 'zh-CN', 'Asia/Shanghai', now)).toBe('11月9日 16:48')
  expect(dateTime('2027-02-06T08:48:00Z', 'zh-CN', 'Asia/Shanghai', now)).toBe('2027年2月6日 16:48')
})

test('a day code is said as its date', () => {
  expect(longDate('2023-11-09.430100', 'zh-CN')).toBe('2023年11月9日 星期四')
  expect(shortDate('2023-10-12.430100', 'en', '2023-11-09.430100')).toBe('12 Oct')
  expect(shortDate('2022-10-12', 'zh-CN', '2023-11-09.430100')).toBe('2022年10月12日')
})
