import { expect, test } from 'vitest'
import { type Api, Problem } from '../api'
import type { SiteRow } from '../types'
import { NEW_SITE, toldOf } from './sites'
import { useSites } from './useSites'

const row = (site: string, place: number): SiteRow =>
  ({ ...NEW_SITE, site, place, region: '430102', city: '430100', tier: 'county' }) as SiteRow

test('all pages of the list are asked for, one after another', async () => {
  const asked: unknown[] = []
  const get = async (_path: string, { cursor }: { cursor: string | null }) => {
    asked.push(cursor)
    return cursor ? { items: [row('B', 2)], next: null } : { items: [row('A', 1)], next: '1' }
  }
  const sites = useSites({ get } as unknown as Api)
  await sites.load()
  expect([asked, sites.all.value?.map((one) => one.site)]).toEqual([
    [null, '1'],
    ['A', 'B'],
  ])
})

test('a new site stands at its place in the list', async () => {
  const api = {
    get: async () => ({ items: [row('A', 1), row('C', 3)], next: null }),
    post: async (_path: string, body: object) => ({ ...row('B', 2), ...body }),
  }
  const sites = useSites(api as unknown as Api)
  await sites.load()
  await sites.make('430102', { ...NEW_SITE, rooms: 5 })
  expect(sites.all.value?.map((one) => [one.site, one.rooms])).toEqual([
    ['A', 1],
    ['B', 5],
    ['C', 1],
  ])
})

test('a change says what was seen, and after a refusal the list has what another changed', async () => {
  const bodies: unknown[] = []
  const told = { changed: [{ what: 'rooms', was: 1, now: 4 }] }
  const put = async (_path: string, body: object) => {
    bodies.push(body)
    if (bodies.length === 1) throw new Problem(409, 'site_changed', '', null, told)
    return { ...row('A', 1), ...body }
  }
  const sites = useSites({ get: async () => ({ items: [row('A', 1)], next: null }), put } as unknown as Api)
  await sites.load()
  const seen = row('A', 1)
  const wanted = { ...toldOf(seen), name_en: 'Mine' }
  await expect(sites.change(seen, wanted)).rejects.toThrow()
  expect(sites.all.value?.[0]?.rooms).toBe(4)
  await sites.change({ ...seen, rooms: 4 }, { ...wanted, rooms: 4 })
  expect(bodies[1]).toEqual({ ...wanted, rooms: 4, seen: { ...toldOf(seen), rooms: 4 } })
  expect(sites.all.value?.[0]?.name_en).toBe('Mine')
})
