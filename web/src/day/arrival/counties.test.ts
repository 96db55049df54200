import { expect, test } from 'vitest'
import { countiesOf, countyIn } from './counties'

const region = (code: string, name_zh: string, name_en: string, level: string, parent: string | null) => ({
  ...{ code, name_zh, name_en, level, parent },
})
const REGIONS = [
  region('430000', '湖南省', 'Hunan Province', 'province', null),
  region('430200', '株洲市', 'Zhuzhou City', 'city', '430000'),
  region('430100', '长沙市', 'Changsha City', 'city', '430000'),
  region('430121', '长沙县', 'Changsha County', 'county', '430100'),
  region('430104', '岳麓区', 'Yuelu District', 'county', '430100'),
  region('430202', '荷塘区', 'Hetang District', 'county', '430200'),
]

test('every county stands under its prefecture, the province is no choice', () => {
  expect(countiesOf(REGIONS, 'zh-CN').map(({ label }) => label)).toEqual([
    ...['长沙市', '长沙市 岳麓区', '长沙市 长沙县', '株洲市', '株洲市 荷塘区'],
  ])
  expect(countiesOf(REGIONS, 'en')[1]?.label).toBe('Changsha City Yuelu District')
})

test.each([
  ['岳麓', '430104'],
  [' 岳麓区 ', '430104'],
  ['长沙市 岳麓区', '430104'],
  ['长沙市', '430100'],
  ['长沙县', '430121'],
  ['yuelu', '430104'],
  ['Hetang District', '430202'],
  ['长沙', ''],
  ['区', ''],
  ['某某区', ''],
  ['', ''],
])('%j names the region %j', (typed, code) => expect(countyIn(countiesOf(REGIONS, 'zh-CN'), typed)).toBe(code))
