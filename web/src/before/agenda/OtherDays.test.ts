import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { onPage } from '../../testing/page'
import { aDay, aReference } from '../../testing/turns'
import type { Day } from '../../types'
import OtherDays from './OtherDays.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const region = (code: string, name_zh: string, level: string) => ({ code, name_zh, name_en: code, level, parent: null })
const reference = aReference({ regions: [region('430000', '湖南省', 'province'), region('430100', '长沙市', 'city')] })
const JOINT = aDay({ holder: '430000' })
const OWN = aDay({ day: '2023-11-09.430100', holder: '430100' })

async function shown(day: Day, items: Day[] | null): Promise<{ text: string; links: string[] }> {
  const { page } = await onPage(
    OtherDays,
    { day, reference, to: (code: string) => `/days/${code}/wall` },
    { 'GET /api/days': () => (items ? { body: { items, next: null } } : { status: 500, body: { code: 'internal' } }) },
  )
  await flushPromises()
  return { text: page.text(), links: page.findAll('a').map((link) => `${link.text()} ${link.attributes('href')}`) }
}

test('where one day stands on a date, nothing is said of its holder', async () => {
  expect(await shown(JOINT, [JOINT, aDay({ day: '2023-10-12.430100', holder: '430100' })])).toEqual({
    text: '',
    links: [],
  })
})

test('where two days stand on one date, both are named by their holders and lead to each other', async () => {
  expect(await shown(JOINT, [OWN, JOINT])).toEqual({
    text: '湖南省长沙市',
    links: ['长沙市 /days/2023-11-09.430100/wall'],
  })
  expect((await shown(OWN, [OWN, JOINT])).links).toEqual(['湖南省 /days/2023-11-09/wall'])
})

test('a day that a region holds alone says so also where the list of days does not come', async () => {
  expect(await shown(OWN, null)).toEqual({ text: '长沙市', links: [] })
})
