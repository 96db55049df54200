import { expect, test, vi } from 'vitest'
import { type Api, Problem } from '../api'
import type { SiteRow } from '../types'
import { NEW_SITE, toldOf } from './sites'
import { useSites } from './useSites'

const row = (site: string, place: number): SiteRow =>
  ({ ...NEW_SITE, site, place, region: '430102', city: '430100', tier: 'county' }) as SiteRow

test('after a new site the list is asked for anew, because its order decides where it stands', async () => {
  const take = vi.fn(async () => undefined)
  const post = async (_path: string, body: object) => ({ ...row('B', 2), ...body })
  const sites = useSites({ post } as unknown as Api, { take, keep: () => undefined })
  expect((await sites.make('430102', { ...NEW_SITE, rooms: 5 })).rooms).toBe(5)
  expect(take).toHaveBeenCalledOnce()
})

test('a change says what was seen, and after a refusal the list has what another changed', async () => {
  const bodies: unknown[] = []
  const told = { changed: [{ what: 'rooms', was: 1, now: 4 }] }
  const put = async (_path: string, body: object) => {
    bodies.push(body)
    if (bodies.length === 1) throw new Problem(409, 'site_changed', '', null, told)
    return { ...row('A', 1), ...body }
  }
  let kept = row('A', 1)
  const keep = (site: SiteRow) => {
    kept = site
  }
  const sites = useSites({ put } as unknown as Api, { keep, take: async () => undefined })
  const seen = row('A', 1)
  const wanted = { ...toldOf(seen), name_en: 'Mine' }
  await expect(sites.change(seen, wanted)).rejects.toThrow()
  expect(kept.rooms).toBe(4)
  await sites.change({ ...seen, rooms: 4 }, { ...wanted, rooms: 4 })
  expect(bodies[1]).toEqual({ ...wanted, rooms: 4, seen: { ...toldOf(seen), rooms: 4 } })
  expect(kept.name_en).toBe('Mine')
})
